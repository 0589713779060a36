"""Reads of working time: the calendar of an area, who is on duty, which clocks run and which ran out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Case, CharField, Max, Q, QuerySet, Value, When

from loa.clocks.kinds import NOTES, DayKind
from loa.clocks.models import Clock, DutyRoster, Escalation, Holiday
from loa.clocks.models import WorkCalendar as WeekRow
from loa.clocks.rules import SpecialDay, Week, WorkCalendar, parse_spans, parse_week
from loa.clocks.slots import words_of_all
from loa.journal.wording import words_of_things
from loa.lib import clock
from loa.units import access
from loa.units.access import Who
from loa.units.lists import area_name_of, body_name_of
from loa.units.models import Area, AreaVersion, Body
from loa.units.permissions import Permission
from loa.units.versions import latest
from loa.web.lists.filters import folded

# -- calendars -----------------------------------------------------------------------------------------------


def calendar_for(area: Area | None, day: date) -> WorkCalendar:
    """Return the calendar that holds in an area as the tree stood on a day.

    For each day the nearest row up the tree wins: the area's own, its parents', the whole country's as entered,
    the country's as shipped.
    """
    near = _nearest_first(area, day)
    rank = {area_id: place for place, area_id in enumerate(near)}
    found = Q(area__in=[a for a in near if a]) | Q(area__isnull=True)
    weeks = sorted(WeekRow.objects.filter(found), key=lambda row: rank[row.area_id])
    days = sorted(Holiday.objects.filter(found), key=lambda row: rank[row.area_id], reverse=True)
    return WorkCalendar(
        weeks=tuple(Week(parse_week(row.hours), row.valid_from, row.valid_until) for row in weeks),
        days={row.on: _special(row) for row in days if row.kind not in NOTES},
        marks={row.on: _special(row) for row in days if row.kind in NOTES},
    )


def _nearest_first(area: Area | None, day: date) -> list[int | None]:
    """Return the area, its parents up to the root, and None for the country."""
    if area is None:
        return [None]
    path = latest(AreaVersion, day).filter(area=area).values_list("path", flat=True).first() or area.code
    ids = dict(Area.objects.filter(code__in=path.split("/")).values_list("code", "id"))
    return [*(ids[code] for code in reversed(path.split("/")) if code in ids), None]


def _special(row: Holiday) -> SpecialDay:
    return SpecialDay(
        on=row.on,
        kind=DayKind(row.kind),
        name=row.name,
        source=row.source,
        spans=parse_spans(row.hours),
        exchanged_with=row.exchanged_with,
        verified=row.is_verified,
    )


def hours_after(area: Area | None, day: date) -> QuerySet[WeekRow]:
    """Return the weekly hours entered for an area itself that begin after a day, the next first."""
    return WeekRow.objects.filter(area=area, valid_from__gt=day).order_by("valid_from")


def list_special_days(area: Area | None, first: date, last: date) -> QuerySet[Holiday]:
    """Return the days entered for an area itself (without one: for the country) in a span, both ends included."""
    return Holiday.objects.filter(area=area, on__range=(first, last)).order_by("on")


# -- duty ----------------------------------------------------------------------------------------------------


def who_is_on_duty(body: Body | int, at: datetime) -> DutyRoster | None:
    """Return the shift that covers a moment, with both posts and their people, if there is one."""
    shifts = DutyRoster.objects.filter(body=body, begins_at__lte=at, ends_at__gt=at)
    return shifts.select_related("post__person", "second__person").first()


def duty_visible_to(actor: Who) -> QuerySet[DutyRoster]:
    """Return the shifts of the bodies that the actor may read about."""
    return DutyRoster.objects.filter(body__in=access.bodies_in_reach(actor, Permission.UNITS_READ))


def list_duty(actor: Who, *, body: Body | None, since: datetime, until: datetime) -> QuerySet[DutyRoster]:
    """Return the visible shifts that touch a span, of one body or of all, the earliest first."""
    shifts = duty_visible_to(actor).filter(begins_at__lt=until, ends_at__gt=since)
    shifts = shifts.filter(body=body) if body else shifts
    return shifts.select_related("body", "post__person", "second__person").order_by("begins_at", "body")


def list_shifts(actor: Who) -> QuerySet[DutyRoster]:
    """Return the visible shifts with `body_name`, for lists and exports."""
    shifts = duty_visible_to(actor).select_related("body", "post__person", "second__person")
    return shifts.annotate(body_name=body_name_of("body"))


def on_duty_now(actor: Who) -> QuerySet[DutyRoster]:
    """Return the visible shifts that cover this moment."""
    now = clock.now()
    return list_shifts(actor).filter(begins_at__lte=now, ends_at__gt=now).order_by("begins_at", "pk")


def days_visible_to(actor: Who) -> QuerySet[Holiday]:
    """Return the special days entered for the country and for areas in reach, with `area_name`; `folded` is for search."""
    areas = access.areas_in_reach(actor, Permission.UNITS_READ)
    found = Holiday.objects.filter(Q(area=None) | Q(area__in=areas))
    return found.select_related("area").annotate(
        area_name=area_name_of("area"), folded=folded("name", "source")
    )


# -- clocks --------------------------------------------------------------------------------------------------


def running() -> QuerySet[Clock]:
    """Return the clocks that were not stopped."""
    return Clock.objects.filter(stopped_at__isnull=True)


def due_clocks(now: datetime) -> QuerySet[Clock]:
    """Return the running clocks that ran out, the oldest first."""
    return running().filter(due_at__lte=now).order_by("due_at", "id")


def clocks_visible_to(actor: Who) -> QuerySet[Clock]:
    """Return the clocks of the bodies that the actor may read about."""
    return Clock.objects.filter(body__in=access.bodies_in_reach(actor, Permission.UNITS_READ))


def list_clocks(actor: Who) -> QuerySet[Clock]:
    """Return the visible clocks with `body_name` and `last_step`, the latest call upwards.

    `folded` is for search: what is waited for, of what kind of thing, in which body, in the reader's language.
    """
    waits = _in_words("purpose", words_of_all())
    kind = _in_words("thing__startswith", {f"{kind}:": words for kind, words in words_of_things().items()})
    return clocks_visible_to(actor).annotate(
        body_name=body_name_of("body"),
        last_step=Max("escalations__step"),
        folded=folded(waits, kind, body_name_of("body")),
    )


def _in_words(lookup: str, words: Mapping[str, str]) -> Case:
    """Return the word that stands for each value."""
    cases = [When(**{lookup: value}, then=Value(word)) for value, word in words.items()]
    return Case(*cases, default=Value(""), output_field=CharField())


def count_late(actor: Who) -> int:
    """Count the visible clocks that ran out and were not stopped."""
    return clocks_visible_to(actor).filter(stopped_at__isnull=True, due_at__lte=clock.now()).count()


def find_clock(thing: str, purpose: str) -> Clock | None:
    """Return the running clock of a thing for one purpose, if it has one."""
    return running().filter(thing=thing, purpose=purpose).first()


def clocks_of(things: Iterable[str]) -> QuerySet[Clock]:
    """Return every clock of some things ("room.model:id"), the latest first."""
    return Clock.objects.filter(thing__in=list(things)).order_by("-started_at", "-id")


def escalations_of(clocks: Sequence[Clock]) -> QuerySet[Escalation]:
    """Return the calls upwards about some clocks, in order."""
    found = Escalation.objects.filter(clock__in=clocks).select_related("post__person", "body")
    return found.order_by("clock", "step")
