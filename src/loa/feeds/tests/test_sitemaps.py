"""Sitemaps and OPML are read whatever they look like, newest first, and without doing what they ask."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.feeds import child
from loa.feeds.errors import NoOutlines, NoSitemap, TooPacked
from loa.feeds.outlines import parse_outlines, write_outlines
from loa.feeds.reading import Reader
from loa.feeds.sitemaps import MOST_PLACES, parse_sitemap

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
NEWS = """<url><loc>https://bao.vn/b.html</loc><news:news><news:publication><news:name>Báo</news:name><news:language>vi</news:language>
</news:publication><news:publication_date>2021-09-30T10:15:00+07:00</news:publication_date><news:title>Xe buýt &amp; tàu</news:title></news:news></url>"""
OPML = """<opml version="2.0"><head><title>Báo chí</title></head><body><outline text="Trung ương"><outline text="Báo A">
<outline type="rss" text="Thời sự" xmlUrl="https://a.vn/rss" htmlUrl="https://a.vn/"/></outline></outline>
<outline title="B" xmlurl="feed://b.vn/atom"/><outline text="chỉ là chữ"/><outline text="xấu" xmlUrl="javascript:alert(1)"/></body></opml>"""


def urlset(*urls):
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SITEMAP}>{"".join(urls)}</urlset>'.encode()


def url(link, changed=""):
    return f"<url><loc>{link}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"


def links(found):
    return [place["link"] for place in found["places"]]


def test_pages_come_newest_first_with_how_sure_the_day_is():
    found = parse_sitemap(urlset(url("https://bao.vn/a", "2021-09-01"), url("https://bao.vn/c", "2021-09-30T08:00:00+07:00"), url("https://bao.vn/d")))  # fmt: skip
    assert links(found) == ["https://bao.vn/c", "https://bao.vn/a", "https://bao.vn/d"]
    assert [place["updated_sure"] for place in found["places"]] == [1.0, 0.6, None]
    assert found["error"] is None


def test_a_news_sitemap_tells_title_time_and_language():
    (place,) = parse_sitemap(urlset(NEWS))["places"]
    assert (place["title"], place["published"], place["language"]) == (
        "Xe buýt & tàu",
        "2021-09-30T10:15:00+07:00",
        "vi",
    )


def test_an_index_names_its_sitemaps_newest_first():
    data = f"<sitemapindex {SITEMAP}><sitemap><loc>https://bao.vn/1.xml</loc><lastmod>2020-01-01</lastmod></sitemap><sitemap><loc>https://bao.vn/2.xml.gz</loc><lastmod>2021-01-01</lastmod></sitemap></sitemapindex>"
    assert [link for link, _ in parse_sitemap(data.encode())["sitemaps"]] == ["https://bao.vn/2.xml.gz", "https://bao.vn/1.xml"]  # fmt: skip


SPOILED = {
    "packed": gzip.compress,
    "without its end": lambda data: data[:-20],
    "as a list of lines": lambda _: b"https://bao.vn/a\r\nhttps://bao.vn/b\n",
    "without namespaces": lambda data: data.replace(SITEMAP.encode(), b""),
    "after blank lines": lambda data: b"\n \n" + data,
    "with an ampersand that stands alone": lambda data: data.replace(b"/b<", b"/b?x=1&y=2<"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_sitemap_is_read_even(how):
    found = parse_sitemap(SPOILED[how](urlset(url("https://bao.vn/a"), url("https://bao.vn/b"))))
    assert links(found)[0] == "https://bao.vn/a"
    assert len(found["places"]) == 2


@pytest.mark.fault("A03", "A05")
def test_what_a_sitemap_declares_is_neither_expanded_nor_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("mat-khau")
    for inside in ('<!ENTITY i "ha"><!ENTITY j "&i;&i;">', f'<!ENTITY j SYSTEM "{secret.as_uri()}">'):
        head = f'<?xml version="1.0"?><!DOCTYPE urlset [{inside}]>'.encode()
        found = parse_sitemap(head + urlset(url("https://bao.vn/&j;"), url("file:///etc/passwd"), url("javascript:alert(1)")).split(b"?>", 1)[1])  # fmt: skip
        assert links(found) == ["https://bao.vn/&j;"]
        outlines = parse_outlines(head.replace(b"urlset", b"opml") + OPML.replace("Thời sự", "&j;").encode())
        assert "mat-khau" not in str(outlines)


@pytest.mark.fault("A04")
def test_a_million_pages_and_a_bomb_end_within_the_limits():
    many = urlset(*(url(f"https://bao.vn/{number}", "2021-09-30") for number in range(60_000)))
    with Reader() as reader:
        found = reader.read_sitemap(many * 5)
        assert len(found["places"]) in {0, MOST_PLACES}
        assert found["note"] or found["error"]
        assert reader.read_sitemap(gzip.compress(b" " * 60_000_000))["error"] == TooPacked.message
        assert reader.read_outlines(b"<opml>" + b"<outline text='x'>" * 200_000)["outlines"] == []
        assert links(reader.read_sitemap(urlset(url("https://bao.vn/a")))) == ["https://bao.vn/a"]


@pytest.mark.parametrize("data", [b"", b"<html><p>404</p></html>", b"{}", b"\x00\xff", b"<rss/>"])
def test_what_is_neither_says_so(data):
    assert parse_sitemap(data)["error"] == NoSitemap.message
    assert parse_outlines(data)["error"] == NoOutlines.message


def test_an_opml_gives_its_sources_with_the_headings_above():
    found = parse_outlines(OPML.encode())
    assert found["title"] == "Báo chí"
    assert [(one["title"], one["feed"], one["folders"]) for one in found["outlines"]] == [
        ("Thời sự", "https://a.vn/rss", ["Trung ương", "Báo A"]),
        ("B", "https://b.vn/atom", []),
    ]


def test_an_opml_that_was_written_reads_back_equal():
    found = parse_outlines(OPML.encode())["outlines"]
    written = write_outlines(
        [*found, {**found[0], "title": 'Dấu "<&>" \x00và', "feed": "https://c.vn/?a=1&b=2"}], title="Nguồn"
    )
    again = parse_outlines(written)["outlines"]
    assert again[:2] == found
    assert (again[2]["title"], again[2]["feed"]) == ('Dấu "<&>" và', "https://c.vn/?a=1&b=2")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 700))
def test_no_bytes_make_them_fail(junk, at):
    for kind, whole in ((b"s", urlset(NEWS)), (b"o", OPML.encode())):
        answer = child.safely(child.QUESTIONS[kind], whole[:at] + junk + whole[at:])
        assert "error" in answer
