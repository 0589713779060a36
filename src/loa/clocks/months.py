"""One month of an area's calendar as a page shows it: each day's hours, what makes it special, its lunar date."""

from __future__ import annotations

import calendar as almanac
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

from loa.clocks import national
from loa.clocks.kinds import DayKind
from loa.clocks.lunar import FIRST_YEAR, LAST_YEAR, lunar
from loa.clocks.rules import Spans, WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One day as a page shows it."""

    on: date
    spans: Spans
    kind: str | Promise = ""
    name: str = ""
    mourning: str = ""
    lunar: str = ""
    is_today: bool = False

    @property
    def is_working(self) -> bool:
        """Say whether there is work."""
        return bool(self.spans)

    @property
    def hours(self) -> str:
        """Return the hours in words: "08:00–12:00, 13:00–17:00"."""
        return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in self.spans)


@dataclass(frozen=True)
class Month:
    """The days of a month and its neighbours' first days."""

    first: date
    days: list[Day]

    @property
    def before(self) -> date:
        """Return the first day of the month before."""
        return (self.first - _DAY).replace(day=1)

    @property
    def after(self) -> date:
        """Return the first day of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)


def month_of(day: date, held: WorkCalendar, today: date) -> Month:
    """Return the month around a day."""
    first = day.replace(day=1)
    count = almanac.monthrange(first.year, first.month)[1]
    return Month(first, [_day(first + n * _DAY, held, today) for n in range(count)])


def parse_month(text: str, today: date) -> date:
    """Return the first day of "2026-02"; of this month where the text says nothing usable."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if FIRST_YEAR < first.year < LAST_YEAR else today.replace(day=1)


def _day(on: date, held: WorkCalendar, today: date) -> Day:
    special, mourning = held.special(on), held.mourning(on)
    mark = held.marks.get(on) or national.mark_of(on)
    announced = mark if mark and mark.kind == DayKind.ANNOUNCED else None
    told = special or announced
    return Day(
        on=on,
        spans=held.spans(on),
        kind=told.kind.label if told else "",
        name=told.name if told else "",
        mourning=mourning.name if mourning else "",
        lunar=_short_lunar(on),
        is_today=on == today,
    )


def _short_lunar(on: date) -> str:
    """Return "15/1 âm lịch" as wall calendars print it, a leap month with an n."""
    found = lunar(on)
    return f"{found.day}/{found.month}{'n' if found.is_leap else ''}"
