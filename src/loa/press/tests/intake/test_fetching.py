"""Newspapers are read politely, each item once, and whatever one of them answers, the others are read."""

import gzip
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from loa.lib import clock
from loa.press.actions.habits import PAGES_KEPT, forget_fetches
from loa.press.actions.publishers import add_publisher
from loa.press.intake.gates import policy
from loa.press.intake.names import Names
from loa.press.intake.rounds import claim, run_round
from loa.press.models import Fetch, Host, Item, Page, Source
from loa.press.rules import polite
from loa.press.tests.intake.conftest import language
from loa.press.tests.intake.newspaper import Newspaper, serve

pytestmark = pytest.mark.django_db

ITEMS = [
    (1, "Hà Nội mở thêm tuyến xe buýt điện", "Mười tuyến xe buýt"),
    (2, "Giá xăng giảm nhẹ", "Từ chiều nay"),
]


def test_a_feed_becomes_items_once_with_how_sure_their_time_is(paper, enter, listen):
    paper.feed("/rss", *ITEMS)
    source = enter(paper.url("/rss"))
    listen()
    item = Item.objects.get(title=ITEMS[0][1])
    assert (item.url, item.language, item.sure) == (paper.url("/tin-1.html"), "vi", 1.0)
    assert item.published_at.isoformat() == "2021-09-30T03:01:00+00:00"
    listen()
    assert Item.objects.count() == 2
    source.refresh_from_db()
    assert [(fetch.outcome, fetch.entries, fetch.fresh) for fetch in source.fetches.order_by("pk")] == [("taken", 2, 2), ("taken", 2, 0)]  # fmt: skip
    assert source.last_item_at == Item.objects.get(title=ITEMS[1][1]).published_at


def test_it_asks_conditionally_and_says_who_it_is(paper, enter, listen):
    paper.feed("/rss", *ITEMS)
    feed = paper.pages["/rss"]
    paper.pages["/rss"] = lambda asked: (304, {}, b"") if asked.get("If-None-Match") == '"v1"' else (200, {"ETag": '"v1"', "Last-Modified": "Thu, 30 Sep 2021 03:00:00 GMT"}, feed)  # fmt: skip
    source = enter(paper.url("/rss"))
    listen()
    listen()
    asked = [headers for path, headers in paper.asked if path == "/rss"]
    assert asked[1]["If-Modified-Since"] == "Thu, 30 Sep 2021 03:00:00 GMT"
    assert asked[0]["User-Agent"].startswith("LoaBot/")
    assert [fetch.outcome for fetch in source.fetches.order_by("pk")] == ["taken", "unchanged"]


def test_a_changed_wording_is_kept_with_the_digest_before(paper, enter, listen):
    paper.feed("/rss", *ITEMS)
    enter(paper.url("/rss"))
    listen()
    before = Item.objects.get(title=ITEMS[1][1])
    paper.feed("/rss", (2, "Giá xăng giảm mạnh", "Từ chiều nay"))
    listen()
    after = Item.objects.get(pk=before.pk)
    assert (after.title, after.digest_before) == ("Giá xăng giảm mạnh", before.digest)
    assert after.changed_at is not None
    assert after.published_at == before.published_at


def test_an_item_whose_address_changed_is_known_by_its_id_and_one_in_two_feeds_by_its_address(
    paper, enter, listen, publisher
):
    paper.feed("/rss", *ITEMS)
    enter(paper.url("/rss"))
    listen()
    paper.pages["/rss"] = paper.pages["/rss"].replace(b"/tin-1.html", b"/xe-buyt-1.html")
    paper.feed("/khac", (1, "Hà Nội mở thêm tuyến xe buýt điện", "cắt ngắn…"))
    enter(paper.url("/khac"), name="Mới")
    listen()
    assert Item.objects.count() == 2
    assert not Item.objects.exclude(changed_at=None).exists()


def test_robots_are_read_first_and_obeyed(paper, enter, listen):
    paper.pages["/robots.txt"] = b"User-agent: *\nDisallow: /rss\nCrawl-delay: 30\n"
    paper.feed("/rss", *ITEMS)
    paper.feed("/mo", *ITEMS)
    refused, allowed = enter(paper.url("/rss")), enter(paper.url("/mo"), name="Mở")
    listen(rounds=3)
    assert paper.paths()[0] == "/robots.txt"
    assert "/rss" not in paper.paths()
    assert refused.fetches.get().outcome == "refused"
    assert allowed.fetches.get().outcome == "taken"
    assert Host.objects.get().next_at - clock.now() > timedelta(seconds=25)


def test_a_site_whose_rules_cannot_be_had_is_left_alone(paper, enter, listen):
    paper.pages["/robots.txt"] = (503, {}, b"")
    paper.feed("/rss", *ITEMS)
    source = enter(paper.url("/rss"))
    listen()
    assert source.fetches.get().outcome == "refused"
    Source.objects.update(failures=polite.GIVES_UP)
    listen()
    source.refresh_from_db()
    assert source.state == "read"


def test_known_rules_hold_while_they_cannot_be_had_again(paper, enter, listen):
    paper.pages["/robots.txt"] = b"User-agent: *\nDisallow: /rieng\n"
    paper.feed("/rss", *ITEMS)
    source = enter(paper.url("/rss"))
    listen()
    paper.pages["/robots.txt"] = (503, {}, b"")
    Host.objects.update(robots_at=clock.now() - polite.ROBOTS_AGE * 2)
    listen()
    assert [fetch.outcome for fetch in source.fetches.all()] == ["taken", "taken"]
    host = Host.objects.get()
    assert "/rieng" in host.robots
    soon = clock.now() + polite.ROBOTS_AGE_UNKNOWN + timedelta(minutes=1)
    assert polite.robots_due(soon, host.robots_at, is_known=True)


def test_a_host_is_asked_one_thing_at_a_time(paper, enter, settings, asker):
    settings.PRESS_HOST_SECONDS = 60
    for name in ("a", "b"):
        paper.feed(f"/{name}", *ITEMS)
        enter(paper.url(f"/{name}"), name=name)
    assert run_round(asker, Names(), language) == 1
    assert paper.paths() == ["/robots.txt"]
    assert run_round(asker, Names(), language) == 0
    assert claim(clock.now() + timedelta(seconds=61))[0].kind == "feed"
    assert claim(clock.now() + timedelta(seconds=61)) == []


def test_a_host_that_asks_for_time_gets_it(paper, enter, listen):
    paper.pages["/rss"] = (429, {"Retry-After": "3600"}, b"")
    source = enter(paper.url("/rss"))
    listen(rounds=2)
    source.refresh_from_db()
    host = Host.objects.get()
    assert min(source.next_at, host.next_at) > clock.now() + timedelta(minutes=55)
    assert (source.failures, source.state) == (1, "read")


@pytest.mark.fault("A04")
def test_waits_grow_and_what_is_refused_for_good_is_paused(paper, enter, listen):
    now, every = clock.now(), timedelta(minutes=15)
    waits = [polite.next_try(now, every, failures, None) - now for failures in range(12)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=24)
    source = enter(paper.url("/khong-co"))
    Source.objects.filter(pk=source.pk).update(failures=polite.GIVES_UP - 1)
    listen()
    source.refresh_from_db()
    assert source.state == "paused"
    fetch = source.fetches.get()
    assert (fetch.why, fetch.facts) == ("refused", {"status": 404})


@pytest.mark.fault("A03")
def test_addresses_inside_the_network_are_refused_whatever_leads_there(paper, enter, listen, settings):
    paper.pages["/rss"] = (302, {"Location": f"http://127.0.0.1:{paper.port}/secret"}, b"")
    paper.feed("/secret", *ITEMS)
    settings.PRESS_ADDRESSES = []
    assert policy("feed").ports == {80, 443}
    for number, url in enumerate([paper.url("/rss"), "http://169.254.169.254/latest", "http://[::1]/rss", "http://2130706433/rss", "http://0x7f000001/rss"]):  # fmt: skip
        enter(url, name=str(number))
    listen(rounds=8)
    assert paper.asked == []
    assert not Item.objects.exists()
    assert Fetch.objects.exclude(outcome__in=["failed", "refused"]).count() == 0
    whys = lambda: dict(Fetch.objects.order_by("pk").values_list("source__name", "why"))  # noqa: E731
    assert whys() == dict.fromkeys("01234", "robots_unknown"), "their rules are not asked for either"
    Host.objects.update(robots="User-agent: *", robots_at=clock.now())
    listen(rounds=8)
    assert [whys()[name] for name in "01234"] == ["bad_port", "private_address", "private_address", "bad_url", "private_address"]  # fmt: skip
    assert paper.asked == []


@pytest.mark.fault("A04", "A05")
def test_hostile_feeds_fail_by_themselves_and_the_others_are_read(paper, enter, listen):
    packed = gzip.compress(b"<rss>" + b" " * 30_000_000)
    laughs = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"  # fmt: skip
    paper.pages |= {
        "/lon": (200, {"Content-Length": str(1 << 30)}, b"x" * (5 << 20)),
        "/nen": (200, {"Content-Encoding": "gzip"}, packed),
        "/nen2": packed,
        "/vong": (302, {"Location": "/vong"}, b""),
        "/cuoi": f"{laughs}<rss><channel><item><guid>&i;</guid><title>Cười &i;</title><link>https://a.vn/1?&i;</link><description>&i;</description><author>&i;</author></item></channel></rss>".encode(),
        "/trieu": b"<rss><channel>" + b"<item><title>a</title></item>" * 1_000_000,
        "/dong": b"<rss><channel><item><title>" + b"x" * (50 << 20),
        "/sau": b'{"items":' + b"[" * 1_000_000,
        "/nhieu": b"<rss><channel>" + b"<item><title>a</title></item>" * 100_000,
        "/rac": bytes(range(256)) * 50,
        "/dut": (200, {"Content-Length": "5000"}, b"<rss>"),
    }
    names = sorted(path for path in paper.pages)
    for path in names:
        enter(paper.url(path), name=path)
    other = Newspaper()
    server = serve(other)
    other.feed("/rss", *ITEMS)
    enter(other.url("/rss"), name="lành")
    listen(rounds=12)
    server.shutdown()
    server.server_close()
    assert Item.objects.filter(source__name="lành").count() == 2
    kept = {
        name: told for name, *told in Fetch.objects.values_list("source__name", "outcome", "why", "entries")
    }
    assert kept == {
        "lành": ["taken", "", 2],
        "/cuoi": ["taken", "", 1],
        "/nhieu": ["taken", "", 2000],
        "/vong": ["failed", "redirect", 0],
        "/lon": ["failed", "too_large", 0],
        "/nen": ["failed", "too_large", 0],
        "/trieu": ["failed", "too_large", 0],
        "/dong": ["failed", "too_large", 0],
        "/nen2": ["failed", "too_packed", 0],
        "/sau": ["failed", "no_feed", 0],
        "/rac": ["failed", "no_feed", 0],
        "/dut": ["failed", "cut_off", 0],
    }
    laughing = Item.objects.get(title__startswith="Cười")
    assert not any("hahaha" in str(value) for value in vars(laughing).values())


@pytest.mark.fault("A04")
def test_a_server_that_drips_is_left_after_its_time(paper, enter, listen, monkeypatch):
    monkeypatch.setattr("loa.press.intake.gates.SECONDS", 0.5)
    paper.pages["/rss"] = (200, {"X-Slow": "yes"}, b"")
    source = enter(paper.url("/rss"))
    listen(rounds=2)
    assert source.fetches.get().outcome == "failed"


ARTICLE = """<html lang="vi"><head><title>{title}</title><meta name="author" content="Phạm Thị Dung">
<meta property="article:published_time" content="2021-09-30T08:00:00+07:00"></head><body><h1>{title}</h1><div class="detail">
<p>Sáng 30/9, Sở Giao thông Vận tải Hà Nội cho biết mười tuyến xe buýt điện sẽ chạy thử trong hai tuần trước khi phục vụ người dân.</p>
<p>Giá vé một lượt là 7.000 đồng, không đổi so với xe chạy dầu. Học sinh và người cao tuổi tiếp tục được miễn hoặc giảm giá.</p>
<p>Phạm Thị Dung</p></div></body></html>"""


def test_a_source_may_ask_for_whole_texts_which_come_from_the_pages(paper, enter, listen):
    paper.feed("/rss", ITEMS[0])
    paper.pages["/tin-1.html"] = ARTICLE.format(title="Tiêu đề khác trên trang").encode()
    enter(paper.url("/rss"), pages=True)
    listen()
    item = Item.objects.get()
    assert item.title == ITEMS[0][1]
    assert "Giá vé một lượt" in item.text
    assert "Dung" not in item.text
    assert item.changed_at is None
    assert not Page.objects.exists()
    listen()
    assert Item.objects.get().changed_at is None


def test_an_item_is_known_by_the_address_its_page_calls_its_own(paper, enter, listen):
    page = ARTICLE.format(title="Bài thứ nhất của ngày").replace(
        "<head>", f"<head><link rel='canonical' href='{paper.url('/bai.html')}'>"
    )
    paper.pages["/s.xml"] = (
        f"<urlset><url><loc>{paper.url('/bai.html?trang=1')}</loc></url></urlset>".encode()
    )
    paper.pages["/bai.html?trang=1"] = page.encode()
    enter(paper.url("/s.xml"), kind="sitemap", pages=True)
    listen()
    assert Item.objects.get().url == paper.url("/bai.html")
    paper.pages["/rss"] = (
        f"<rss><channel><item><title>Bài thứ nhất</title><link>{paper.url('/bai.html')}</link></item></channel></rss>".encode()
    )
    enter(paper.url("/rss"))
    asked = len(paper.asked)
    listen()
    assert Item.objects.count() == 1
    assert paper.paths()[asked:].count("/bai.html?trang=1") == 0


def test_a_sitemap_leads_to_its_newest_pages(paper, enter, listen):
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    paper.pages["/sitemap.xml"] = f"<sitemapindex {space}><sitemap><loc>{paper.url('/s1.xml')}</loc></sitemap><sitemap><loc>https://khac.vn/s.xml</loc></sitemap></sitemapindex>".encode()  # fmt: skip
    paper.pages["/s1.xml"] = gzip.compress(f"<urlset {space}><url><loc>{paper.url('/bai-1.html')}</loc><lastmod>2021-09-30</lastmod></url><url><loc>{paper.url('/bai-2.html')}</loc></url></urlset>".encode())  # fmt: skip
    paper.pages["/bai-1.html"] = ARTICLE.format(title="Bài thứ nhất của ngày").encode()
    enter(paper.url("/sitemap.xml"), kind="sitemap", pages=True)
    listen()
    item = Item.objects.get()
    assert (item.title, item.sure) == ("Bài thứ nhất của ngày", 1.0)
    assert Page.objects.get(given_up_at__isnull=False).url == paper.url("/bai-2.html")  # it is not there
    listen()
    assert paper.paths().count("/bai-2.html") == 1


def test_an_index_of_sitemaps_is_read_even_where_it_did_not_change_itself(paper, enter, listen):
    index = f"<sitemapindex><sitemap><loc>{paper.url('/s1.xml')}</loc></sitemap></sitemapindex>".encode()
    paper.pages["/sitemap.xml"] = lambda asked: (304, {}, b"") if asked.get("If-None-Match") else (200, {"ETag": '"v1"'}, index)  # fmt: skip
    enter(paper.url("/sitemap.xml"), kind="sitemap", pages=True)
    for number in (1, 2):
        paper.pages["/s1.xml"] = f"<urlset><url><loc>{paper.url(f'/bai-{number}.html')}</loc></url></urlset>".encode()  # fmt: skip
        paper.pages[f"/bai-{number}.html"] = ARTICLE.format(title=f"Bài số {number} của ngày").encode()
        listen()
    assert Item.objects.count() == 2


def test_pages_for_which_there_is_no_room_come_at_the_next_turn(paper, enter, listen, monkeypatch):
    monkeypatch.setattr("loa.press.intake.rounds._MOST_NEW_PAGES", 1)
    links = "".join(f"<url><loc>{paper.url(f'/bai-{number}.html')}</loc></url>" for number in (1, 2))
    paper.pages["/s.xml"] = lambda asked: (304, {}, b"") if asked.get("If-None-Match") else (200, {"ETag": '"v1"'}, f"<urlset>{links}</urlset>".encode())  # fmt: skip
    for number in (1, 2):
        paper.pages[f"/bai-{number}.html"] = ARTICLE.format(title=f"Bài số {number} của ngày").encode()
    source = enter(paper.url("/s.xml"), kind="sitemap", pages=True)
    listen()
    assert Item.objects.count() == 1
    listen()
    assert Item.objects.count() == 2
    source.refresh_from_db()
    assert source.etag == '"v1"'


def test_dead_pages_at_the_head_of_a_sitemap_do_not_block_those_behind_them(
    paper, enter, listen, monkeypatch
):
    monkeypatch.setattr("loa.press.intake.rounds._MOST_NEW_PAGES", 2)
    places = "".join(f"<url><loc>{paper.url(f'/bai-{number}.html')}</loc></url>" for number in range(5))
    paper.pages["/s.xml"] = f"<urlset>{places}</urlset>".encode()
    paper.pages["/bai-4.html"] = ARTICLE.format(title="Bài số bốn của ngày").encode()
    enter(paper.url("/s.xml"), kind="sitemap", pages=True)
    for _ in range(3):
        listen()
    assert Item.objects.get().url == paper.url("/bai-4.html")
    assert [paper.paths().count(f"/bai-{number}.html") for number in range(5)] == [1] * 5
    forget_fetches(clock.now() + PAGES_KEPT + timedelta(minutes=1))
    assert not Page.objects.exists()


def test_a_page_that_cannot_be_had_for_a_morning_is_read_later_and_one_that_is_gone_is_given_up(
    paper, enter, listen
):
    places = "".join(f"<url><loc>{paper.url(f'/bai-{number}.html')}</loc></url>" for number in range(2))
    paper.pages["/s.xml"] = f"<urlset>{places}</urlset>".encode()
    paper.pages["/bai-0.html"] = (503, {}, b"")
    enter(paper.url("/s.xml"), kind="sitemap", pages=True)
    for _ in range(6):
        listen()
    (gone,) = Page.objects.exclude(given_up_at=None)
    assert gone.url == paper.url("/bai-1.html")
    paper.pages["/bai-0.html"] = ARTICLE.format(title="Bài viết đã trở lại trong ngày").encode()
    listen()
    assert Item.objects.get().url == paper.url("/bai-0.html")


@pytest.fixture
def elsewhere(paper):
    """Another host to which the paper's feed has moved."""
    made = Newspaper()
    server = serve(made)
    made.feed("/rss", *ITEMS)
    paper.pages["/rss"] = (301, {"Location": made.url("/rss")}, b"")
    yield made
    server.shutdown()
    server.server_close()


def test_the_host_that_a_redirect_leads_to_is_asked_for_its_rules_first_and_once(
    paper, enter, listen, elsewhere
):
    enter(paper.url("/rss"))
    listen()
    listen()
    assert Item.objects.count() == 2
    assert elsewhere.paths() == ["/robots.txt", "/rss", "/rss"]


@pytest.mark.parametrize(("reply", "why"), [
    (b"User-agent: *\nDisallow: /rss\n", "robots_elsewhere"), ((503, {}, b""), "robots_unknown"), ((302, {"Location": "/robots.txt"}, b""), "robots_unknown"),
])  # fmt: skip
def test_what_that_host_does_not_allow_is_not_taken(paper, enter, listen, elsewhere, reply, why):
    elsewhere.pages["/robots.txt"] = reply
    source = enter(paper.url("/rss"))
    listen()
    assert (source.fetches.get().outcome, source.fetches.get().why) == ("refused", why)
    assert "/rss" not in elsewhere.paths()


def test_a_redirect_that_is_never_allowed_says_so_and_asks_nobody(paper, enter, listen):
    paper.pages["/rss"] = (301, {"Location": "ftp://127.0.0.1/rss"}, b"")
    source = enter(paper.url("/rss"))
    listen()
    assert source.fetches.get().why == "bad_scheme"


def test_a_host_that_asked_for_rest_keeps_it_when_a_redirect_leads_to_it(paper, enter, listen, elsewhere):
    name = urlsplit(elsewhere.url()).netloc
    rest = clock.now() + timedelta(hours=5)
    Host.objects.create(name=name, next_at=rest)
    enter(paper.url("/rss"))
    listen()
    assert Host.objects.get(name=name).next_at >= rest


def test_a_redirect_within_a_host_keeps_to_its_rules(paper, enter, listen):
    paper.pages |= {
        "/robots.txt": b"User-agent: *\nDisallow: /kin\n",
        "/rss": (302, {"Location": "/kin"}, b""),
    }
    paper.feed("/kin", *ITEMS)
    source = enter(paper.url("/rss"))
    listen()
    assert source.fetches.get().why == "robots"
    assert "/kin" not in paper.paths()


def test_pages_of_a_source_that_is_paused_wait(paper, enter):
    source = enter(paper.url("/rss"))
    Source.objects.update(state="paused")
    now = clock.now()
    Page.objects.create(source=source, key="a", url="http://a.vn/1", host="a.vn", next_at=now)
    assert claim(now) == []


def test_a_host_with_much_to_read_does_not_starve_the_others(paper, enter, monkeypatch):
    monkeypatch.setattr("loa.press.intake.rounds._LOOK_AT", 2)
    source = enter(paper.url("/rss"))
    now = clock.now()
    Source.objects.update(next_at=now + timedelta(hours=1))
    for number, host in enumerate(["a.vn", "a.vn", "a.vn", "b.vn"]):
        Page.objects.create(
            source=source, key=str(number), url=f"http://{host}/{number}", host=host, next_at=now
        )
    assert {asked.host for asked in claim(now)} == {"a.vn", "b.vn"}
    Page.objects.create(source=source, key="c", url="http://c.vn/", host="c.vn", next_at=now)
    assert [asked.host for asked in claim(now)] == ["c.vn"]


def test_an_items_publisher_is_that_of_its_domain(paper, enter, listen, world):
    other = add_publisher(actor=world.editor, name="Báo Khác", domains="khac.example.vn")
    paper.pages["/rss"] = (
        b"<rss><channel><item><title>Tin dan lai tu bao khac</title><link>https://m.khac.example.vn/1</link></item></channel></rss>"
    )
    enter(paper.url("/rss"))
    listen()
    assert Item.objects.get().publisher == other


def test_the_words_of_a_papers_own_source_take_the_place_of_those_that_others_gave_its_item(
    paper, enter, listen, world
):
    other = add_publisher(actor=world.editor, name="Báo Khác", domains="khac.example.vn")
    for path, title in (("/la", "Loi cua nguoi khac"), ("/nha", "Loi cua chinh bao")):
        paper.pages[path] = f"<rss><channel><item><title>{title}</title><link>https://khac.example.vn/1</link></item></channel></rss>".encode()  # fmt: skip
    enter(paper.url("/la"))
    listen()
    home = enter(paper.url("/nha"), publisher=other, name="Nhà")
    for _ in range(2):
        listen()
        item = Item.objects.get()
        assert (item.title, item.source, item.publisher) == ("Loi cua chinh bao", home, other)
        assert item.changed_at is None


def test_two_processes_do_not_take_the_same_thing(paper, enter):
    enter(paper.url("/rss"))
    now = clock.now()
    assert len(claim(now)) == 1
    assert claim(now) == []


def test_an_id_that_all_items_share_says_nothing_and_each_is_an_item_of_its_own(paper, enter, listen):
    paper.feed("/rss", *ITEMS)
    paper.pages["/rss"] = paper.pages["/rss"].replace(b"tin-2</guid>", b"tin-1</guid>")
    enter(paper.url("/rss"))
    listen()
    paper.feed("/rss", (3, "Thêm một tin thứ ba", "Tin mới"))
    paper.pages["/rss"] = paper.pages["/rss"].replace(b"tin-3</guid>", b"tin-1</guid>")
    listen()
    assert {item.title for item in Item.objects.all()} == {ITEMS[0][1], ITEMS[1][1], "Thêm một tin thứ ba"}
    assert not Item.objects.exclude(changed_at=None).exists()


def test_items_that_all_lead_to_the_front_page_are_told_apart_by_their_ids(paper, enter, listen):
    paper.feed("/rss", *ITEMS)
    for number in (b"1", b"2"):
        paper.pages["/rss"] = paper.pages["/rss"].replace(b"/tin-" + number + b".html?utm_source=rss", b"/")
    enter(paper.url("/rss"))
    listen()
    listen()
    assert {item.title for item in Item.objects.all()} == {ITEMS[0][1], ITEMS[1][1]}


def test_a_page_that_calls_the_front_page_its_own_is_known_by_where_it_was_read(paper, enter, listen):
    paper.feed("/rss", *ITEMS)
    for number, title, text in ITEMS:
        body = f"<article><h1>{title}</h1><p>{f'{text} của ngày hôm nay. ' * 20}</p></article>"
        paper.pages[f"/tin-{number}.html"] = f"<html><head><title>{title}</title><link rel='canonical' href='{paper.url('/')}'></head><body>{body}</body></html>".encode()  # fmt: skip
    places = "".join(f"<url><loc>{paper.url(f'/tin-{number}.html')}</loc></url>" for number, _, _ in ITEMS)
    paper.pages["/map"] = f"<urlset>{places}</urlset>".encode()
    enter(paper.url("/map"), kind="sitemap", pages=True)
    listen()
    assert {item.url for item in Item.objects.all()} == {paper.url("/tin-1.html"), paper.url("/tin-2.html")}


def test_half_a_letter_in_ids_links_and_languages_costs_neither_the_item_nor_the_round(paper, enter, listen):
    paper.pages["/json"] = rb'{"version": "https://jsonfeed.org/version/1.1", "title": "Bao", "language": "\ud800x", "items": [{"id": "\ud800", "url": "http://bao.example.vn/\ud800", "title": "Mot tin", "content_text": "Noi dung"}, {"id": "2", "title": "Hai tin", "content_text": "Noi dung"}]}'  # fmt: skip
    source = enter(paper.url("/json"))
    listen()
    assert source.fetches.get().outcome == "taken"
    assert {item.title for item in Item.objects.all()} == {"Mot tin", "Hai tin"}


@pytest.mark.parametrize("where", ["loa.press.intake.asking.of_entry", "loa.press.intake.rounds._want_pages"])
def test_an_answer_that_nobody_foresaw_fails_by_itself(paper, enter, listen, monkeypatch, where):
    def breaks(*_given):
        raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")

    monkeypatch.setattr(where, breaks)
    paper.feed("/rss", *ITEMS)
    source = enter(paper.url("/rss"))
    listen()
    fetch = source.fetches.get()
    assert (fetch.outcome, fetch.why, Item.objects.count()) == ("failed", "broken", 0)
    source.refresh_from_db()
    assert (source.state, source.failures) == ("read", 1)
