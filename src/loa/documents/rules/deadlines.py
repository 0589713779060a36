"""By when a document's next person must act, with the rule.

It must not read the database. The hours are the house's own; no law at hand sets them. A direction's day is the leader's.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext_noop as N_  # noqa: N812  worded when it is read

from loa.clocks.rules import Deadline, WorkCalendar, at_moment, due, elapsed
from loa.documents.rules.words import Urgency
from loa.lib.clock import HANOI

DIRECT, CARRY_OUT, SIGN = "documents.direct", "documents.carry_out", "documents.sign"
HOURS = {Urgency.NORMAL: 8, Urgency.URGENT: 4, Urgency.VERY_URGENT: 2}
CARRY_OUT_DAYS = 10  # working days, where the leader named no day
FLASH_MINUTES = 60  # round the clock
DAY_ENDS = time(17)


def act_by(start: datetime, urgency: str, calendar: WorkCalendar) -> Deadline:
    """Return by when an incoming document gets its direction, or one put before a signer is signed or sent back."""
    if urgency == Urgency.FLASH:
        return elapsed(start, FLASH_MINUTES)
    return due(start, hours=HOURS[Urgency(urgency)], calendar=calendar)


def carry_out_by(due_on: date | None, calendar: WorkCalendar, now: datetime) -> Deadline:
    """Return the end of work on the day that the leader named, or on the last of the house's own days without one.

    Where nobody works on the day named, it is the end of the office day.
    """
    if due_on is None:
        return due(now, days=CARRY_OUT_DAYS, calendar=calendar)
    spans = calendar.spans(due_on)
    ends = spans[-1][1] if spans else DAY_ENDS
    return at_moment(datetime.combine(due_on, ends, HANOI), N_("ngày lãnh đạo giao"), now)
