"""Writes of the room: synonyms with the person who set them, a rebuild asked for, questions over the press journalled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.language.masking import names_a_person
from loa.lib import clock
from loa.search import places, rules
from loa.search.errors import AlreadyThere, NamesAPerson, NoWording, OneWordAlone, TooManyWordings
from loa.search.models import IndexState, Synonym
from loa.units.access import Who, author, require
from loa.units.actor import Actor
from loa.units.permissions import Permission

MANAGE = Permission.SEARCH_MANAGE
AGAIN: Final = timedelta(hours=1)


@transaction.atomic
def add_synonym(*, actor: Actor, typed: str) -> Synonym:
    """Let wordings mean the same from the next question on. Raises: as `checked`, AlreadyThere."""
    require(actor, MANAGE)
    wordings = checked(typed)
    made = Synonym(set_by=actor.person)
    _set(made, wordings, actor)
    journal.write(
        actor=actor, verb="search.synonym_added", thing=made.thing, facts={"wordings": len(wordings)}
    )
    return made


@transaction.atomic
def change_synonym(*, actor: Actor, synonym: Synonym, typed: str) -> Synonym:
    """Give a group other wordings. Raises: as `add_synonym`."""
    require(actor, MANAGE)
    wordings = checked(typed)
    _set(synonym, wordings, actor)
    journal.write(
        actor=actor, verb="search.synonym_changed", thing=synonym.thing, facts={"wordings": len(wordings)}
    )
    return synonym


@transaction.atomic
def remove_synonym(*, actor: Actor, synonym: Synonym) -> None:
    """Let the wordings of a group mean what they say alone."""
    require(actor, MANAGE)
    thing, count = synonym.thing, len(synonym.wordings)
    synonym.delete()
    journal.write(actor=actor, verb="search.synonym_removed", thing=thing, facts={"wordings": count})


def checked(typed: str) -> list[str]:
    """Return the wordings of a group that may be set. Raises: NoWording, OneWordAlone, TooManyWordings, NamesAPerson."""
    wordings = rules.wordings_in(typed)
    if not wordings:
        raise NoWording
    if rules.says_nothing(wordings):
        raise OneWordAlone
    if len(wordings) > rules.MOST_WORDINGS or max(map(len, wordings)) > rules.LONGEST_WORDING:
        raise TooManyWordings
    if any(names_a_person(wording) for wording in wordings):
        raise NamesAPerson
    return wordings


def _set(synonym: Synonym, wordings: Sequence[str], actor: Actor) -> None:
    synonym.wordings, synonym.folded = list(wordings), rules.folded_of(wordings)
    synonym.set_by, synonym.set_at = actor.person, clock.now()
    try:
        with transaction.atomic():
            synonym.save()
    except IntegrityError:
        raise AlreadyThere from None


@transaction.atomic
def note_question(*, actor: Who, typed: str, kinds: Sequence[str], where: str = "search") -> None:
    """Journal a question over kinds that ask for it (charter 2): what was asked, masked, of what, and in which box or list.

    Once an hour a wording: turning pages, sorting and narrowing is no other question.
    """
    facts = {"asked": journal.masked(typed[:200]), "kinds": list(kinds), "where": where}
    who = author(actor)
    thing = f"search.question:{who.post_key or 'operator'}"
    noted = Entry.objects.filter(thing=thing, person=who.person_key, at__gt=clock.now() - AGAIN)
    if not noted.filter(verb="search.asked", facts=facts).exists():
        journal.write(actor=who, verb="search.asked", thing=thing, facts=facts)


@transaction.atomic
def ask_for_rebuild() -> IndexState:
    """Have the process that keeps this host's index make it anew."""
    row, _made = IndexState.objects.get_or_create(host=places.host())
    row.asked_at = clock.now()
    row.save(update_fields=["asked_at"])
    journal.write(actor=SYSTEM, verb="search.rebuild_asked", thing=row.thing)
    return row
