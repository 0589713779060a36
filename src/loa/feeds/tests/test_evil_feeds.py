"""Whatever a feed does to its reader, it is read or refused within the limits of the child, and nothing that runs is left."""

import gzip
import json
import re
import resource
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from loa.feeds import child
from loa.feeds.errors import NoFeed, TooHard, TooPacked
from loa.feeds.parsing import parse
from loa.feeds.reading import Reader, answer_files

HEAD = '<?xml version="1.0"?>'


def rss(*items, head=HEAD):
    return f"{head}<rss version='2.0'><channel><title>Báo</title><link>https://bao.vn/</link>{''.join(items)}</channel></rss>".encode()


def item(title="Tin", text=""):
    return f"<item><title>{title}</title><link>/tin-1.html</link><description>{text}</description></item>"


# -- entities -------------------------------------------------------------------------------------------------

EVERYWHERE = {
    "RSS": """<rss version="2.0"><channel><title>&i;</title><link>https://bao.vn/&i;</link><language>&i;</language><item><guid>&i;</guid>
<title>&i;</title><link>https://bao.vn/&i;</link><pubDate>&i;</pubDate><category>&i;</category><author>&i;</author>
<description>&i;&lt;a href="https://bao.vn/&i;"&gt;&i;&lt;/a&gt;</description><enclosure url="&i;"/></item></channel></rss>""",
    "Atom": """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="&i;"><title>&i;</title><id>&i;</id><link href="https://bao.vn/&i;"/><entry>
<id>&i;</id><title type="html">&i;</title><link href="https://bao.vn/&i;"/><published>&i;</published><updated>&i;</updated>
<author><name>&i;</name></author><summary>&i;</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&i;</div></content></entry></feed>""",
}
LAUGHS = '<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FEW_LEVELS = f'<!ENTITY a "{"ha" * 90}"><!ENTITY b "{"&a;" * 40}"><!ENTITY i "{"&b;" * 40}">'
LONG = f'<!ENTITY i "{"ha" * 5000}">'


@pytest.mark.fault("A05")
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_declared_entities_expand_to_little_in_any_field_and_read_no_file(tmp_path, kind):
    secret = tmp_path / "secret"
    secret.write_text("mat-khau")
    outside = f'<!ENTITY i SYSTEM "{secret.as_uri()}">'
    parameter = f'<!ENTITY % p SYSTEM "{secret.as_uri()}">%p;<!ENTITY i "ha">'
    for inside in (LAUGHS, FEW_LEVELS, LONG, outside, parameter):
        told = json.dumps(parse(f"{HEAD}<!DOCTYPE r [{inside}]>{EVERYWHERE[kind]}".encode()))
        assert len(told) < 2_000
        assert "hahaha" not in told
        assert "mat-khau" not in told
    short = parse(f'{HEAD}<!DOCTYPE r [<!ENTITY i "Hà Nội">]>{EVERYWHERE[kind]}'.encode())
    assert (short["title"], short["entries"][0]["title"]) == ("Hà Nội", "Hà Nội")


@pytest.mark.fault("A05")
def test_a_short_entity_used_without_end_stays_within_the_length_of_each_field():
    used = EVERYWHERE["RSS"].replace("&i;", "&i;" * 5000)
    for length in (8, 150):
        entry = parse(f'{HEAD}<!DOCTYPE r [<!ENTITY i "{"A" * length}">]>{used}'.encode())["entries"][0]
        assert {name for name, value in entry.items() if len(str(value)) > 4_000} <= {"summary"}
        assert len(entry["summary"] or "") <= 110_000


# -- the child's limits ---------------------------------------------------------------------------------------

HOSTILE = {
    "a million entries": rss("<item><title>a</title></item>" * 1_000_000),
    "a million entries in JSON": b'{"items":[' + b",".join([b'{"id":1}'] * 1_000_000) + b"]}",
    "tags in tags": rss(item(text="&lt;b&gt;" * 100_000)),
    "lists in lists": b'{"items":' + b"[" * 1_000_000,
    "a line of 50 MB": rss(item("x" * (50 << 20))),
    "entities": f"{HEAD}<!DOCTYPE r [{LAUGHS}]>{EVERYWHERE['RSS']}".encode(),
}


def memory(reader, line):
    """Return a number of bytes that the system tells of the child."""
    status = Path(f"/proc/{reader._child.pid}/status").read_text()
    return int(re.search(rf"{line}:\s+(\d+) kB", status)[1]) << 10


@pytest.mark.fault("A04", "A05")
def test_hostile_feeds_are_read_or_refused_within_the_memory_of_one_child():
    with Reader() as reader:
        reader.read(rss(item()))
        pid, most = reader._child.pid, child._MEGABYTES << 20
        assert resource.prlimit(pid, resource.RLIMIT_AS) == (most, most)
        for name, data in HOSTILE.items():
            told = reader.ask(b"f", data)
            assert told is not None, name
            assert (told["error"] is None) == bool(told["entries"]), name
            assert told["error"] in {None, NoFeed.message}, name
            assert len(told["entries"]) <= 2_000, name
            assert len(json.dumps(told)) < 1 << 20, name
            assert memory(reader, "VmPeak") <= most, name
        assert reader.read(rss(item()))["error"] is None
        assert reader._child.pid == pid, "the same child all the time"


@pytest.mark.fault("A04")
def test_a_feed_that_needs_more_memory_than_the_child_has_is_refused_and_the_next_is_read():
    with Reader() as reader:
        reader.read(rss(item()))
        most = memory(reader, "VmSize") + (8 << 20)
        resource.prlimit(reader._child.pid, resource.RLIMIT_AS, (most, most))
        assert reader.read(rss(item(text="x" * 1000) * 2000))["error"] == TooHard.message
        assert reader.read(rss(item()))["error"] is None


@pytest.mark.fault("A04")
def test_a_long_feed_is_cut_after_a_whole_entry_and_says_so():
    feed = parse(rss(*(item(title=f"Tin {number}") for number in range(2100))))
    assert len(feed["entries"]) == 2000
    assert feed["note"] == "Nguồn tin quá dài: chỉ đọc 2000 tin đầu."


@pytest.mark.fault("A04")
def test_a_packed_bomb_is_refused():
    assert parse(gzip.compress(b" " * 20_000_000))["error"] == TooPacked.message


@pytest.mark.fault("A04", "A05")
def test_the_child_that_an_evil_feed_kills_is_replaced(tmp_path):
    names = {
        "good": rss(item()),
        "deep": rss(f"<item>{'<a>' * 300_000}</item>"),
        "nothing": b"",
        "page": b"<html><p>404</p></html>",
    }
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    order = ["good", "deep", "page", "nothing", "missing", "good"]
    told = list(answer_files(str(tmp_path / name) for name in order))
    assert [answer["file"] for answer in told] == [str(tmp_path / name) for name in order]
    assert [len(answer["entries"]) for answer in told] == [1, 0, 0, 0, 0, 1]
    assert [answer["error"] is None for answer in told] == [True, False, False, False, False, True]
    assert told[1]["error"] == TooHard.message


# -- bytes changed at random ----------------------------------------------------------------------------------

EVIL = """<p onclick="a()">Tin <a href="javascript:a()" onfocus=a()>một</a> <a href="https://a.vn/1">hai</a><script>a()</script>
<img src=x onerror=a()><svg onload=a()><a href="data:text/html,a">ba</a></p>"""
ESCAPED = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
FEEDS = {
    "RSS": f"""{HEAD}<rss version="2.0"><channel><title>{ESCAPED}</title><link>javascript:a()</link><item><guid isPermaLink="true">javascript:a()</guid>
<title>{ESCAPED}</title><link>javascript:a()</link><description><![CDATA[{EVIL}]]></description></item>
<item><title>Tin</title><link>https://a.vn/2</link><description>{ESCAPED}</description></item></channel></rss>""",
    "Atom": f"""{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">{ESCAPED}</title><link href="javascript:a()"/><entry><id>javascript:a()</id>
<title type="html">{ESCAPED}</title><link href="javascript:a()"/><summary type="html">{ESCAPED}</summary></entry>
<entry xml:base="javascript:a()"><title>Tin</title><link href="a"/><content type="html">{ESCAPED}</content></entry></feed>""",
    "JSON": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": EVIL, "home_page_url": "javascript:a()", "items": [
        {"id": "javascript:a()", "title": EVIL, "url": "javascript:a()", "content_html": EVIL}, {"id": 2, "url": "/2", "summary": EVIL}]}),
}  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(max_size=3) | st.sampled_from([b"<", b">", b'"', b"&", b"<script>", b" onload=a() ", b"]]>", b"javascript:"])),
    min_size=1, max_size=12,
)  # fmt: skip


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What the reader of this test does not take; browsers leave some of them out."""


def changed(data, changes):
    for share, taken, put in changes:
        at = int(share * len(data))
        data = data[:at] + put + data[at + taken :]
    return data


def runs(link):
    return re.sub(r"[\x00-\x20]", "", link or "").lower().startswith(("javascript:", "data:", "vbscript:"))


@pytest.mark.fault("A05", "A09")
@settings(max_examples=200)
@given(st.sampled_from(sorted(FEEDS)), CHANGES)
def test_no_change_of_bytes_makes_a_feed_crash_its_reader_or_leaves_what_runs(kind, changes):
    feed = child.safely(child.QUESTIONS[b"f"], changed(FEEDS[kind].encode(), changes))
    json.dumps(feed)
    assert not any(runs(one["link"]) for one in [feed, *feed["entries"]])
    for entry in feed["entries"]:
        shown = html.fromstring(f"<div>{CONTROLS.sub('', entry['summary'] or '')}</div>")
        for element in shown.iter():
            assert element.tag not in {"script", "svg", "img", "iframe", "style", "math"}
            assert not any(name.startswith("on") or runs(value) for name, value in element.attrib.items())
        assert "<script" not in (entry["title"] or "").lower()
