"""The list of newsrooms: who keeps it, what is sealed, whom a rule means, and that a stop is a stop."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from loa.audience.errors import BadContact
from loa.journal.models import Entry
from loa.kinds.press import actions
from loa.kinds.press.errors import BadStopLink, NewsroomMoved, NewsroomTaken, NotPress
from loa.kinds.press.imports import NEWSROOM_COLUMNS, check_newsrooms, import_list
from loa.kinds.press.links import stop_path, stop_token
from loa.kinds.press.models import Newsroom
from loa.kinds.press.sources import NewsroomSource
from loa.lib import clock
from loa.lib.tables import read_table
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db
source = NewsroomSource()


def meant(account, as_of=None, **rule):
    rule = {"account": account.pk, "areas": ["C1A"], **rule}
    moment = as_of or clock.now()
    found = source.plan(rule, moment)
    assert source.count(rule, moment) == sum(r.expected for r in found)
    low, high = (found[0].low, found[-1].high) if found else (0, 0)
    sql, places = source.expand_sql(rule, moment, low, high)
    return {
        row.receiver
        for row in Newsroom.objects.raw(f"SELECT receiver AS id, receiver FROM ({sql}) m", places)
    }


def test_the_address_is_sealed_found_again_and_told_to_the_sender_alone(list_newsroom):
    newsroom = list_newsroom("ToaSoan@Mau.example.vn")
    stored = Newsroom.objects.get()
    assert "mau" not in (stored.address + stored.lookup).lower()
    assert source.addresses([newsroom.pk]) == {newsroom.pk: "toasoan@mau.example.vn"}
    assert "toasoan" not in str([entry.facts for entry in Entry.objects.filter(thing=newsroom.thing)])


def test_an_address_stands_once_in_a_list_and_must_be_one(list_newsroom):
    list_newsroom()
    with pytest.raises(NewsroomTaken):
        list_newsroom("TOASOAN@mau.example.vn")
    with pytest.raises(BadContact):
        list_newsroom("toasoan")


def test_only_who_manages_receivers_of_the_body_keeps_the_list_and_only_for_a_press_account(
    world, press, list_newsroom, desk
):
    for actor in (world.clerk, world.ward_officer, world.stranger):
        with pytest.raises(RightMissing):
            actions.register(actor=actor, account=press, name="A", address="a@bao.example")
    with pytest.raises(NotPress):
        list_newsroom(account=desk.email)


def test_a_newsroom_takes_what_it_chose(world, press, list_newsroom):
    everything = list_newsroom("a@bao.example").pk
    ward = list_newsroom("b@bao.example", areas=[world.ward_a_area]).pk
    health = list_newsroom("c@bao.example", topics=[world.topic]).pk
    english = list_newsroom("d@bao.example", language="en").pk
    other = list_newsroom("e@bao.example", areas=[world.ward_b_area]).pk
    assert meant(press) == {everything, ward, health, english}
    assert meant(press, areas=["C1"]) == {everything, ward, health, english, other}
    assert meant(press, topics=["water"]) == {everything, ward, english}
    assert meant(press, languages=["en"]) == {english}


def test_who_was_meant_stays_meant_and_comes_out_as_suppressed_after_a_stop(world, press, list_newsroom):
    newsroom = list_newsroom()
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        then = clock.now()
    with time_machine.travel(then + timedelta(minutes=1)):
        actions.stop_by_link(token=stop_token(newsroom.pk))
        assert meant(press, then) == {newsroom.pk}
        assert meant(press) == set()
        assert source.suppressed([newsroom.pk]) == {newsroom.pk}


def test_the_link_under_a_release_stops_in_one_click_and_a_forged_one_does_not(list_newsroom):
    newsroom = list_newsroom()
    client = Client(enforce_csrf_checks=True)
    path = stop_path(newsroom.pk)
    assert "Ngừng nhận thông cáo" in client.get(path).content.decode()
    newsroom.refresh_from_db()
    assert newsroom.stopped_at is None, "a scanner that opens links stops nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(path).status_code == 200
    newsroom.refresh_from_db()
    assert newsroom.stopped_by == "newsroom"
    assert Entry.objects.filter(verb="pressroom.newsroom_stopped").count() == 1
    assert client.post(f"/newsroom/{newsroom.pk}:forged/stop/").status_code == 404
    with pytest.raises(BadStopLink):
        actions.stop_by_link(token="1:x")
    with pytest.raises(BadStopLink):
        actions.stop_by_link(token=stop_token(10**9))


def test_who_stopped_is_not_brought_back_by_a_list_nor_moved_to_another_address(world, press, list_newsroom):
    newsroom = list_newsroom()
    actions.stop_by_link(token=stop_token(newsroom.pk))
    with pytest.raises(NewsroomTaken):
        list_newsroom()
    with pytest.raises(NewsroomMoved):
        actions.change(
            actor=world.editor, newsroom=newsroom, name="Báo Mẫu", address="moi@mau.example.vn", language="vi"
        )
    table = "Cơ quan báo chí,Email,Địa bàn,Chủ đề\nBáo Mẫu,toasoan@mau.example.vn,,\nBáo Hai,hai@bao.example,C1A,Y tế\n"
    reading = read_table(table.encode(), "bao.csv", columns=NEWSROOM_COLUMNS)
    reading = check_newsrooms(world.editor, reading)
    assert reading.ok, reading.errors
    done = import_list(actor=world.editor, account=press, reading=reading)
    assert (done.added, done.known, done.stopped) == (1, 0, 1)
    added = Newsroom.objects.get(name="Báo Hai").choices.get()
    assert (added.areas, added.topics) == (["C1A"], ["health"])
    newsroom.refresh_from_db()
    assert newsroom.stopped_at


def test_a_table_says_which_cell_is_wrong(world, press):
    table = "Cơ quan báo chí;Email;Địa bàn;Chủ đề\nBáo Mẫu;a@bao.example;Phường Không Có;Bóng đá\n"
    reading = read_table(table.encode(), "bao.csv", columns=NEWSROOM_COLUMNS)
    wrong = check_newsrooms(world.editor, reading).errors
    assert {error.column for error in wrong} == {"areas", "topics"}


def test_an_officer_stops_and_resumes_with_a_reason_that_the_journal_keeps(world, list_newsroom):
    newsroom = list_newsroom()
    actions.stop(actor=world.editor, newsroom=newsroom, reason="Tòa soạn đổi hộp thư")
    with pytest.raises(NewsroomMoved):
        actions.stop(actor=world.editor, newsroom=newsroom, reason="lần hai")
    actions.resume(actor=world.editor, newsroom=newsroom, reason="Công văn số 5")
    with pytest.raises(NewsroomMoved):
        actions.resume(actor=world.editor, newsroom=newsroom, reason="lần hai")
    told = Entry.objects.get(verb="pressroom.newsroom_resumed")
    assert told.facts["reason"] == "Công văn số 5"
