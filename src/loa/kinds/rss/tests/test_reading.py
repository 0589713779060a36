"""Feeds as their readers see them: valid in every form, polite, true about corrections."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.kinds.rss.items import with_links
from loa.kinds.rss.models import Entry
from loa.kinds.rss.tests.conftest import CODE
from loa.lib.safe_xml import parse_xml

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "Nước <b>sạch</b> & ]]> \x00\x07\x1b \ufffe \ud83d \U0001f6b0 “ngoặc”"


def atom(answer):
    return parse_xml(answer.content)


def entries(answer):
    return atom(answer).findall(f"{ATOM}entry")


def texts(node, *tags):
    return [node.findtext(f"{ATOM}{tag}") for tag in tags]


def test_atom_holds_what_rfc_4287_asks_for(publish, read, feed):
    entry = publish()
    answer = read()
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = atom(answer)
    assert all(texts(root, "id", "title", "updated"))
    (link,) = root.xpath("a:link[@rel='self']/@href", namespaces={"a": ATOM[1:-1]})
    assert link == f"http://localhost:8000/feeds/{feed.pk}/atom.xml"
    (item,) = entries(answer)
    assert texts(item, "id", "title") == [entry.uid, "Lịch cấp nước ngày 05/01"]
    assert item.find(f"{ATOM}link").get("href") == f"http://localhost:8000/b/{CODE}"
    assert item.find(f"{ATOM}content").get("type") == "html"
    assert item.findtext(f"{ATOM}author/{ATOM}name") == "Ủy ban nhân dân phường Mẫu"
    for said in ("Từ 8 giờ", "Thông báo số 12/TB-UBND", "Chủ tịch UBND phường Mẫu", CODE):
        assert said in item.findtext(f"{ATOM}content")


def test_rss_holds_what_its_readers_ask_for(publish, read):
    entry = publish()
    answer = read("rss.xml")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    (item,) = parse_xml(answer.content).findall("channel/item")
    guid = item.find("guid")
    assert (guid.text, guid.get("isPermaLink")) == (entry.uid, "false")
    assert parsedate_to_datetime(item.findtext("pubDate")) == entry.published_at.replace(microsecond=0)
    assert "Từ 8 giờ" in item.findtext("description")


def test_json_feed_holds_what_its_version_1_1_asks_for(publish, read):
    entry = publish(extra={"attachments": [{"file": str(UUID(int=1)), "title": "Lịch", "size": 9}]})
    answer = read("feed.json")
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    told = json.loads(answer.content)
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = told["items"]
    assert (item["id"], item["language"]) == (entry.uid, "vi")
    assert item["attachments"][0]["url"].startswith("http://localhost:8000/files/")
    assert datetime.fromisoformat(item["date_published"]) == entry.published_at


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml", "feed.json"])
@pytest.mark.fault("A09")
def test_every_form_is_valid_whatever_a_text_holds(publish, read, name):
    Entry.objects.filter(pk=publish(html="").pk).update(title=NASTY.replace("\x00", "").replace("\ud83d", ""))
    entry = Entry.objects.get()
    entry.payload |= {
        name: NASTY.replace("\x00", "").replace("\ud83d", "")
        for name in ("text", "summary", "issuer", "source")
    }
    entry.save()
    body = read(name).content
    if name == "feed.json":
        html = json.loads(body)["items"][0]["content_html"]
    else:
        root = parse_xml(body)
        html = root.findtext(f".//{ATOM}content") or root.findtext("channel/item/description")
    assert "<b>sạch</b>" not in html
    assert "&lt;b&gt;sạch&lt;/b&gt; &amp; ]]" in html
    assert "\U0001f6b0" in html
    assert not {"\x07", "\x1b", "\ufffe"} & set(html)


@pytest.mark.fault("A09")
def test_addresses_in_a_text_become_links_and_nothing_becomes_a_script():
    html = with_links(
        "<p>Xem https://hanoi.gov.vn/lich?a=1&amp;b=2 hoặc javascript:alert(1) (<b>gấp</b>)</p>"
    )
    assert html.count("<a ") == 1
    assert 'href="https://hanoi.gov.vn/lich?a=1&amp;b=2"' in html
    assert "<b>gấp</b>" in html
    assert with_links('<p><a href="https://a.vn">https://b.vn</a></p>').count("<a ") == 1
    assert "script" not in with_links("<script>alert(1)</script><img src=x onerror=alert(1)>")


# -- corrections ------------------------------------------------------------------------------------------


def mend(publish, relation, **changes):
    extra = {"reason": "Ghi nhầm giờ"}
    return publish(
        "8N4P-R3XV", relation=relation, corrects=CODE, title="Đính chính lịch", extra=extra, ago=9, **changes
    )


def test_a_corrected_entry_keeps_its_id_moves_up_and_says_so_first(publish, read):
    first = publish()
    publish("0000-0002", ago=30)
    mend(publish, "correction")
    mended = Entry.objects.get(code=CODE)
    assert (mended.uid, mended.published_at) == (first.uid, first.published_at)
    assert mended.updated_at > first.updated_at
    items = entries(read())
    assert [item.findtext(f"{ATOM}id").split("/")[-2] for item in items] == ["8N4P-R3XV", CODE, "0000-0002"]
    title, content = texts(items[1], "title", "content")
    assert title == "[Đã đính chính] Lịch cấp nước ngày 05/01"
    assert content.startswith("<p><strong>Đã đính chính</strong> ")
    assert '<a href="http://localhost:8000/b/8N4P-R3XV">Đính chính lịch</a>. Lý do: Ghi nhầm giờ' in content
    assert "Từ 8 giờ" in content
    assert f'Đính chính bản tin <a href="http://localhost:8000/b/{CODE}">{CODE}</a>' in items[0].findtext(
        f"{ATOM}content"
    )


def test_of_a_withdrawn_entry_the_notice_stays_and_the_text_goes(publish, read):
    publish()
    mend(publish, "withdrawal")
    item = json.loads(read("feed.json").content)["items"][1]
    assert (item["_loa"]["code"], item["_loa"]["status"]) == (CODE, "withdrawal")
    assert item["title"].startswith("[Đã thu hồi] ")
    assert "Lý do: Ghi nhầm giờ" in item["content_html"]
    assert "Từ 8 giờ" not in item["content_html"] + item["summary"]


def test_a_correction_in_another_language_is_told_too_but_one_in_the_same_comes_first(publish, read):
    publish(language="en", title="Water schedule")
    mend(publish, "correction")
    title = entries(read(query="?language=en"))[0].findtext(f"{ATOM}title")
    assert title == "[Corrected] Water schedule"
    mend(publish, "correction", language="en", key="loa-en", url="http://localhost:8000/b/EN")
    assert "/b/EN" in entries(read(query="?language=en"))[1].findtext(f"{ATOM}content")


# -- asking politely --------------------------------------------------------------------------------------


def test_a_reader_who_has_it_already_gets_304_until_something_changes(publish, read):
    publish()
    first = read()
    tag, date = {"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}
    for known in (tag, date):
        again = read(**known)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert read("rss.xml", **tag).status_code == 200, "another form is another thing"
    publish("8N4P-R3XV", ago=2)
    assert read(**tag).status_code == read(**date).status_code == 200


def test_within_its_second_a_feed_names_no_moment_since_more_may_follow(publish, read):
    with time_machine.travel(datetime(2027, 9, 5, 1, 0, 0, 300_000, tzinfo=UTC), tick=False):
        publish(ago=0)
        assert "Last-Modified" not in read()
    with time_machine.travel(datetime(2027, 9, 5, 1, 0, 2, tzinfo=UTC), tick=False):
        assert read()["Last-Modified"] == "Sun, 05 Sep 2027 01:00:00 GMT"


def test_a_feed_can_be_left_to_its_cache_and_carries_no_cookie(publish, read):
    publish()
    answer = read()
    assert answer["Cache-Control"] == "public, no-cache"
    assert not answer.cookies


def test_an_empty_feed_is_the_same_every_time(read):
    assert read().content == read().content
    assert read()["ETag"] == read()["ETag"]


# -- parts of a feed --------------------------------------------------------------------------------------


def test_older_entries_are_reached_page_by_page(publish, read):
    for n in range(5):
        publish(f"0000-000{n}", ago=60 - n)
    found, query = [], "?limit=2"
    while query:
        told = json.loads(read("feed.json", query=query).content)
        found += [item["_loa"]["code"] for item in told["items"]]
        query = "?" + told["next_url"].partition("?")[2] if "next_url" in told else ""
    assert found == [f"0000-000{n}" for n in (4, 3, 2, 1, 0)]
    root = atom(read(query="?limit=2&page=2"))
    rels = {link.get("rel") for link in root.findall(f"{ATOM}link")}
    assert {"self", "previous", "next"} <= rels
    assert entries(read(query="?page=9")) == []
    assert len(entries(read(query="?limit=0&page=-1"))) == 1


def test_an_area_is_told_what_concerns_it_and_what_lies_in_it(publish, read, world):
    def codes(area):
        return {
            i["_loa"]["code"] for i in json.loads(read("feed.json", query=f"?area={area}").content)["items"]
        }

    publish("CITY", extra={"area_codes": ["C1"]})
    publish("WARD", extra={"area_codes": ["C1A"]})
    publish("GROUP", extra={"area_codes": ["C1A-01"]})
    publish("OTHER", extra={"area_codes": ["C1B"]})
    assert codes("C1A") == {"CITY", "WARD", "GROUP"}
    assert codes("C1B") == {"CITY", "OTHER"}
    assert codes("C1") == {"CITY", "WARD", "GROUP", "OTHER"}


def test_a_topic_and_a_language_make_feeds_of_their_own(publish, read, world):
    publish("ABCD", extra={"topics": ["health"]})
    publish("EFGH", language="en")
    assert [i.findtext(f"{ATOM}id").split("/")[-2] for i in entries(read(query="?topic=health"))] == ["ABCD"]
    english = atom(read(query="?language=en"))
    assert english.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert "EFGH" in english.findtext(f"{ATOM}entry/{ATOM}id")
    ids = {
        atom(read(query=q)).findtext(f"{ATOM}id") for q in ("", "?topic=health", "?language=en", "?page=2")
    }
    assert len(ids) == 3, "pages are one feed, parts are others"


def test_the_feed_of_the_site_has_each_bulletin_once_and_only_from_its_issuer(
    publish, read, open_feed, world
):
    publish("ABCD")
    publish("ABCD", account=open_feed(name="Thứ hai"), key="loa-2")
    publish("EFGH", account=open_feed(name="Phường", body=world.ward_a), extra={"is_local": True})
    assert len(entries(read(account=None))) == 1
    assert len(entries(read(account=open_feed(name="Trống")))) == 0


def test_a_feed_of_fifty_takes_as_many_queries_as_one_of_two(publish, read):
    for n in range(2):
        publish(f"0000-{n:04}")
    read()
    with CaptureQueriesContext(connection) as few:
        read()
    for n in range(2, 50):
        publish(f"0000-{n:04}")
    with CaptureQueriesContext(connection) as many:
        assert len(entries(read())) == 50
    assert len(many) == len(few) <= 5


@pytest.mark.parametrize("path", ["/", "/channels/"])
def test_the_public_pages_name_the_feed_of_the_site(feed, client, path):
    page = client.get(path).content.decode()
    assert (
        '<link rel="alternate" type="application/atom+xml" href="http://localhost:8000/feeds/atom.xml"'
        in page
    )
    assert (f"/feeds/{feed.pk}/rss.xml" in page) is (path == "/channels/")
