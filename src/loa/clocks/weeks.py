"""The roster of one body day by day: who is on duty from when until when, and which days have nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loa.clocks.models import DutyRoster
from loa.lib.clock import HANOI

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Watch:
    """The part of a shift that lies in one day."""

    shift: DutyRoster
    begins: datetime
    ends: datetime

    @property
    def hours(self) -> str:
        """Return the hours as a roster prints them: "17:00–24:00"."""
        last = "24:00" if self.ends.time() == time(0) else f"{self.ends:%H:%M}"
        return f"{self.begins:%H:%M}–{last}"


@dataclass(frozen=True)
class DutyDay:
    """One day of the roster with its watches, the earliest first; without any nobody was named."""

    on: date
    watches: Sequence[Watch]
    is_today: bool


def span_of(first: date, count: int) -> tuple[datetime, datetime]:
    """Return the moments between which so many days lie, local midnights."""
    begin = datetime.combine(first, time(0), HANOI)
    return begin, begin + count * _DAY


def roster_of(first: date, count: int, shifts: Sequence[DutyRoster], today: date) -> list[DutyDay]:
    """Return so many days from the first with the parts of the shifts that lie in each."""
    days = [first + n * _DAY for n in range(count)]
    return [DutyDay(day, _watches(day, shifts), day == today) for day in days]


def _watches(day: date, shifts: Sequence[DutyRoster]) -> list[Watch]:
    opens, closes = span_of(day, 1)
    parts = [
        Watch(
            shift,
            max(shift.begins_at, opens).astimezone(HANOI),
            min(shift.ends_at, closes).astimezone(HANOI),
        )
        for shift in shifts
        if shift.begins_at < closes and shift.ends_at > opens
    ]
    return sorted(parts, key=lambda part: part.begins)
