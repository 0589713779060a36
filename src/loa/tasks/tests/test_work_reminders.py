"""What is told by itself: days once each, silence to the body a day before its superior; the calendar's secret address."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.tasks.actions import planning, reporting
from loa.tasks.actions.assigning import assign, set_officer, withdraw
from loa.tasks.actions.following import follow_reform
from loa.tasks.models import Assignment, CalendarLink
from loa.tasks.reminders import run_reminders, run_silence
from loa.tasks.tests.working import NOW, day, make_city
from loa.units.models import BodyChange, Grant, Role
from tests.world import make_actor, make_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(world, keyring):
    made = make_city(world)
    with time_machine.travel(NOW, tick=False):
        Notice.objects.all().delete()
        yield made


def told(event, person=None):
    rows = Notice.objects.filter(event=event).order_by("pk")
    return list((rows.filter(person=person) if person else rows).values_list("title", flat=True))


# -- days -----------------------------------------------------------------------------------------------------


def test_near_and_late_days_are_told_once_to_who_may_report_for_the_body(city):
    assert run_reminders() == 4  # near and late, at two bodies; what is 35 days late is in every list
    mine = told(Event.TASK_DUE, city.world.ward_officer.person)
    assert mine == [
        f"Quá hạn: {city.tasks['late'].title} – hạn của đơn vị {day(-3):%d/%m/%Y}",
        f"Sắp đến hạn: {city.tasks['near'].title} – hạn của đơn vị {day(2):%d/%m/%Y}",
    ]
    people = set(Notice.objects.filter(event=Event.TASK_DUE).values_list("person", flat=True))
    assert people == {city.world.ward_officer.person.pk, city.world.other_ward_officer.person.pk}
    assert run_reminders() == 0
    assert len(told(Event.TASK_DUE)) == 4


def test_each_stage_is_told_and_a_changed_day_anew(city):
    part = city.part("near")
    run_reminders()
    for away, stage in ((2, "Đến hạn"), (3, "Quá hạn")):
        with time_machine.travel(NOW + timedelta(days=away), tick=False):
            run_reminders()
            assert told(Event.TASK_DUE, city.world.ward_officer.person)[-1].startswith(stage), away
    planning.change_task(actor=city.world.editor, task=city.tasks["near"], due_on=day(3))
    run_reminders()
    assert Notice.objects.filter(key__startswith=f"{part.thing}:due:").count() == 4


def test_the_officer_named_is_told_alone_while_they_may_report(city):
    set_officer(
        actor=city.world.ward_officer, assignment=city.part("near"), officer=city.world.ward_officer.post
    )
    Grant.objects.filter(post=city.world.ward_officer.post).update(revoked_at=clock.now())
    run_reminders()
    assert told(Event.TASK_DUE, city.world.ward_officer.person) == [], "nobody without the right is told"


def test_what_was_handed_in_or_cancelled_is_not_reminded_of(city):
    reporting.hand_in(actor=city.world.ward_officer, assignment=city.part("near"), text="Xong.")
    planning.cancel(actor=city.world.editor, task=city.tasks["late"], reason="Gộp vào việc khác")
    run_reminders()
    assert told(Event.TASK_DUE, city.world.ward_officer.person) == []


# -- silence --------------------------------------------------------------------------------------------------


@pytest.mark.mission("M12", part=True)
def test_a_silent_body_is_shown_to_itself_a_day_before_its_superior(city):
    """Ward A said nothing of two tasks, ward B of four."""
    world = city.world
    assert run_silence() == 4
    assert len(told(Event.TASK_SILENT, world.ward_officer.person)) == 2
    assert len(told(Event.TASK_SILENT, world.other_ward_officer.person)) == 4
    assert told(Event.TASK_BODIES_SILENT) == []
    client = world.client(world.editor)
    rows = f"/desk/work/rows/?giver={world.city.pk}&state=silent"
    assert client.get(rows).context["list"].total == 0, "the superior sees no list yet"
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        assert run_silence() == 0
    reporting.acknowledge(actor=world.ward_officer, assignment=city.part("near"))
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        assert run_silence() == 4
        titles = told(Event.TASK_BODIES_SILENT, world.editor.person)
        assert len(titles) == 4
        near = next(title for title in titles if city.tasks["near"].title in title)
        assert near == f"1 đơn vị chưa trả lời nhiệm vụ {city.tasks['near'].title}", (
            "ward A answered in its day"
        )
        client = world.client(world.editor)  # a day later
        assert client.get(rows).context["list"].total == 5
        lines = client.get("/desk/").context["blocks"][0].lines
        assert [line.count for line in lines if "chưa trả lời" in str(line.label)] == [2], "bodies, not rows"
        assert run_silence() == 0


def test_the_number_of_queries_does_not_grow_with_silent_and_late_parts(city):
    world, counts = city.world, []
    more = [make_body(f"X{n}", f"UBND xã {n}", world.ward_a_area, superior=world.city) for n in range(6)]
    for n, body in enumerate(more):
        make_actor(f"Cán bộ {n}", body, Role.WARD_OFFICER)
    run_reminders()
    run_silence()
    for bodies in (more[:1], more[1:]):
        with time_machine.travel(NOW - timedelta(days=40), tick=False):
            assign(actor=world.editor, task=city.tasks["late"], bodies=bodies)
        for job in (run_reminders, run_silence):
            with CaptureQueriesContext(connection) as seen:
                job()
            counts.append(len(seen))
            assert job() == 0
        Notice.objects.all().delete()
    assert counts[:2] == counts[2:], "of one body and of five"


def test_a_body_that_is_given_its_part_again_is_told_of_its_silence_again_before_its_superior(city):
    world, part = city.world, city.part("near")

    def silence_told():
        with time_machine.travel(clock.now() + timedelta(days=5), tick=False):
            run_silence()
        with time_machine.travel(clock.now() + timedelta(days=7), tick=False):
            run_silence()
        mine = told(Event.TASK_SILENT, world.ward_officer.person)
        above = Notice.objects.filter(event=Event.TASK_BODIES_SILENT, key__contains=f":silent:{part.pk}:")
        return sum(city.tasks["near"].title in title for title in mine), above.count()

    first = silence_told()
    withdraw(actor=world.editor, assignment=part, reason="Giao nhầm")
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assign(actor=world.editor, task=city.tasks["near"], bodies=[world.ward_a])
        again = silence_told()
    assert first[0] == 1
    assert first[1] > 0
    assert again == (2, 2 * first[1])


def test_after_a_merger_the_heir_is_told_itself_before_its_superior(city):
    run_silence()
    follow_reform(SYSTEM, BodyChange(pk=1), {city.world.ward_b.pk: city.world.ward_a})
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        run_silence()
    held = Assignment.objects.filter(body=city.world.ward_b, answered_at__isnull=True)
    assert set(held.values_list("escalated_at", flat=True)) == {None}
    assert len(told(Event.TASK_SILENT, city.world.ward_officer.person)) == 6, (
        "two of its own, four it took over"
    )


def test_the_database_refuses_a_superior_who_is_told_first(city):
    part = city.part("old")
    rows, now = Assignment.objects.filter(pk=part.pk), clock.now()
    with pytest.raises(IntegrityError, match="assignment_silent_told"), transaction.atomic():
        rows.update(escalated_at=now)
    too_soon = {"shown_silent_at": now, "escalated_at": now + timedelta(hours=23, minutes=59)}
    with pytest.raises(IntegrityError, match="assignment_silent_told_a_day_first"), transaction.atomic():
        rows.update(**too_soon)


# -- the calendar's secret address ----------------------------------------------------------------------------


def address_of(city, actor=None) -> str:
    shown = city.world.client(actor or city.world.ward_officer).post("/desk/work/calendar/address/")
    return urlsplit(shown.context["made"]).path


def events(answer) -> dict[str, object]:
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_calendar_program_reads_the_bodys_days_without_a_cookie(city):
    path = address_of(city)
    answer = Client().get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies
    found = events(answer)
    assert set(found) == {f"Hạn: {task.title}" for task in city.tasks.values()}
    near, part = found[f"Hạn: {city.tasks['near'].title}"], city.part("near")
    assert str(near["UID"]).startswith(f"assignment-{part.pk}@")
    assert near["DTSTART"].dt == day(2)
    assert str(near["URL"]).endswith(f"/desk/work/{part.pk}/")
    assert Client().get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert path.rsplit("/", 1)[1][:-4] not in str(list(CalendarLink.objects.values()))


def test_a_changed_day_keeps_its_uid_with_a_higher_sequence_and_a_withdrawn_part_is_cancelled(city):
    path, title = address_of(city), f"Hạn: {city.tasks['near'].title}"
    before = events(Client().get(path))[title]
    planning.change_task(actor=city.world.editor, task=city.tasks["near"], due_on=day(5))
    after = events(Client().get(path))[title]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == day(5)
    withdraw(actor=city.world.editor, assignment=city.part("near"), reason="Giao đơn vị khác")
    gone = events(Client().get(path))[title]
    assert str(gone["STATUS"]) == "CANCELLED"
    assert gone["SEQUENCE"] > after["SEQUENCE"]


def test_an_address_ends_when_it_is_changed_or_stopped_or_the_post_ends_or_the_account_closes(city):
    world = city.world
    first = address_of(city)
    second = address_of(city)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    world.client(world.ward_officer).post("/desk/work/calendar/address/stop/")
    assert Client().get(second).status_code == 404
    third = address_of(city)
    type(world.ward_officer.person).objects.filter(pk=world.ward_officer.person.pk).update(is_active=False)
    assert Client().get(third).status_code == 404
    type(world.ward_officer.person).objects.filter(pk=world.ward_officer.person.pk).update(is_active=True)
    assert Client().get(third).status_code == 200
    type(world.ward_officer.post).objects.filter(pk=world.ward_officer.post.pk).update(ended_at=clock.now())
    assert Client().get(third).status_code == 404
    assert Client().get("/desk/work/calendar/khong-co.ics").status_code == 404


def test_the_month_shows_what_is_due_and_where_a_day_is_off(city):
    client = city.world.client(city.world.ward_officer)
    shown = client.get("/desk/work/calendar/?month=2026-12").content.decode()
    assert city.tasks["near"].title in shown
    assert city.tasks["far"].title in shown
    assert "2 việc đến hạn trong tháng 12 năm 2026" in shown
    given = city.world.client(city.world.editor).get(
        "/desk/work/calendar/?month=2026-12&whose=given&view=list"
    )
    assert "2 việc đến hạn" in given.content.decode()
