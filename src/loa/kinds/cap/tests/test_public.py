"""Alerts on their public addresses: current ones in the feeds, every one under its own address, exercises nowhere."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from django.utils.http import http_date

from loa.kinds.cap.tests.conftest import CODE, read
from loa.lib import cap, clock
from loa.lib.safe_xml import parse_xml

pytestmark = pytest.mark.django_db
SPACES = {"a": "http://www.w3.org/2005/Atom", "cap": "urn:oasis:names:tc:emergency:cap:1.2"}


def said(answer, path):
    return [str(item) for item in parse_xml(answer.content).xpath(path, namespaces=SPACES)]


def codes(answer):
    links = said(answer, "//a:entry/a:link[@type='application/cap+xml']/@href")
    return [link.rsplit("/", 1)[-1].removesuffix(".xml") for link in links]


def test_the_feed_leads_to_the_document_and_to_the_page_for_people(issue, get, account):
    row = issue(
        cap={"category": "Met", "event": "", "urgency": "Future", "severity": "Minor", "certainty": "Likely"}
    )
    answer = get(f"/cap/{account.pk}/atom.xml")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert all(said(answer, f"/a:feed/a:{name}/text()") for name in ("id", "title", "updated"))
    assert said(answer, "//a:entry/a:link/@href") == [
        f"http://localhost:8000/cap/{account.pk}/alerts/{CODE}.xml",
        f"http://localhost:8000/b/{CODE}",
    ]
    assert said(answer, "//a:entry/cap:*/text()")[:4] == [row.identifier, "Alert", "Future", "Minor"]
    rss = get(f"/cap/{account.pk}/rss.xml")
    assert rss["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert said(rss, "//item/guid/text()") == [row.identifier]
    assert said(rss, "//item/link/text()") == [f"http://localhost:8000/cap/{account.pk}/alerts/{CODE}.xml"]
    assert parsedate_to_datetime(said(rss, "//item/pubDate/text()")[0]) == row.sent_at


def test_the_feed_shows_what_holds_now_and_old_addresses_stay(issue, get, account):
    short = issue("0000-0002", ago=90, valid_until=(clock.now() - timedelta(seconds=30)).isoformat())
    first = issue(ago=60)
    feed = f"/cap/{account.pk}/atom.xml"
    assert codes(get(feed)) == [CODE], "the other one expired"
    issue("8N4P-R3XV", ago=30, relation="correction", corrects=CODE)
    assert codes(get(feed)) == ["8N4P-R3XV"]
    issue("9P5Q-S4YW", ago=9, relation="withdrawal", corrects="8N4P-R3XV")
    assert codes(get(feed)) == ["9P5Q-S4YW"], "readers must learn that it was cancelled"
    for row in (short, first):
        assert read(row).identifier == row.identifier
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert codes(get(feed)) == []


def test_who_has_the_feed_already_is_told_so_until_something_changes(issue, get, account):
    issue()
    feed = f"/cap/{account.pk}/atom.xml"
    first = get(feed)
    assert get(feed, if_none_match=first["ETag"]).status_code == 304
    assert get(feed, if_modified_since=first["Last-Modified"]).status_code == 304
    issue("0000-0002", ago=5)
    assert get(feed, if_none_match=first["ETag"]).status_code == 200
    assert get(feed, if_modified_since=first["Last-Modified"]).status_code == 200
    second = get(feed)
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        later = get(feed, if_none_match=second["ETag"])
        assert later.status_code == 200, "an alert that expires changes the feed by itself"
        assert codes(later) == []
        assert get(feed, if_modified_since=second["Last-Modified"]).status_code == 200


def test_within_its_second_a_feed_names_no_moment(issue, get, account):
    issue(ago=0)
    assert "Last-Modified" not in get(f"/cap/{account.pk}/atom.xml")


def test_an_alert_never_changes_and_says_so(issue, get):
    row = issue()
    path = f"/cap/{row.account_id}/alerts/{CODE}.xml"
    first = get(path)
    assert first["Last-Modified"] == http_date(row.sent_at.timestamp())
    assert first.content == row.xml.encode()
    assert get(path, if_none_match=first["ETag"]).status_code == 304


@pytest.mark.mission("N4")
@pytest.mark.parametrize(("mode", "status"), [("exercise", "Exercise"), ("test", "Test")])
@pytest.mark.fault("S04")
def test_an_exercise_or_test_stands_on_no_public_address(open_alerts, issue, get, account, mode, status):
    issue()
    hidden = open_alerts(mode=mode, name="Diễn tập")
    row = issue("0000-0002", account=hidden)
    alert = cap.read_alert(row.xml.encode())
    assert alert.status == status
    assert alert.infos[0].headline.startswith("[")
    assert alert.note
    for path in ("atom.xml", "rss.xml", "alerts/0000-0002.xml"):
        assert get(f"/cap/{hidden.pk}/{path}").status_code == 404
    assert get(f"/cap/{account.pk}/alerts/0000-0002.xml").status_code == 404
    assert codes(get("/cap/atom.xml")) == [CODE]


def test_the_feed_of_the_site_holds_each_issuers_own_alerts(open_alerts, issue, get, world):
    ward = open_alerts(name="Cảnh báo phường", body=world.ward_a)
    issue(ago=30)
    issue(account=ward, ago=20, is_local=True)
    issue("0000-0002", account=ward, ago=10)
    assert codes(get("/cap/atom.xml")) == ["0000-0002", CODE]
    assert codes(get(f"/cap/{ward.pk}/atom.xml")) == ["0000-0002", CODE]


@pytest.mark.parametrize(
    "path",
    ["feed.json", "999/atom.xml", "999/alerts/7K3M-Q2WT.xml", "1/alerts/..%2F.xml", "1/alerts/%00.xml"],
)
def test_unknown_addresses_are_not_found(get, account, path):
    assert get(f"/cap/{path}").status_code == 404


def test_a_site_without_alerts_has_no_feed(get):
    assert get("/cap/atom.xml").status_code == 404


def test_the_register_leads_to_the_feeds_of_the_account(get, account):
    page = get("/channels/").content.decode()
    assert f'href="http://localhost:8000/cap/{account.pk}/atom.xml"' in page
    assert f'href="http://localhost:8000/cap/{account.pk}/rss.xml"' in page
