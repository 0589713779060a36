"""Changes to working time: hours and days of an area, clocks, shifts, calls upwards; each with its journal row."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from loa.clocks import slots
from loa.clocks.errors import BadDay, BadDuty, BadSpan, ClockOpen, ClockStopped, DutyTaken, LaterHours
from loa.clocks.kinds import NOTES, DayKind
from loa.clocks.models import Clock, DutyRoster, Escalation, Holiday, WorkCalendar
from loa.clocks.queries import due_clocks, find_clock, who_is_on_duty
from loa.clocks.rules import Deadline, SpecialDay, WeekHours, next_step
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.units import access
from loa.units import queries as units
from loa.units.errors import RightMissing
from loa.units.models import Area, Body, Post
from loa.units.permissions import Permission
from loa.units.reach import active_posts

log = logging.getLogger(__name__)

DEFAULT_WAIT = 15  # minutes between calls where no shift says otherwise
_EXCLUDED = "23P01"

# -- calendars -----------------------------------------------------------------------------------------------


@transaction.atomic
def set_hours(
    *,
    actor: Author,
    area: Area | None,
    hours: WeekHours,
    valid_from: date,
    source: str,
    replace_later: bool = False,
) -> WorkCalendar:
    """Let new weekly hours hold in an area (without one: in the country) from a day on.

    Hours that held until then end on that day; hours that were to begin later are dropped where that is asked for.

    Raises:
        RightMissing: without the right over the area.
        LaterHours: when hours were entered for a later day and nobody asked to drop them.

    """
    _require(actor, area)
    rows = WorkCalendar.objects.filter(area=area)
    later = list(rows.filter(valid_from__gt=valid_from).values_list("valid_from", flat=True))
    if later and not replace_later:
        raise LaterHours(later)
    rows.filter(valid_from__gte=valid_from).delete()
    rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from)).update(valid_until=valid_from)
    made = WorkCalendar.objects.create(area=area, hours=_text(hours), valid_from=valid_from, source=source)
    facts = {"area": area.code if area else None, "valid_from": valid_from, "dropped": later}
    journal.write(actor=actor, verb="clocks.hours_set", thing=f"clocks.workcalendar:{made.pk}", facts=facts)
    return made


@transaction.atomic
def set_days(*, actor: Author, area: Area | None, days: Sequence[SpecialDay]) -> list[Holiday]:
    """Enter or replace special days of an area (without one: of the country).

    Raises:
        RightMissing: without the right over the area.
        BadDay: when a day has no name or source, or a kind that needs hours has none.

    """
    _require(actor, area)
    if not days or not all(_is_complete(day) for day in days):
        raise BadDay
    made = [_set_day(area, day) for day in days]
    facts = {
        "area": area.code if area else None,
        "days": [day.on for day in days],
        "kinds": [d.kind for d in days],
    }
    journal.write(actor=actor, verb="clocks.days_set", thing=f"clocks.holiday:{made[0].pk}", facts=facts)
    return made


@transaction.atomic
def remove_day(*, actor: Author, day: Holiday) -> None:
    """Take back one entered day or mark; what else was entered for the same date stays.

    Raises: RightMissing.
    """
    _require(actor, day.area)
    facts = {"area": day.area.code if day.area else None, "day": day.on, "kind": day.kind}
    thing = f"clocks.holiday:{day.pk}"
    day.delete()
    journal.write(actor=actor, verb="clocks.days_removed", thing=thing, facts=facts)


def _require(actor: Author, area: Area | None) -> None:
    """Ask for the right over an area; the country's own rows are entered by the software alone."""
    if area is None and actor is not SYSTEM:
        raise RightMissing(permission=Permission.CALENDAR_MANAGE.value)
    access.require(actor, Permission.CALENDAR_MANAGE, area=area)


def _set_day(area: Area | None, day: SpecialDay) -> Holiday:
    same = Q(kind__in=NOTES) if day.kind in NOTES else ~Q(kind__in=NOTES)
    Holiday.objects.filter(same, area=area, on=day.on).delete()
    return Holiday.objects.create(
        area=area,
        on=day.on,
        kind=day.kind,
        name=day.name.strip(),
        hours=_spans(day.spans),
        exchanged_with=day.exchanged_with,
        source=day.source.strip(),
        is_verified=day.verified,
    )


def _is_complete(day: SpecialDay) -> bool:
    needs_hours = day.kind == DayKind.LOCAL_HOURS
    return bool(day.name.strip() and day.source.strip() and (day.spans or not needs_hours))


def _text(hours: WeekHours) -> list[list[list[str]]]:
    return [_spans(day) for day in hours]


def _spans(spans: Sequence[tuple[object, object]]) -> list[list[str]]:
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in spans]


# -- clocks --------------------------------------------------------------------------------------------------


@transaction.atomic
def open_clock(*, actor: Author, thing: str, purpose: str, body: Body, deadline: Deadline) -> Clock:
    """Let a deadline run against a body; `thing` is "room.model:id", `purpose` "room.what".

    Raises: ClockOpen when the thing has a running clock for the same purpose.
    """
    made, is_new = Clock.objects.get_or_create(
        thing=thing,
        purpose=purpose,
        stopped_at=None,
        defaults={
            "body": body,
            "started_at": clock.now(),
            "due_at": deadline.at,
            "rule": deadline.rule.as_facts(),
        },
    )
    if not is_new:
        raise ClockOpen
    facts = {"purpose": purpose, "due_at": deadline.at, "of": thing}
    journal.write(actor=actor, verb="clocks.opened", thing=made.own_name, facts=facts)
    return made


@transaction.atomic
def stop_clock(*, actor: Author, clock_id: int, outcome: str) -> Clock:
    """Stop a running clock with a word on how it ended ("done", "cancelled").

    Raises: ClockStopped when it was stopped before.
    """
    now = clock.now()
    if (
        Clock.objects.filter(pk=clock_id, stopped_at__isnull=True).update(stopped_at=now, outcome=outcome)
        != 1
    ):
        raise ClockStopped
    stopped = Clock.objects.get(pk=clock_id)
    facts = {
        "purpose": stopped.purpose,
        "outcome": outcome,
        "late": now > stopped.due_at,
        "of": stopped.thing,
    }
    journal.write(actor=actor, verb="clocks.stopped", thing=stopped.own_name, facts=facts)
    return stopped


def stop_clock_of(*, actor: Author, thing: str, purpose: str, outcome: str) -> Clock | None:
    """Stop the running clock of a thing for one purpose, if it has one."""
    found = find_clock(thing, purpose)
    return stop_clock(actor=actor, clock_id=found.pk, outcome=outcome) if found else None


def run_escalations(now: datetime) -> list[Escalation]:
    """Call upwards about every clock that ran out: the officer on duty, the second person, the superior body.

    Each clock is one transaction; a second runner finds it locked and leaves it. A call that fails is logged and made
    again at the next turn; it keeps no other clock from being called about.
    """
    late = due_clocks(now).exclude(escalations__step=Escalation.Step.SUPERIOR).values_list("pk", flat=True)
    made = [_escalate_or_log(clock_id, now) for clock_id in list(late)]
    return [escalation for escalation in made if escalation]


def _escalate_or_log(clock_id: int, now: datetime) -> Escalation | None:
    try:
        return _escalate(clock_id, now)
    except Exception:
        log.exception("clocks: the call about clock %s failed and is made again", clock_id)
        return None


@transaction.atomic
def _escalate(clock_id: int, now: datetime) -> Escalation | None:
    late = (
        Clock.objects.select_for_update(skip_locked=True).filter(pk=clock_id, stopped_at__isnull=True).first()
    )
    if late is None:
        return None
    shift = who_is_on_duty(late.body_id, now)
    done = list(late.escalations.values_list("step", flat=True))
    step = next_step(late.due_at, done, now, shift.escalate_after if shift else DEFAULT_WAIT)
    if step is None:
        return None
    body, post = _called(late.body, shift, Escalation.Step(step), now)
    made = Escalation.objects.create(clock=late, step=step, body=body, post=post, at=now)
    facts = {"of": late.thing, "step": step, "body": body.pk, "post": post.pk if post else None}
    journal.write(actor=SYSTEM, verb="clocks.escalated", thing=late.own_name, facts=facts)
    slots.tell(made)
    return made


def _called(
    body: Body, shift: DutyRoster | None, step: Escalation.Step, now: datetime
) -> tuple[Body, Post | None]:
    """Return whom a step calls; the body itself where nobody is named, or nobody named still holds the post.

    Where the officer on duty left or has no account any more, the second person is called in their place.
    """
    if step == Escalation.Step.SUPERIOR:
        above = next(iter(units.superiors(body)), body)
        return above, next(_holding(who_is_on_duty(above, now)), None)
    held = list(_holding(shift))
    if step == Escalation.Step.ON_DUTY:
        return body, held[0] if held else None
    return body, next((post for post in held[1:]), None)


def _holding(shift: DutyRoster | None) -> Iterator[Post]:
    """Yield those of a shift, first and second, who hold their post now and whose account is open."""
    named = [post for post in (shift.post, shift.second) if post] if shift else []
    active = set(active_posts().filter(pk__in=[p.pk for p in named]).values_list("pk", flat=True))
    yield from (post for post in named if post.pk in active)


# -- shifts --------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_duty(
    *,
    actor: Author,
    body: Body,
    post: Post,
    second: Post | None = None,
    begins_at: datetime,
    ends_at: datetime,
    escalate_after: int = DEFAULT_WAIT,
) -> DutyRoster:
    """Put a post on duty for a body from a moment until another, with the person who is called next.

    Raises:
        RightMissing: without the right over the body.
        BadSpan: when the shift ends before it begins, or the wait is not 1 to 1,440 minutes.
        BadDuty: when a post does not hold then, or both are one person.
        DutyTaken: when another shift of the body covers part of it.

    """
    shift = DutyRoster(
        body=body,
        post=post,
        second=second,
        begins_at=begins_at,
        ends_at=ends_at,
        escalate_after=escalate_after,
    )
    return _save_shift(actor, shift, "clocks.duty_planned")


@transaction.atomic
def change_duty(*, actor: Author, shift: DutyRoster) -> DutyRoster:
    """Save a changed shift. Raises: as `plan_duty`."""
    return _save_shift(actor, shift, "clocks.duty_changed")


@transaction.atomic
def remove_duty(*, actor: Author, shift: DutyRoster) -> None:
    """Take a shift out of the roster. Raises: RightMissing."""
    access.require(actor, Permission.DUTY_MANAGE, body=shift.body)
    thing = f"clocks.dutyroster:{shift.pk}"
    shift.delete()
    journal.write(actor=actor, verb="clocks.duty_removed", thing=thing, facts={"body": shift.body_id})


def _save_shift(actor: Author, shift: DutyRoster, verb: str) -> DutyRoster:
    access.require(actor, Permission.DUTY_MANAGE, body=shift.body)
    if shift.ends_at <= shift.begins_at or not 1 <= shift.escalate_after <= 1440:
        raise BadSpan
    posts = [shift.post, *([shift.second] if shift.second else [])]
    if len({post.person_id for post in posts}) != len(posts) or not all(
        _holds(post, shift) for post in posts
    ):
        raise BadDuty
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") == _EXCLUDED:
            raise DutyTaken from error
        raise
    facts = {
        "body": shift.body_id,
        "post": shift.post_id,
        "second": shift.second_id,
        "begins_at": shift.begins_at,
        "ends_at": shift.ends_at,
    }
    journal.write(actor=actor, verb=verb, thing=f"clocks.dutyroster:{shift.pk}", facts=facts)
    return shift


def _holds(post: Post, shift: DutyRoster) -> bool:
    """Say whether a post holds for the whole of a shift; a shift that ends at midnight needs nothing of the new day."""
    last_moment = shift.ends_at - timedelta(microseconds=1)
    first, last = (at.astimezone(clock.HANOI).date() for at in (shift.begins_at, last_moment))
    until = post.valid_until  # the first day on which it is no longer held
    return post.ended_at is None and post.valid_from <= first and (until is None or last < until)
