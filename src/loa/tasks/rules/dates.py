"""Days that move: by whole years when a programme is copied, by rule when a task repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 60  # occurrences that one act makes; those that come by themselves have no end
_ALLOWED = re.compile(
    r"FREQ=(WEEKLY|MONTHLY|YEARLY)"
    r"(;(INTERVAL|COUNT)=\d{1,3}|;UNTIL=\d{8}|;BYDAY=[0-9A-Z,+-]+|;BYMONTHDAY=[0-9,-]+|;BYMONTH=[0-9,]+|;BYSETPOS=-?\d)*"
)


class Every(StrEnum):
    """How often a task comes round."""

    NEVER = ""
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


EVERY_WORDS: dict[Every, str | Promise] = {
    Every.NEVER: _("không lặp lại"),
    Every.WEEK: _("hằng tuần"),
    Every.MONTH: _("hằng tháng"),
    Every.QUARTER: _("hằng quý"),
    Every.YEAR: _("hằng năm"),
}
_UNTIL = re.compile(r"UNTIL=(\d{8})")
_FREQUENCY = {
    Every.WEEK: "FREQ=WEEKLY",
    Every.MONTH: "FREQ=MONTHLY",
    Every.QUARTER: "FREQ=MONTHLY;INTERVAL=3",
    Every.YEAR: "FREQ=YEARLY",
}


def moved(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 28 where the year has none."""
    later: date = day + relativedelta(years=years)
    return later


def rule_of(every: Every, first: date, until: date | None = None) -> str:
    """Return the RRULE of a rhythm that begins on a day; a day that not every month has becomes its last such day."""
    if every == Every.NEVER:
        return ""
    parts = [_FREQUENCY[every]]
    if every in {Every.MONTH, Every.QUARTER} and first.day > 28:
        days = ",".join(str(day) for day in range(28, first.day + 1))
        parts.append(f"BYMONTHDAY={days};BYSETPOS=-1")
    if until:
        parts.append(f"UNTIL={until:%Y%m%d}")
    return ";".join(parts)


def moved_rule(rule: str, years: int) -> str:
    """Return a rule whose end, where it has one, lies so many years later."""
    return _UNTIL.sub(lambda found: f"UNTIL={moved(date.fromisoformat(found[1]), years):%Y%m%d}", rule)


def every_of(rule: str) -> Every:
    """Return the rhythm that a rule begins with, for a form."""
    fitting = [every for every, start in _FREQUENCY.items() if rule.startswith(start)]
    return max(fitting, key=lambda every: len(_FREQUENCY[every]), default=Every.NEVER)


def is_rule(rule: str) -> bool:
    """Say whether a text is a rule of repetition that is understood here (RFC 5545, weekly or rarer)."""
    if not _ALLOWED.fullmatch(rule):
        return False
    try:
        rrulestr(rule, dtstart=datetime(2026, 1, 1))  # noqa: DTZ001  a day, no moment
    except ValueError:
        return False
    return True


def next_occurrence(rule: str, first: date, today: date, ahead: timedelta) -> tuple[int, date] | None:
    """Return the occurrence whose turn it is: the first after today, once the one before it is due and it is near."""
    if first > today:
        return None
    return next((found for found in occurrences(rule, first, today + ahead) if found[1] > today), None)


def occurrences(rule: str, first: date, horizon: date) -> Iterator[tuple[int, date]]:
    """Yield the days after the first up to a horizon, each with its number (1 is the first after the task itself)."""
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001  a day, no moment
    days = (found.date() for found in rrulestr(rule, dtstart=start))
    later = takewhile(lambda day: day <= horizon, (day for day in days if day > first))
    yield from enumerate(later, 1)
