"""A day of the press: from midnight to midnight in Viet Nam, seen from now or, when it is over, from its end. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loa.lib.clock import HANOI

GROWTH_HOURS = 6
"""Hours that are compared with the same number of hours before."""
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""Between these a day of the press may be asked for."""
SEARCHED_DAYS = 30
"""Days in which words are looked for where no day is chosen."""
CURVE_HOURS = 24
"""Hours that a small curve shows."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day and the moment from which it is looked back at."""

    begins: datetime
    ends: datetime
    seen_at: datetime

    @property
    def day(self) -> date:
        """Return the date in Viet Nam."""
        return self.begins.date()

    @property
    def fresh_from(self) -> datetime:
        """Return where the newest hours begin."""
        return self.seen_at - timedelta(hours=GROWTH_HOURS)

    @property
    def before_from(self) -> datetime:
        """Return where the hours that they are compared with begin."""
        return self.seen_at - timedelta(hours=2 * GROWTH_HOURS)


def day_of(day: date, now: datetime) -> Day:
    """Return a day as it is seen at a moment."""
    begins = datetime.combine(day, time.min, HANOI)
    ends = datetime.combine(day + timedelta(days=1), time.min, HANOI)
    return Day(begins, ends, min(now, ends))


def first_moment(day: date) -> datetime:
    """Return the first moment of a day in Viet Nam."""
    return datetime.combine(day, time.min, HANOI)
