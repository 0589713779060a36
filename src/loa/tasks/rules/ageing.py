"""How late work is: when a due day is over by the working calendar, and how old what is overdue has become.

It must not read the database; a calendar is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.clocks.rules import WorkCalendar, due
from loa.lib.clock import HANOI

_DAY = timedelta(days=1)
_LOOK_BACK = 400  # days without work after which a calendar is taken to be wrong
ACKNOWLEDGE_DAYS = 2  # working days within which a body says that it received its part
ANSWER_DAYS = 1  # working days within which a hand-over is taken or refused
SOON_DAYS = 3  # days before the due day on which a person is reminded
WEEK, MONTH = 7, 30


class Age(models.TextChoices):
    """How long something has been overdue, in days since the due day."""

    WEEK = "week", _("đến 7 ngày")
    MONTH = "month", _("8–30 ngày")
    OLDER = "older", _("trên 30 ngày")


def closes(day: date, calendar: WorkCalendar) -> datetime:
    """Return when a due day is over: the end of work on it, or on the first working day after it.

    Source: Civil Code 91/2015/QH13, article 148, clause 5 (a term that ends on a day off ends on the next working day).
    """
    for ahead in range(_LOOK_BACK):
        if spans := calendar.spans(day + ahead * _DAY):
            return datetime.combine(day + ahead * _DAY, spans[-1][1], tzinfo=HANOI)
    return datetime.combine(day, time(23, 59), tzinfo=HANOI)


def late_through(now: datetime, calendar: WorkCalendar) -> date:
    """Return the last due day that is over: what was due on it or before is overdue."""
    return _last_day(now, lambda day: closes(day, calendar))


def waited_through(now: datetime, days: int, calendar: WorkCalendar) -> date:
    """Return the last day after which so many working days are over: what began on it or before has waited so long."""
    return _last_day(
        now, lambda day: due(datetime.combine(day, time(12), HANOI), days=days, calendar=calendar).at
    )


def due_between(age: Age, today: date, late: date) -> tuple[date, date]:
    """Return the first and last due day of what is overdue for so long; `late` is `late_through`."""
    first = {Age.WEEK: today - WEEK * _DAY, Age.MONTH: today - MONTH * _DAY, Age.OLDER: date.min}[age]
    last = {Age.WEEK: late, Age.MONTH: today - (WEEK + 1) * _DAY, Age.OLDER: today - (MONTH + 1) * _DAY}[age]
    return first, min(last, late)


def end_of(day: date) -> datetime:
    """Return the midnight that ends a day in Viet Nam."""
    return datetime.combine(day + _DAY, time(0), tzinfo=HANOI)


def _last_day(now: datetime, ends: Callable[[date], datetime]) -> date:
    today = now.astimezone(HANOI).date()
    return next(day for day in (today - n * _DAY for n in range(_LOOK_BACK)) if ends(day) < now)
