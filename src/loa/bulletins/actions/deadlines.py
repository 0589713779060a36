"""The clocks that run on a bulletin while it waits for somebody: opened and stopped inside the act that causes it."""

from __future__ import annotations

from loa.bulletins.models import Bulletin, Release, Submission
from loa.bulletins.queries.on_air import first_set_time
from loa.bulletins.rules import deadlines
from loa.bulletins.rules.words import Priority
from loa.clocks.actions import open_clock, stop_clock_of
from loa.clocks.models import Clock
from loa.clocks.queries import calendar_for
from loa.journal.actions import Author
from loa.lib import clock
from loa.units.models import Area
from loa.units.queries import seats_of


def await_countersign(*, actor: Author, bulletin: Bulletin, release: Release) -> Clock:
    """Let the 24 hours run in which another officer countersigns what one officer released."""
    return open_clock(
        actor=actor,
        thing=bulletin.thing,
        purpose=deadlines.COUNTERSIGN,
        body=bulletin.body,
        deadline=deadlines.countersign_by(release.at),
    )


def await_answer(*, actor: Author, bulletin: Bulletin, submission: Submission) -> Clock:
    """Let the time run in which an approver releases or returns."""
    seat = Area.objects.filter(pk__in=seats_of([bulletin.body_id]).values()).first()
    calendar = calendar_for(seat, submission.at.astimezone(clock.HANOI).date())
    set_time = first_set_time(bulletin)
    deadline = deadlines.answer_by(submission.at, Priority(bulletin.priority), set_time, calendar)
    return open_clock(
        actor=actor, thing=bulletin.thing, purpose=deadlines.RELEASE, body=bulletin.body, deadline=deadline
    )


def countersigned(*, actor: Author, bulletin: Bulletin) -> None:
    """Stop the clock of a countersignature."""
    stop_clock_of(actor=actor, thing=bulletin.thing, purpose=deadlines.COUNTERSIGN, outcome="done")


def answered(*, actor: Author, bulletin: Bulletin, outcome: str) -> None:
    """Stop the clock of a request for release: "released", "returned", or "voided" by an edit or its writers."""
    stop_clock_of(actor=actor, thing=bulletin.thing, purpose=deadlines.RELEASE, outcome=outcome)
