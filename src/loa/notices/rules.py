"""When a notice leaves by e-mail: pure decisions over choice, urgency and quiet hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from loa.lib.clock import HANOI
from loa.notices.models import Event, Path

DIGEST_AT = time(7, 30)  # before the working day, so that the morning begins with one letter
DEFAULT_QUIET = (time(21, 0), time(6, 0))
DEFAULT_CHOICE: dict[Event, Path] = {
    Event.RELEASE_ASKED: Path.NOW,
    Event.RETURNED: Path.NOW,
    Event.RELEASED: Path.NEVER,
    Event.CORRECTED: Path.NOW,
    Event.COUNTERSIGN: Path.NOW,
    Event.DISPATCH_STOPPED: Path.NOW,
    Event.MISSED: Path.NOW,
    Event.CLOCK: Path.NOW,
    Event.RIGHTS: Path.NOW,
    Event.OPERATION: Path.DAILY,
    Event.CHANNEL: Path.NOW,
    Event.CLASH: Path.NOW,
    Event.TASK_ASSIGNED: Path.NOW,
    Event.TASK_CHANGED: Path.DAILY,
    Event.TASK_HANDED_IN: Path.DAILY,
    Event.TASK_RETURNED: Path.NOW,
    Event.TASK_ACCEPTED: Path.NEVER,
    Event.TASK_PASSED_ON: Path.NOW,
    Event.DOCUMENT_DIRECTED: Path.NOW,
    Event.DOCUMENT_COMMENTS: Path.DAILY,
    Event.DOCUMENT_TO_SIGN: Path.NOW,
    Event.DOCUMENT_TO_ISSUE: Path.NOW,
    Event.DOCUMENT_RETURNED: Path.NOW,
    Event.CIRCULATED: Path.NOW,
    Event.REMINDED: Path.NOW,
    Event.SILENT: Path.NOW,
    Event.COPY_ANSWERED: Path.NOW,
    Event.TASK_DUE: Path.DAILY,
    Event.TASK_SILENT: Path.NOW,
    Event.TASK_BODIES_SILENT: Path.DAILY,
    Event.SPEAKERS: Path.NOW,
    Event.PRESS_DIGEST: Path.DAILY,
}


def in_quiet_hours(moment: datetime, starts: time, ends: time) -> bool:
    """Say whether the moment lies in the quiet hours; equal ends mean that there are none."""
    clock = moment.astimezone(HANOI).time()
    if starts <= ends:
        return starts <= clock < ends
    return clock >= starts or clock < ends


def next_mail_at(
    choice: Path, *, urgent: bool, moment: datetime, quiet: tuple[time, time] | None = None
) -> datetime | None:
    """Return when the notice leaves by e-mail or to devices: at once, at the end of the quiet hours, with a digest, or never.

    An urgent notice passes the quiet hours and any choice but "never".
    """
    if choice is Path.NEVER:
        return None
    if urgent:
        return moment
    if choice in {Path.DAILY, Path.WEEKLY}:
        return next_digest_at(choice, moment)
    starts, ends = quiet or DEFAULT_QUIET
    return _end_of_quiet(moment, ends) if in_quiet_hours(moment, starts, ends) else moment


def next_digest_at(choice: Path, moment: datetime) -> datetime:
    """Return the next morning on which the digest of this choice leaves; the weekly one on Mondays."""
    local = moment.astimezone(HANOI)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    if choice is Path.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, DIGEST_AT, HANOI)


def digest_period(choice: Path, sent_on: date) -> date:
    """Return the first day of the period that a digest sent on this day closes."""
    return sent_on - timedelta(days=7 if choice is Path.WEEKLY else 1)


def _end_of_quiet(moment: datetime, ends: time) -> datetime:
    local = moment.astimezone(HANOI)
    day = local.date() if local.time() < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, HANOI)
