"""Keeping a question under a name, and putting it away; and noting that the press was searched (charter 2)."""

from __future__ import annotations

from django.db import transaction

from loa.journal import actions as journal
from loa.language.masking import names_a_person
from loa.lib import clock
from loa.lib.text import squeeze
from loa.press.errors import CountEnded, PersonNamed
from loa.press.models import SavedCount
from loa.press.rules.questions import Question
from loa.search.actions import note_question
from loa.units.access import author, require
from loa.units.actor import Actor
from loa.units.permissions import Permission


@transaction.atomic
def save_count(*, actor: Actor, name: str, question: Question) -> SavedCount:
    """Keep a question of the actor's body under a name, of what has been taken in. Raises: RightMissing, PersonNamed."""
    require(actor, Permission.PRESS_LISTEN, body=actor.body)
    name = squeeze(name)
    if names_a_person(name):
        raise PersonNamed
    now = clock.now()
    question = question.cut_off(now)
    saved = SavedCount.objects.create(
        body=actor.body,
        name=name,
        topics=list(question.topics),
        areas=list(question.areas),
        publishers=list(question.publishers),
        sources=list(question.sources),
        since=question.since,
        until=question.until,
        taken_until=question.taken_until or now,
        without_reprints=question.originals,
        created_by=actor.person,
        created_at=now,
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
    """Have it written down that somebody searched the press in a list, and for what. Raises: RightMissing, PersonNamed."""
    if names_a_person(words):
        raise PersonNamed
    note_question(actor=actor, typed=words, kinds=["press.item"], where=where)


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
        "sources": list(question.sources),
        "taken_until": question.taken_until or "",
        "without_reprints": question.originals,
    }
