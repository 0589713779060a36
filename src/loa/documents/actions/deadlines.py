"""The clocks that run on a document while it waits for somebody: opened and stopped inside the act that causes it."""

from __future__ import annotations

from loa.clocks.actions import open_clock, stop_clock_of
from loa.clocks.queries import calendar_for
from loa.clocks.rules import WorkCalendar
from loa.documents.models import Document
from loa.documents.rules import deadlines
from loa.journal.actions import Author
from loa.lib import clock
from loa.units.models import Area, Body
from loa.units.queries import seats_of


def await_direction(*, actor: Author, document: Document) -> None:
    """Let the time run in which a leader writes a direction."""
    due = deadlines.act_by(clock.now(), document.urgency, _calendar(document.body))
    open_clock(actor=actor, thing=document.thing, purpose=deadlines.DIRECT, body=document.body, deadline=due)


def await_carrying_out(*, actor: Author, document: Document) -> None:
    """Let the time run in which the officer carries a direction out: until the leader's day, else the house's own days."""
    due = deadlines.carry_out_by(document.due_on, _calendar(document.body), clock.now())
    open_clock(
        actor=actor, thing=document.thing, purpose=deadlines.CARRY_OUT, body=document.body, deadline=due
    )


def await_signature(*, actor: Author, document: Document) -> None:
    """Let the time run in which a signer signs or returns."""
    due = deadlines.act_by(clock.now(), document.urgency, _calendar(document.issuer))
    open_clock(actor=actor, thing=document.thing, purpose=deadlines.SIGN, body=document.issuer, deadline=due)


def stop(*, actor: Author, document: Document, purpose: str, outcome: str) -> None:
    """Stop the clock of one purpose, where it runs."""
    stop_clock_of(actor=actor, thing=document.thing, purpose=purpose, outcome=outcome)


def _calendar(body: Body) -> WorkCalendar:
    seat = Area.objects.filter(pk__in=seats_of([body.pk]).values()).first()
    return calendar_for(seat, clock.today())
