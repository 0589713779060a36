"""Calendars of areas, running clocks, shifts and calls upwards, on the real tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from loa.clocks import actions, queries, slots, worker
from loa.clocks.errors import BadDay, BadDuty, BadSpan, ClockOpen, ClockStopped, DutyTaken, LaterHours
from loa.clocks.kinds import DayKind
from loa.clocks.models import Clock, DutyRoster, Escalation, Holiday
from loa.clocks.rules import DEFAULT_WEEK, OFFICE, SpecialDay, due
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.units.errors import RightMissing
from loa.units.models import Person
from tests.world import World, make_actor

pytestmark = pytest.mark.django_db

MORNING = ((time(8), time(11, 30)),)
DAY = date(2026, 3, 4)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def special(kind: DayKind, on: date = DAY, **more: object) -> SpecialDay:
    return SpecialDay(on=on, kind=kind, **{"name": "Hội làng", "source": "Kế hoạch 12/KH-UBND"} | more)  # type: ignore[arg-type]


def verbs() -> list[str]:
    return list(Entry.objects.values_list("verb", flat=True))


# -- calendars -----------------------------------------------------------------------------------------------


def test_a_day_off_of_the_city_holds_in_its_wards_and_nowhere_else(world: World) -> None:
    actions.set_days(actor=world.admin, area=world.city_area, days=[special(DayKind.LOCAL_OFF)])
    assert not queries.calendar_for(world.group_area, DAY).is_working(DAY)
    assert not queries.calendar_for(world.city_area, DAY).is_working(DAY)
    assert queries.calendar_for(world.stranger_area, DAY).is_working(DAY)
    assert queries.calendar_for(None, DAY).is_working(DAY)


def test_the_nearest_area_wins(world: World) -> None:
    actions.set_days(actor=world.admin, area=world.city_area, days=[special(DayKind.LOCAL_OFF)])
    actions.set_days(
        actor=world.admin, area=world.ward_a_area, days=[special(DayKind.LOCAL_HOURS, spans=MORNING)]
    )
    assert queries.calendar_for(world.group_area, DAY).spans(DAY) == MORNING
    assert queries.calendar_for(world.ward_b_area, DAY).spans(DAY) == ()


def test_a_decision_of_the_country_replaces_what_was_shipped(world: World) -> None:
    on = date(2026, 11, 24)
    actions.set_days(
        actor=SYSTEM, area=None, days=[special(DayKind.HOLIDAY, on, name="Ngày Văn hóa Việt Nam")]
    )
    calendar = queries.calendar_for(world.ward_a_area, on)
    printed = due(local("2026-11-23 16:00"), hours=2, calendar=calendar).rule.full_text
    assert printed == "2 giờ làm việc → 09:00 thứ Tư 25/11 (bỏ qua Ngày Văn hóa Việt Nam 24/11)"


def test_hours_are_dated_and_the_nearest_area_wins(world: World) -> None:
    saturday = (OFFICE,) * 5 + (MORNING, ())
    actions.set_hours(
        actor=world.admin, area=world.city_area, hours=saturday, valid_from=date(2026, 3, 1), source="QĐ 1"
    )
    actions.set_hours(
        actor=world.admin,
        area=world.ward_a_area,
        hours=DEFAULT_WEEK,
        valid_from=date(2026, 4, 1),
        source="QĐ 2",
    )
    march, april = date(2026, 3, 7), date(2026, 4, 4)
    ward = queries.calendar_for(world.ward_a_area, DAY)
    assert (ward.spans(march), ward.spans(april)) == (MORNING, ())
    assert queries.calendar_for(world.ward_b_area, DAY).spans(april) == MORNING
    assert queries.calendar_for(world.ward_b_area, DAY).spans(date(2026, 2, 28)) == ()


def test_new_hours_end_those_that_held_before(world: World) -> None:
    for month in (3, 5, 4):
        actions.set_hours(
            actor=world.admin,
            area=world.city_area,
            hours=DEFAULT_WEEK,
            valid_from=date(2026, month, 1),
            source="QĐ",
            replace_later=month == 4,
        )
    rows = queries.WeekRow.objects.order_by("valid_from").values_list("valid_from", "valid_until")
    assert list(rows) == [(date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 4, 1), None)]


def test_a_day_may_be_entered_again_and_taken_back(world: World) -> None:
    for kind in (DayKind.LOCAL_OFF, DayKind.HOLIDAY):
        actions.set_days(actor=world.admin, area=world.city_area, days=[special(kind)])
    assert Holiday.objects.get().kind == DayKind.HOLIDAY
    actions.remove_day(actor=world.admin, day=Holiday.objects.get())
    assert queries.calendar_for(world.city_area, DAY).is_working(DAY)
    assert verbs() == ["clocks.days_set", "clocks.days_set", "clocks.days_removed"]


def test_mourning_stands_beside_a_day_off(world: World) -> None:
    days = [special(DayKind.LOCAL_OFF), special(DayKind.MOURNING, name="Quốc tang")]
    actions.set_days(actor=world.admin, area=world.city_area, days=days)
    calendar = queries.calendar_for(world.ward_a_area, DAY)
    mark = calendar.mourning(DAY)
    assert mark
    assert (mark.name, calendar.is_working(DAY)) == ("Quốc tang", False)


@pytest.mark.parametrize("kept", [DayKind.LOCAL_OFF, DayKind.MOURNING])
def test_taking_a_mark_or_a_day_back_leaves_the_other_of_the_same_date(world: World, kept: DayKind) -> None:
    days = [special(DayKind.LOCAL_OFF), special(DayKind.MOURNING, name="Quốc tang")]
    actions.set_days(actor=world.admin, area=world.city_area, days=days)
    actions.remove_day(actor=world.admin, day=Holiday.objects.exclude(kind=kept).get())
    assert Holiday.objects.get().kind == kept


def test_hours_entered_for_later_are_not_lost_without_a_word(world: World) -> None:
    hours = {"actor": world.admin, "area": world.city_area, "hours": DEFAULT_WEEK, "source": "QĐ"}
    actions.set_hours(**hours, valid_from=date(2026, 5, 1))  # type: ignore[arg-type]
    with pytest.raises(LaterHours, match="01/05/2026"):
        actions.set_hours(**hours, valid_from=date(2026, 4, 1))  # type: ignore[arg-type]
    assert queries.hours_after(world.city_area, DAY).count() == 1


@pytest.mark.parametrize(
    "day",
    [
        special(DayKind.LOCAL_OFF, name=" "),
        special(DayKind.LOCAL_OFF, source=""),
        special(DayKind.LOCAL_HOURS),
    ],
)
def test_an_incomplete_day_is_refused(world: World, day: SpecialDay) -> None:
    with pytest.raises(BadDay):
        actions.set_days(actor=world.admin, area=world.city_area, days=[special(DayKind.LOCAL_OFF), day])
    assert not Holiday.objects.exists()


def test_only_who_keeps_the_calendar_of_the_area_may_change_it(world: World) -> None:
    for actor, area in (
        (world.ward_officer, world.ward_a_area),
        (world.admin, world.stranger_area),
        (world.admin, None),
    ):
        with pytest.raises(RightMissing):
            actions.set_days(actor=actor, area=area, days=[special(DayKind.LOCAL_OFF)])


def test_a_calendar_costs_as_many_queries_with_one_row_as_with_twenty(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            queries.calendar_for(world.group_area, DAY)
        return len(caught)

    actions.set_days(actor=SYSTEM, area=world.city_area, days=[special(DayKind.LOCAL_OFF)])
    one = cost()
    days = [special(DayKind.LOCAL_OFF, DAY + timedelta(days=n)) for n in range(20)]
    actions.set_days(actor=SYSTEM, area=world.city_area, days=days)
    assert cost() == one


# -- clocks --------------------------------------------------------------------------------------------------


def open_one(world: World, start: datetime | None = None, thing: str = "bulletins.bulletin:1") -> Clock:
    deadline = due(start or clock.now(), hours=8, calendar=queries.calendar_for(world.ward_a_area, DAY))
    return actions.open_clock(
        actor=world.editor,
        thing=thing,
        purpose="bulletins.answer",
        body=world.ward_a,
        deadline=deadline,
    )


def test_a_clock_says_its_rule_in_the_language_of_the_reader(world: World) -> None:
    opened = open_one(world, local("2025-12-31 10:00"))
    opened.refresh_from_db()
    with translation.override("en"):
        assert opened.rule_in_words == (
            "8 working hours → 10:00 Monday 05/01/2026 (skipping New Year’s Day 01/01; skipping the swapped day off 02/01)"
        )
    assert opened.rule_in_words == (
        "8 giờ làm việc → 10:00 thứ Hai 05/01/2026 (bỏ qua Tết Dương lịch 01/01; bỏ qua ngày nghỉ hoán đổi 02/01)"
    )


def test_a_clock_of_before_keeps_the_sentence_it_was_written_with(world: World) -> None:
    opened = open_one(world, local("2025-12-31 10:00"))
    Clock.objects.update(rule={}, rule_text="8 giờ làm việc → 10:00 thứ Hai 05/01")
    opened.refresh_from_db()
    with translation.override("en"):
        assert opened.rule_in_words == "8 giờ làm việc → 10:00 thứ Hai 05/01"


def test_a_clock_keeps_its_rule(world: World) -> None:
    opened = open_one(world, local("2025-12-31 10:00"))
    assert opened.rule_in_words.startswith("8 giờ làm việc → 10:00 thứ Hai 05/01/2026")
    assert queries.find_clock("bulletins.bulletin:1", "bulletins.answer") == opened
    assert verbs() == ["clocks.opened"]


def test_one_thing_has_one_running_clock_for_a_purpose(world: World) -> None:
    first = open_one(world)
    with pytest.raises(ClockOpen):
        open_one(world)
    actions.stop_clock(actor=world.editor, clock_id=first.pk, outcome="done")
    open_one(world)
    assert queries.clocks_of(["bulletins.bulletin:1"]).count() == 2


def test_a_clock_is_stopped_once(world: World) -> None:
    opened = open_one(world, local("2026-03-02 08:00"))
    stopped = actions.stop_clock(actor=world.ward_officer, clock_id=opened.pk, outcome="done")
    assert (stopped.outcome, list(queries.running())) == ("done", [])
    with pytest.raises(ClockStopped):
        actions.stop_clock(actor=world.ward_officer, clock_id=opened.pk, outcome="done")
    assert Entry.objects.get(verb="clocks.stopped").facts["late"] is (clock.now() > opened.due_at)


def test_colleagues_see_the_clocks_of_their_branch_alone(world: World) -> None:
    open_one(world)
    assert queries.clocks_visible_to(world.editor).count() == 1
    assert queries.clocks_visible_to(world.stranger).count() == 0


# -- shifts --------------------------------------------------------------------------------------------------


def plan(
    world: World, first: str = "2026-03-04 18:00", last: str = "2026-03-05 06:00", **more: object
) -> DutyRoster:
    wanted = {
        "actor": world.admin,
        "body": world.city,
        "post": world.duty.post,
        "second": world.leader.post,
        "begins_at": local(first),
        "ends_at": local(last),
    }
    return actions.plan_duty(**wanted | more)  # type: ignore[arg-type]


def test_it_says_who_is_on_duty_at_a_moment(world: World) -> None:
    shift = plan(world)
    assert queries.who_is_on_duty(world.city, local("2026-03-04 18:00")) == shift
    assert queries.who_is_on_duty(world.city, local("2026-03-05 06:00")) is None
    assert queries.who_is_on_duty(world.ward_a, local("2026-03-04 20:00")) is None


def test_two_shifts_of_a_body_do_not_overlap_and_may_touch(world: World) -> None:
    plan(world)
    plan(world, "2026-03-05 06:00", "2026-03-05 18:00")
    with pytest.raises(DutyTaken, match="ca trực khác"):
        plan(world, "2026-03-05 05:00", "2026-03-05 05:30")
    assert DutyRoster.objects.count() == 2


def test_a_shift_is_changed_and_removed(world: World) -> None:
    shift = plan(world)
    shift.ends_at = local("2026-03-05 07:00")
    actions.change_duty(actor=world.admin, shift=shift)
    assert queries.who_is_on_duty(world.city, local("2026-03-05 06:30")) == shift
    actions.remove_duty(actor=world.admin, shift=shift)
    assert verbs() == ["clocks.duty_planned", "clocks.duty_changed", "clocks.duty_removed"]


def test_a_shift_that_makes_no_sense_is_refused(world: World) -> None:
    with pytest.raises(BadSpan):
        plan(world, "2026-03-05 06:00", "2026-03-04 18:00")
    with pytest.raises(BadSpan):
        plan(world, escalate_after=0)
    with pytest.raises(BadDuty):
        plan(world, second=world.duty.post)
    ended = world.clerk.post
    ended.valid_until = DAY
    with pytest.raises(BadDuty):
        plan(world, second=ended)
    assert not DutyRoster.objects.exists()


def test_a_post_is_held_until_the_day_before_it_ends(world: World) -> None:
    ending = world.clerk.post
    ending.valid_until = date(2026, 3, 5)
    with pytest.raises(BadDuty):
        plan(world, "2026-03-04 18:00", "2026-03-05 00:01", post=ending)
    plan(world, "2026-03-04 18:00", "2026-03-05 00:00", post=ending)


def test_only_who_keeps_the_roster_of_the_body_may_change_it(world: World) -> None:
    shift = plan(world)
    with pytest.raises(RightMissing):
        plan(world, actor=world.ward_officer)
    with pytest.raises(RightMissing):
        actions.remove_duty(actor=world.stranger, shift=shift)
    with pytest.raises(RightMissing):
        actions.change_duty(actor=world.stranger, shift=shift)


def test_the_roster_is_listed_for_its_branch(world: World) -> None:
    plan(world)
    span = {"since": local("2026-03-05 00:00"), "until": local("2026-03-06 00:00")}
    assert queries.list_duty(world.editor, body=None, **span).count() == 1
    assert queries.list_duty(world.editor, body=world.ward_a, **span).count() == 0
    assert queries.list_duty(world.stranger, body=None, **span).count() == 0


# -- calls upwards -------------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Escalation]]:
    calls: list[Escalation] = []
    monkeypatch.setattr(slots, "_listeners", [])
    slots.on_escalation(calls.append)
    return calls  # type: ignore[return-value]


def test_a_late_clock_calls_one_after_the_other(world: World, told: list[Escalation]) -> None:
    late = open_one(world, local("2026-03-03 08:00"))  # due at 17:00
    officer, colleague = world.ward_officer.post, world.ward_approver.post
    wanted = {"body": world.ward_a, "post": officer, "second": colleague, "escalate_after": 30}
    plan(world, "2026-03-03 08:00", "2026-03-04 08:00", **wanted)
    plan(world, "2026-03-03 08:00", "2026-03-04 08:00")
    for minutes in (-1, 0, 10, 30, 45, 60, 600):
        actions.run_escalations(late.due_at + timedelta(minutes=minutes))
    calls = [(call.step, call.body, call.post, call.at - late.due_at) for call in told]
    assert calls == [
        (1, world.ward_a, officer, timedelta()),
        (2, world.ward_a, colleague, timedelta(minutes=30)),
        (3, world.city, world.duty.post, timedelta(minutes=60)),
    ]
    assert verbs().count("clocks.escalated") == 3
    assert list(queries.escalations_of([late])) == told


def test_without_a_roster_the_body_itself_is_called(world: World, told: list[Escalation]) -> None:
    late = open_one(world, local("2026-03-03 08:00"))
    actions.run_escalations(late.due_at)
    assert [(call.body, call.post) for call in told] == [(world.ward_a, None)]


@pytest.mark.fault("A14")
def test_who_left_or_has_no_account_any_more_is_not_called(world: World, told: list[Escalation]) -> None:
    late = open_one(world, clock.now() - timedelta(days=9))
    officer, colleague = world.ward_officer.post, world.ward_approver.post
    now = clock.now()
    shift = {"begins_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=5)}
    on_duty = {"post": officer, "second": colleague, "escalate_after": 30}
    actions.plan_duty(actor=world.admin, body=world.ward_a, **on_duty, **shift)
    actions.plan_duty(
        actor=world.admin, body=world.city, post=world.duty.post, second=world.leader.post, **shift
    )
    officer.ended_at = now
    officer.save()
    Person.objects.filter(pk=world.duty.person.pk).update(is_active=False)
    for _turn in range(3):
        actions.run_escalations(now)
    assert [(call.step, call.body, call.post) for call in told] == [
        (1, world.ward_a, colleague),
        (2, world.ward_a, None),
        (3, world.city, world.leader.post),
    ]
    assert late.due_at < now


def test_a_stopped_clock_calls_nobody(world: World, told: list[Escalation]) -> None:
    late = open_one(world, local("2026-03-03 08:00"))
    actions.stop_clock(actor=world.editor, clock_id=late.pk, outcome="done")
    assert actions.run_escalations(late.due_at + timedelta(days=1)) == []


def test_a_call_that_could_not_be_told_is_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late = open_one(world, local("2026-03-03 08:00"))
    other = open_one(world, local("2026-03-03 08:00"), "bulletins.bulletin:2")

    def away(call: Escalation) -> None:
        if call.clock == late:
            raise RuntimeError

    monkeypatch.setattr(slots, "_listeners", [away])
    assert [call.clock for call in actions.run_escalations(late.due_at)] == [other], "the others are not kept"
    assert not late.escalations.exists()
    monkeypatch.setattr(slots, "_listeners", [])
    assert [call.clock for call in actions.run_escalations(late.due_at)] == [late]


@pytest.mark.django_db(transaction=True)
def test_the_worker_calls_until_it_is_told_to_stop(world: World) -> None:
    late = open_one(world, local("2026-03-03 08:00"))
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=[stop])
    thread.start()
    waiting = threading.Event()
    while not late.escalations.exists():
        waiting.wait(0.05)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_a_shift_goes_to_whoever_holds_the_post(world: World) -> None:
    newcomer = make_actor("Trịnh Văn Mới", world.city, world.duty.post.role)  # type: ignore[arg-type]
    shift = plan(world, post=newcomer.post)
    found = queries.who_is_on_duty(world.city, local("2026-03-04 20:00"))
    assert found == shift
    assert found
    assert found.post.person.full_name == "Trịnh Văn Mới"
