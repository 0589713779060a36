"""Each figure counts what its sentence says, opens exactly those rows, and stays as it was once frozen."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from lxml import html

from loa.documents.models import Circulation, Document
from loa.figures import actions, queries, registry
from loa.figures.errors import NothingToFreeze, TooManyRows
from loa.figures.models import Snapshot
from loa.figures.scope import Scope
from loa.figures.tests.conftest import UNTIL, at
from loa.journal.models import Entry
from loa.lib.errors import Forbidden
from loa.press.testing import make_item, make_source
from loa.speakers.models import Play
from loa.tasks.models import Assignment, Programme, Task, TaskGroup
from loa.tasks.rules import done
from tests.scene_proof import make_airing, make_play, make_pole, make_sound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]
PAGE = "/desk/figures/"


def value(key, scope):
    counted = registry.value_of(registry.find(key), scope)
    return counted.count if counted.among is None else (counted.count, counted.among)


def rows(key, scope):
    return set(registry.find(key).rows(scope))


def test_documents_issued_count_those_of_the_span_under_the_bodys_name(year, world):
    kept = {
        year.document("đầu kỳ", date(2021, 1, 1)),
        year.document("cuối kỳ", UNTIL),
        year.document("thay", date(2021, 3, 1), state="superseded"),
    }
    year.document("năm trước", date(2020, 12, 31))
    year.document("kỳ sau", date(2021, 10, 1))
    year.document("dự thảo", date(2021, 3, 1), state="draft")
    year.document("của phường", date(2021, 3, 1), body=world.ward_a)
    drafted = year.document("tham mưu", date(2021, 3, 1), drafted_for=world.ward_b)
    assert rows("documents.issued", year.scope) == kept
    assert rows("documents.drafted", year.scope) == {drafted}


def test_what_another_body_drafted_counts_for_the_issuer_and_its_sending_too(year, world):
    made = year.document("phường soạn", date(2021, 3, 1), body=world.ward_a, drafted_for=world.city)
    copy = year.copy(made, world.ward_b, due=date(2021, 3, 5), acknowledged=at(date(2021, 3, 5)))
    ward = Scope(world.ward_a, year.scope.since, year.scope.until)
    for key, row in (("documents.issued", made), ("documents.acknowledged", copy)):
        assert (rows(key, year.scope), rows(key, ward)) == ({row}, set())
        assert set(registry.find(key).visible(world.leader, registry.find(key).rows(year.scope))) == {row}
    assert (rows("documents.drafted", year.scope), rows("documents.drafted", ward)) == (set(), {made})


def test_a_document_entered_later_counts_in_the_period_of_its_day(year):
    entered = year.document("ký trên giấy", date(2021, 10, 20), dated=date(2021, 9, 29))
    year.document("ngày kỳ sau", UNTIL, dated=date(2021, 10, 1))
    assert rows("documents.issued", year.scope) == {entered}


def test_a_copy_of_a_document_is_not_counted_again(year):
    first = year.document("gốc", UNTIL)
    year.document("sao", UNTIL, copy_of=first, copy_kind="sao_y")
    assert value("documents.issued", year.scope) == 1


def test_a_whole_branch_counts_the_bodies_below(year, world):
    year.document("của phường", date(2021, 3, 1), body=world.ward_a)
    year.document("của nơi khác", date(2021, 3, 1), body=world.stranger_body)
    whole = Scope(world.city, year.scope.since, year.scope.until, is_whole=True)
    assert (value("documents.issued", year.scope), value("documents.issued", whole)) == (0, 1)


def test_acknowledged_on_time_is_the_newest_version_before_its_limit(year, world):
    sent = year.document("gửi", date(2021, 5, 1))
    day = date(2021, 5, 5)
    good = year.copy(sent, world.ward_a, due=day, acknowledged=at(day))
    year.copy(sent, world.ward_b, due=day, acknowledged=at(day, 10))
    year.copy(sent, world.station, due=day)
    newer = year.document("bản 2", date(2021, 5, 1))
    year.copy(newer, world.ward_a, due=day, acknowledged=at(day, 1), version=2)
    year.copy(newer, world.ward_b, due=date(2021, 10, 1), acknowledged=at(day))
    refused = year.copy(year.document("từ chối", day), world.ward_a, due=day)
    Circulation.objects.filter(pk=refused.pk).update(state=2, reason="Gửi nhầm")
    year.copy(year.document("thu hồi", day), world.ward_a, due=day)
    Circulation.objects.filter(document__subject="thu hồi").update(state=13)
    assert rows("documents.acknowledged", year.scope) == {good}
    assert value("documents.acknowledged", year.scope) == (1, 4)


def test_a_limit_still_to_come_is_not_counted_yet(year, world):
    with time_machine.travel(at(date(2021, 5, 5), 8), tick=False):
        sent = year.document("gửi", date(2021, 5, 1))
        year.copy(sent, world.ward_a, due=date(2021, 5, 5), acknowledged=at(date(2021, 5, 4)))
        assert value("documents.acknowledged", year.scope) == (0, 0)
    assert value("documents.acknowledged", year.scope) == (1, 1)


@pytest.mark.parametrize("key", ["documents.issued", "tasks.done", "tasks.came_up", "tasks.groups"])
def test_what_was_made_up_counts_in_the_demo_alone(year, settings, key):
    year.document("mẫu", date(2021, 2, 1), is_sample=True)
    for origin in ("planned", "sudden"):
        year.task(f"mẫu {origin}", group=year.groups[1], origin=origin, state="done", done=UNTIL)
    Task.objects.update(is_sample=True)
    Programme.objects.update(is_sample=True)
    assert rows(key, year.scope) == set()
    settings.DEMO = True
    assert len(rows(key, year.scope)) == 1


def test_tasks_done_stand_among_the_tasks_of_the_year_and_those_that_came_up_apart(year):
    for n in range(3):
        year.task(f"xong {n}", group=year.group, state="done", done=date(2021, 9, 30))
    year.task("đang làm", group=year.group)
    year.task("xong sau kỳ", group=year.group, state="done", done=date(2021, 10, 1))
    year.task("hủy", group=year.group, state="cancelled")
    year.task("soạn", group=year.group, state="draft")
    year.task("đột xuất", origin="sudden", state="done", done=date(2021, 5, 1))
    year.task("phát sinh", origin="ad_hoc")
    assert value("tasks.done", year.scope) == (3, 5)
    assert value("tasks.came_up", year.scope) == (1, 2)


def test_what_came_up_counts_by_the_day_it_was_given_out(year, world):
    later = year.task("soạn nay, giao sau", origin="sudden", group=year.group)
    given = year.task("soạn trước, giao nay", origin="ad_hoc", day=date(2020, 12, 30))
    for task, day in ((later, date(2021, 10, 1)), (given, date(2021, 1, 2))):
        moment = at(day)
        Assignment.objects.create(
            task=task, body=world.ward_a, holder=world.ward_a, assigned_at=moment, changed_at=moment
        )
    assert set(registry.find("tasks.came_up").among(year.scope)) == {given}
    assert value("tasks.done", year.scope) == (0, 0)


def test_groups_to_come_begin_in_the_next_three_months_with_something_to_do(year):
    for n, group in enumerate(year.groups):
        year.task(f"việc {n}", group=group)
    empty = TaskGroup.objects.create(
        programme=year.group.programme,
        position=9,
        name="Chưa có việc",
        starts_on=date(2021, 10, 1),
        ends_on=date(2021, 12, 31),
    )
    year.task("còn soạn", group=empty, state="draft")
    year.task("phát sinh", group=empty, origin="ad_hoc")
    assert str(done.GROUPS_RULE) in str(registry.find("tasks.groups").rule)
    assert {group.name for group in rows("tasks.groups", year.scope)} == {"Nhóm 2", "Nhóm 3"}


def test_the_page_shows_each_figure_and_each_opens_as_many_rows(year, world):
    for n in range(4):
        year.document(f"văn bản {n}", date(2021, 2, 1 + n))
    year.task("xong", group=year.group, state="done", done=date(2021, 9, 1))
    client = world.client(world.leader)
    page = html.fromstring(client.get(f"{PAGE}?{year.scope.query}").content)
    links = page.xpath("//p[@class='loa-figure-value']/a")
    assert len(links) == len(registry.in_order()) >= 6
    for link in links:
        opened = html.fromstring(client.get(link.get("href")).content)
        shown = opened.xpath("//div[@id='list-figure-rows']//tbody/tr")
        assert len(shown) == int(link.text.split("/")[0]), link.get("href")


def test_a_reader_of_a_ward_sees_the_figures_of_the_ward_alone(year, world):
    client = world.client(world.ward_officer)
    refused = client.get(f"{PAGE}documents.issued/?{year.scope.query}").content.decode()
    assert "Phường" in refused  # what is out of reach falls back to one's own body
    assert client.get(f"{PAGE}nothing.here/").status_code == 404
    year.document("của phường", date(2021, 3, 1), body=world.ward_a)
    own = Scope(world.ward_a, year.scope.since, year.scope.until)
    assert "của phường" in client.get(f"{PAGE}documents.issued/?{own.query}").content.decode()


def test_an_end_before_the_beginning_is_said(year, world):
    wrong = Scope(world.city, UNTIL, year.scope.since)
    assert (
        "Ngày cuối phải sau ngày đầu"
        in world.client(world.leader).get(f"{PAGE}?{wrong.query}").content.decode()
    )


def test_a_form_that_does_not_fit_freezes_nothing(year, world):
    form = {"body": world.city.pk, "since": "30/09/2021", "until": "01/01/2021", "key": "documents.issued"}
    for wrong in (form, form | {"until": "31/13/2021"}, form | {"body": "0"}):
        answer = world.client(world.leader).post(f"{PAGE}freeze/", wrong)
        assert answer.status_code == 422
        assert "Chưa chốt số liệu nào" in answer.content.decode()
    assert Snapshot.objects.count() == 0


def test_a_frozen_figure_keeps_number_rows_and_columns_when_the_rows_change(year, world):
    kept = year.document("trước khi chốt", date(2021, 2, 1))
    client = world.client(world.leader)
    form = {"body": world.city.pk, "since": "01/01/2021", "until": "30/09/2021", "key": "documents.issued"}
    assert client.post(f"{PAGE}freeze/", form).status_code == 302
    snapshot = Snapshot.objects.get()
    assert (snapshot.count, snapshot.among, snapshot.columns[0]) == (1, None, "Số, ký hiệu")
    Document.objects.filter(pk=kept.pk).update(subject="đổi sau khi chốt")
    year.document("thêm", date(2021, 2, 2))
    shown = client.get(f"{PAGE}snapshots/{snapshot.pk}/").content.decode()
    assert "trước khi chốt" in shown
    assert "đổi sau khi chốt" not in shown
    assert "nay là 2" in shown
    entry = Entry.objects.get(verb="figures.frozen")
    assert entry.facts["figures"] == [f"documents.issued 1 {snapshot.digest}"]


def test_rows_that_the_reader_may_no_longer_see_are_counted_and_not_shown(year, world):
    year.document("của phường A", date(2021, 3, 1), body=world.ward_a)
    year.document("của phường B", date(2021, 3, 1), body=world.ward_b)
    whole = Scope(world.city, year.scope.since, year.scope.until, is_whole=True)
    (snapshot,) = actions.freeze(actor=world.leader, scope=whole, keys=["documents.issued"])
    assert (queries.frozen_rows(world.leader, snapshot).total, snapshot.count) == (2, 2)
    seen = queries.frozen_rows(world.ward_officer, snapshot)
    assert (len(seen.shown), seen.hidden) == (1, 1)


def test_a_frozen_figure_can_be_neither_changed_nor_deleted(year, world):
    (snapshot,) = actions.freeze(actor=world.leader, scope=year.scope, keys=["tasks.done"])
    for act in ("UPDATE figures_snapshot SET count = 7", "DELETE FROM figures_snapshot"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    snapshot.refresh_from_db()
    assert snapshot.count == 0


def test_freezing_needs_the_right_a_figure_and_rows_that_fit(year, world, monkeypatch):
    with pytest.raises(Forbidden):
        actions.freeze(actor=world.ward_officer, scope=year.scope, keys=["tasks.done"])
    with pytest.raises(NothingToFreeze):
        actions.freeze(actor=world.leader, scope=year.scope, keys=["no.such"])
    monkeypatch.setattr(actions, "MOST_ROWS", 1)
    for n in range(2):
        year.document(f"{n}", date(2021, 2, 1))
    with pytest.raises(TooManyRows):
        actions.freeze(actor=world.leader, scope=year.scope, keys=["documents.issued"])
    assert Snapshot.objects.count() == 0


@pytest.mark.parametrize("key", [one.key for one in registry.in_order()])
def test_the_rows_of_a_figure_cost_as_many_queries_for_many_as_for_one(year, world, key):
    client = world.client(world.leader)
    sent = [
        year.document(f"{n}", date(2021, 2, 1), drafted_for=drafted)
        for n in range(3)
        for drafted in (None, world.ward_b)
    ]
    for n, document in enumerate(sent):
        year.copy(document, world.ward_a, due=date(2021, 3, 1), acknowledged=at(date(2021, 3, 1)))
        year.task(f"xong {n}", group=year.group, state="done", done=date(2021, 4, 1))
        year.task(f"đột xuất {n}", origin="sudden", state="done", done=date(2021, 4, 1))
    for n, group in enumerate(year.groups):
        year.task(f"việc {n}", group=group)
    pole, sound = make_pole(world.city, world.ward_a_area), make_sound(world.city, world.editor.person)
    for n in (1, 2):
        play = make_play(make_airing(sound, at(date(2021, 4, n))), pole, state="played")
        Play.objects.filter(pk=play.pk).update(late_ms=61_000)
    source = make_source(world.editor.person, world.city, "Báo Đông", at(date(2021, 4, 1)))
    for n in (1, 2):
        make_item(source, f"Tin {n}", at(date(2021, 4, n)))
    spent = []
    for whole in (Scope(world.station, date(2020, 1, 1), date(2020, 9, 30)), year.scope):
        with CaptureQueriesContext(connection) as seen:
            shown = client.get(f"{PAGE}{key}/?{whole.query}")
        spent.append((len(shown.context["list"].page.object_list), len(seen)))
    (none, few), (some, many) = spent
    assert (none, some >= 2) == (0, True)
    assert many - few <= 2
