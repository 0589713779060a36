"""Giving out, changing and stopping the secret address of a post's calendar."""

from __future__ import annotations

import secrets

from django.db import transaction

from loa.journal import actions as journal
from loa.lib import clock
from loa.tasks.models import CalendarLink
from loa.tasks.rules.calendar_feed import digest_of
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission


@transaction.atomic
def open_calendar_link(*, actor: Actor) -> str:
    """Return a new secret for the actor's own post, shown this once; an earlier one ends. Raises: RightMissing."""
    access.require(actor, Permission.TASKS_READ, body=actor.body)
    _end(actor)
    token = secrets.token_urlsafe(24)
    made = CalendarLink.objects.create(post=actor.post, token_digest=digest_of(token), created_at=clock.now())
    journal.write(actor=actor, verb="tasks.calendar_opened", thing=made.thing)
    return token


@transaction.atomic
def close_calendar_link(*, actor: Actor) -> bool:
    """End the address of the actor's own post; return whether there was one."""
    ended = _end(actor)
    if ended:
        journal.write(actor=actor, verb="tasks.calendar_closed", thing=ended.thing)
    return ended is not None


def _end(actor: Actor) -> CalendarLink | None:
    """End the post's open address, held so that of two changes at once one is left."""
    type(actor.post).objects.select_for_update(of=("self",)).get(pk=actor.post.pk)
    found = CalendarLink.objects.filter(post=actor.post, ended_at__isnull=True).first()
    if found:
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
    return found
