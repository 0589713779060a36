"""Keeping a question under a name, and putting it away; and noting that the press was searched (charter 2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.models import Entry
from loa.language.masking import names_a_person
from loa.lib import clock
from loa.lib.text import squeeze
from loa.press.errors import CountEnded, PersonNamed
from loa.press.models import SavedCount
from loa.press.rules.questions import Question
from loa.units.access import author, require
from loa.units.actor import Actor
from loa.units.permissions import Permission

AGAIN: Final = timedelta(hours=1)
"""So long the same wording at the same place is one search: turning pages, sorting and narrowing is no other."""


@transaction.atomic
def save_count(*, actor: Actor, name: str, question: Question) -> SavedCount:
    """Keep a question of the actor's body under a name. Raises: RightMissing, PersonNamed."""
    require(actor, Permission.PRESS_LISTEN, body=actor.body)
    name = squeeze(name)
    if names_a_person(name):
        raise PersonNamed
    saved = SavedCount.objects.create(
        body=actor.body,
        name=name,
        topics=list(question.topics),
        areas=list(question.areas),
        publishers=list(question.publishers),
        since=question.since,
        until=question.until,
        without_reprints=question.originals,
        created_by=actor.person,
        created_at=clock.now(),
    )
    journal.write(actor=actor, verb="press.count_saved", thing=saved.thing, facts=_facts(question))
    return saved


@transaction.atomic
def end_count(*, actor: Actor, saved: SavedCount) -> None:
    """Put a saved count away; what was frozen of it stays. Raises: RightMissing, CountEnded."""
    require(actor, Permission.PRESS_LISTEN, body=saved.body)
    rows = SavedCount.objects.filter(pk=saved.pk, ended_at__isnull=True)
    if not rows.update(ended_at=clock.now()):
        raise CountEnded
    journal.write(actor=actor, verb="press.count_ended", thing=saved.thing)


@transaction.atomic
def note_search(*, actor: Actor, words: str, where: str) -> None:
    """Write down that somebody searched the press, and for what; once an hour a wording. Raises: RightMissing, PersonNamed."""
    if names_a_person(words):
        raise PersonNamed
    who, thing = author(actor), f"units.body:{actor.body.pk}"
    facts = {"words": journal.masked(words), "where": where}
    noted = Entry.objects.filter(
        verb="press.searched", thing=thing, person=who.person_key, at__gt=clock.now() - AGAIN
    )
    if not noted.filter(facts__words=facts["words"], facts__where=where).exists():
        journal.write(actor=who, verb="press.searched", thing=thing, facts=facts)


@transaction.atomic
def note_count(*, actor: Actor, question: Question) -> None:
    """Write down that somebody counted the press, and what. Raises: RightMissing."""
    thing = f"units.body:{actor.body.pk}"
    journal.write(actor=author(actor), verb="press.counted", thing=thing, facts=_facts(question))


def _facts(question: Question) -> dict[str, object]:
    return {
        "since": question.since,
        "until": question.until or "",
        "topics": list(question.topics),
        "areas": list(question.areas),
        "publishers": list(question.publishers),
        "without_reprints": question.originals,
    }
