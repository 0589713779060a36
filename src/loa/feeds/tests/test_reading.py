"""Feeds are read whatever they look like; what they hold is safe, dated and in Unicode."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loa.feeds import child
from loa.feeds.errors import NoFeed
from loa.feeds.parsing import parse
from loa.feeds.reading import Reader

ITEM = "<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate><description>{text}</description></item>"


def rss(*items, head='<?xml version="1.0" encoding="utf-8"?>', link="https://bao.vn/", encoding="utf-8"):
    body = f"{head}<rss version='2.0'><channel><title>Báo</title><link>{link}</link>{''.join(items)}</channel></rss>"
    return body.encode(encoding)


def item(title="Tin", link="/tin-1.html", date="30/9/2021 10:15", text=""):
    return ITEM.format(title=title, link=link, date=date, text=text)


def only(data):
    feed = parse(data)
    assert feed["error"] is None
    assert len(feed["entries"]) == 1
    return feed["entries"][0]


def test_an_entry_has_whole_links_a_moment_with_offset_and_how_sure_it_is():
    entry = only(rss(item(text="&lt;p&gt;Đọc &lt;a href='/them'&gt;thêm&lt;/a&gt;&lt;/p&gt;")))
    assert entry["link"] == "https://bao.vn/tin-1.html"
    assert (entry["published"], entry["published_sure"]) == ("2021-09-30T10:15:00+07:00", 0.8)
    assert (entry["updated"], entry["updated_sure"]) == (None, None)
    assert 'href="https://bao.vn/them"' in entry["summary"]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">B &amp;amp; C</title><entry xml:base="https://a.vn/x/">
<id>tag:1</id><title>Một</title><link href="y"/><updated>2021-09-30T10:15:00+07:00</updated><content type="html">&lt;b&gt;Nội dung&lt;/b&gt;</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://a.vn/">
<title>B</title></channel><item rdf:about="https://a.vn/1"><title>Một</title><link>https://a.vn/x/y</link></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "B",
    "home_page_url": "https://a.vn/",
    "items": [{"id": 7, "title": "Một", "url": "/x/y", "content_html": "<b>Nội dung</b>", "date_published": "2021-09-30T10:15:00Z"}],
}  # fmt: skip
KINDS = {"Atom": ATOM.encode(), "RDF": RDF.encode(), "JSON": json.dumps(JSON).encode()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_feed_gives_the_same_shape(kind):
    entry = only(KINDS[kind])
    assert (entry["title"], entry["link"]) == ("Một", "https://a.vn/x/y")


SPOILED = {
    "without its end": lambda feed: feed[:-30],
    "with an ampersand that stands alone": lambda feed: feed.replace(b"Tin", b"Tin & b\xc3\xa0i"),
    "after blank lines": lambda feed: b"\n\n  " + feed,
    "after a byte order mark": lambda feed: b"\xef\xbb\xbf" + feed,
    "with control signs": lambda feed: feed.replace(b"Tin", b"Tin\x0b"),
    "with an entity of HTML": lambda feed: feed.replace(b"Tin", b"Tin&nbsp;m&agrave;u"),
    "packed": gzip.compress,
    "in UTF-16": lambda feed: feed.decode().replace("utf-8", "utf-16").encode("utf-16"),
    "with bytes that are no letters": lambda feed: feed.replace(
        b"Tin", "Tin bài đọc ".encode() * 20 + b"\xe1\xba"
    ),
    "declared as Western": lambda feed: feed.replace(b'"utf-8"', b'"iso-8859-1"'),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_feed_is_read_even(how):
    feed = parse(SPOILED[how](rss(item())))
    assert feed["title"] == "Báo"
    assert feed["entries"][0]["title"].startswith("Tin")


OLD = {
    "windows-1258": "Ha\u0300 No\u0302\u0323i".replace("o\u0302", "ô").encode("cp1258"),
    "x-viet-tcvn5712": "Hµ Néi".encode("latin-1"),
    "viscii": "Hà N".encode("latin-1") + b"\xb5i",
}


@pytest.mark.parametrize("name", OLD)
def test_old_vietnamese_encodings_become_unicode(name):
    head = f'<?xml version="1.0" encoding="{name}"?>'
    data = rss(item(title="@"), head=head).replace("Báo".encode(), b"Bao").replace(b"@", OLD[name])
    assert only(data)["title"] == "Hà Nội"


def test_the_letters_of_old_fonts_are_mended_where_the_whole_feed_has_them():
    titles = ["Hµ Néi häp b¸o", "Thµnh phè triÓn khai kÕ ho¹ch", "Ng­êi d©n ®­îc hç trî"]
    feed = parse(rss(*(item(title=title) for title in titles)).replace("Báo".encode(), b"Bao"))
    assert [entry["title"] for entry in feed["entries"]] == [
        "Hà Nội họp báo",
        "Thành phố triển khai kế hoạch",
        "Người dân được hỗ trợ",
    ]


def test_unicode_that_was_read_as_western_is_mended():
    broken = "Hà Nội họp báo".encode().decode("latin-1")
    assert only(rss(item(title=broken)))["title"] == "Hà Nội họp báo"


@pytest.mark.parametrize("title", ["Café Müller", "testing ¦ entity", "Tiếng Việt", "Ünïcödé ©"])
def test_good_titles_are_left_alone(title):
    assert only(rss(item(title=title)))["title"] == title


ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>a</a>",
    "<a href=' jav&#x09;ascript:alert(1)'>a</a>", "<svg onload=alert(1)>", "<iframe src=//evil></iframe>",
    "<style>*{background:url(javascript:1)}</style>", "<p onclick=alert(1) style='x'>a</p>", "<<script>script>alert(1)//<</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<a href='data:text/html,<script>1</script>'>a</a>",
]  # fmt: skip


@pytest.mark.fault("A09")
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("times", [1, 2])
def test_nothing_that_runs_survives(attack, times):
    written = attack
    for _ in range(times):
        written = written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    entry = only(rss(item(title=written, text=written, link="javascript:alert(1)")))
    assert entry["link"] is None
    shown = entry["summary"] or ""
    assert not any(
        word in shown.lower()
        for word in ("<script", "<svg", "<iframe", "<style", 'href="j', 'href="d', "<img")
    )
    title = (entry["title"] or "").lower()
    assert not any(word in title for word in ("<script", "<svg", "<iframe", "<style", "<img", "<a ", "<p "))


@pytest.mark.fault("A03")
def test_bytes_that_look_like_an_address_or_a_path_are_not_opened(tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item()))
    for data in (str(feed).encode(), feed.as_uri().encode(), b"http://127.0.0.1:9/feed"):
        assert parse(data)["error"] == NoFeed.message


def test_the_child_may_not_speak_to_anybody():
    with pytest.raises(PermissionError):
        child._forbid("socket.connect", ())
    child._forbid("open", ())


PIECES = st.sampled_from(
    ["<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE", "<?xml",
     "&amp;", "&#x0;", "&", "<entry>", "<link href='", "'/>", "<pubDate>", "99/99/9999", "</", ">", "đ", "\x00", "{", '"items":[']
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join) | st.text(max_size=50))
def test_no_text_makes_it_fail(text):
    with_mark = text.encode("utf-8", "surrogatepass")
    feed = child.safely(child.QUESTIONS[b"f"], with_mark)
    json.dumps(feed)
    assert feed["error"] is None or feed["entries"] == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_bytes_in_a_feed_make_it_fail(junk, at):
    feed = rss(item())
    json.dumps(child.safely(child.QUESTIONS[b"f"], feed[:at] + junk + feed[at:]))


def test_a_reader_reads_one_feed_after_the_other():
    with Reader() as reader:
        assert [len(reader.read(rss(item()))["entries"]) for _ in range(3)] == [1, 1, 1]


def test_the_child_knows_no_keys_and_no_way_to_the_database(monkeypatch):
    monkeypatch.setenv("LOA_KEYS", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://loa:secret@localhost/loa")
    with Reader() as reader:
        reader.read(rss(item()))
        surroundings = Path(f"/proc/{reader._child.pid}/environ").read_bytes()
    assert b"OPENBLAS_NUM_THREADS" in surroundings
    assert b"secret" not in surroundings
