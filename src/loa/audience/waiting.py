"""The clock of somebody who asked to be erased and could not be made sure of at once: two working days."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from loa.audience.errors import AskedAlready
from loa.audience.queries import access_managed, visible_to
from loa.clocks.actions import open_clock, stop_clock_of
from loa.clocks.errors import ClockOpen
from loa.clocks.models import Clock
from loa.clocks.queries import calendar_for, find_clock
from loa.clocks.rules import due
from loa.journal.actions import Author
from loa.lib.clock import HANOI
from loa.units.actor import Actor
from loa.units.models import Area, Body, Person
from loa.units.permissions import Permission
from loa.units.queries import holders_of, seats_of

ERASURE = "audience.erasure"
WITHIN_DAYS = 2


@transaction.atomic
def note_asked(*, actor: Actor, subscriber_id: int, received_on: date) -> Clock:
    """Let two working days run from the day on which somebody asked to be erased; nothing is erased yet.

    Raises: NotFound, Forbidden, AskedAlready.
    """
    found = access_managed(actor, visible_to(actor), subscriber_id)
    seat = Area.objects.filter(pk__in=seats_of([actor.body.pk]).values()).first()
    begin = datetime.combine(received_on, time(12), HANOI)
    deadline = due(begin, days=WITHIN_DAYS, calendar=calendar_for(seat, received_on))
    try:
        return open_clock(
            actor=actor, thing=_thing(found.pk), purpose=ERASURE, body=actor.body, deadline=deadline
        )
    except ClockOpen as known:
        raise AskedAlready from known


def erased(*, actor: Author, subscriber_id: int) -> None:
    """Stop the clock of somebody who is gone."""
    stop_clock_of(actor=actor, thing=_thing(subscriber_id), purpose=ERASURE, outcome="done")


def find_asked(subscriber_id: int) -> Clock | None:
    """Return the clock that runs for a subscriber, if one does."""
    return find_clock(_thing(subscriber_id), ERASURE)


def who_may_erase(waits: Clock, body: Body) -> list[Person]:
    """Return who of a body may do the erasure that a clock waits for."""
    del waits
    return [post.person for post in holders_of(Permission.AUDIENCE_MANAGE, body=body)]


def _thing(subscriber_id: int) -> str:
    return f"audience.subscriber:{subscriber_id}"
