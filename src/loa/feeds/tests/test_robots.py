"""A site's rules are obeyed, and a hostile rule file costs little; the language of an item is said when it can be."""

import pytest

from loa.feeds.robots import EVERYTHING, NOTHING, read_robots
from loa.feeds.tongues import language_of

RULES = b"""User-agent: *
Disallow: /admin
Crawl-delay: 7

User-agent: LoaBot
Disallow: /private/*.html$
Allow: /
Crawl-delay: 3
Sitemap: https://bao.vn/sitemap.xml
"""


def test_our_own_rules_count_before_those_for_all():
    robots = read_robots(RULES)
    assert robots.allows("https://bao.vn/admin")
    assert not robots.allows("https://bao.vn/private/a.html")
    assert robots.allows("https://bao.vn/private/a.html?x=1")
    assert (robots.delay, robots.sitemaps) == (3.0, ("https://bao.vn/sitemap.xml",))


def test_a_file_that_cannot_be_had_forbids_or_allows_all():
    assert read_robots(EVERYTHING).allows("https://bao.vn/a")
    assert not read_robots(NOTHING).allows("https://bao.vn/a")


@pytest.mark.fault("A04")
def test_a_hostile_rule_file_is_read_in_bounds():
    evil = (
        b"\xff\xfe\x00 x\n"
        b"User-agent: *\nDisallow: /" + b"*a" * 900 + b"\nCrawl-delay: 99999999\n" + b"Disallow: /" * 400_000
    )
    robots = read_robots(evil)
    assert robots.delay == 300
    robots.allows("https://bao.vn/" + "a" * 2_000)


@pytest.mark.parametrize(("text", "code"), [
    ("Hà Nội mở thêm mười tuyến xe buýt điện", "vi"),
    ("Ha Noi mo them muoi tuyen xe buyt dien phuc vu nguoi dan thu do", "vi"),
    ("The city opens ten electric bus lines for its residents", "en"),
    ("Le maire ouvre dix lignes de bus électriques pour les habitants", "fr"),
    ("河内开通十条电动公交线路", "zh"), ("ហាណូយបើកខ្សែរថយន្តក្រុង", "km"), ("하노이 전기버스 노선 개통", "ko"),
    ("ハノイで電気バスの路線が開通", "ja"), ("12/9 – 100%", ""), ("OK", ""), ("", ""),
])  # fmt: skip
def test_the_language_is_said_when_it_can_be(text, code):
    assert language_of(text).code == code
