"""By when a bulletin's next person must act, with the rule.

It must not read the database. No law sets these times; they are the house's own, by the three priorities.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as N_  # noqa: N812  worded when it is read

from loa.bulletins.rules.release import COUNTERSIGN_WITHIN
from loa.bulletins.rules.words import Priority
from loa.clocks.rules import Deadline, WorkCalendar, at_moment, due, elapsed

COUNTERSIGN, RELEASE = "bulletins.countersign", "bulletins.release"
ANSWER_IN_MINUTES = {Priority.EMERGENCY: 15, Priority.PRIORITY: 120}  # round the clock
ANSWER_IN_WORKING_HOURS = 4


def countersign_by(released_at: datetime) -> Deadline:
    """Return by when another officer countersigns what one officer released: 24 hours later."""
    return elapsed(released_at, int(COUNTERSIGN_WITHIN.total_seconds()) // 60)


def answer_by(
    asked_at: datetime, priority: Priority, set_time: datetime | None, calendar: WorkCalendar
) -> Deadline:
    """Return by when a request for release is answered: by its priority, and before the first time set for it."""
    minutes = ANSWER_IN_MINUTES.get(priority)
    usual = (
        elapsed(asked_at, minutes)
        if minutes
        else due(asked_at, hours=ANSWER_IN_WORKING_HOURS, calendar=calendar)
    )
    if set_time is not None and asked_at < set_time < usual.at:
        return at_moment(set_time, N_("giờ phát đã đặt"), asked_at)
    return usual
