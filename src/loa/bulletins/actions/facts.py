"""Facts of the core text: found by the software, confirmed and locked by a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from loa.bulletins.actions.moving import take, touch
from loa.bulletins.models import Bulletin, Fact, Text
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import FactState
from loa.language.facts import Fact as Found
from loa.language.facts import find_facts
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission


def find_again(bulletin: Bulletin, text: Text) -> None:
    """Compare the facts of a new core text with the known ones, inside the caller's transaction.

    A fact that still stands keeps what a person said about it; one that is gone is dropped; a new one waits.
    """
    found: dict[tuple[str, str, str], Found] = {}
    for fact in find_facts(f"{text.title}\n{text.body}"):
        found.setdefault((fact.kind, fact.value[:200], fact.edge), fact)
    known = {(fact.kind, fact.value, fact.edge): fact for fact in Fact.objects.filter(bulletin=bulletin)}
    Fact.objects.filter(pk__in=[fact.pk for key, fact in known.items() if key not in found]).delete()
    for key, fact in found.items():
        row = known.get(key) or Fact(bulletin=bulletin, kind=key[0], value=key[1], edge=key[2])
        row.text, row.position, row.version = fact.text[:200], fact.start, text.version
        row.save()


@transaction.atomic
def lock_facts(
    *, actor: Actor, bulletin: Bulletin, facts: Iterable[Fact] | None = None, dismissed: Iterable[Fact] = ()
) -> list[Fact]:
    """Confirm facts, so that every rendition is checked against them; return the locked ones.

    `facts` are the ones confirmed (all that wait, when not given); `dismissed` are those that the person says are
    not facts of the message. Locking voids an open request for release.

    Raises:
        Moved: when the bulletin can no longer be edited.

    """
    taken = take(bulletin, moves.EDITABLE)
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    rows = Fact.objects.filter(bulletin=taken)
    put_aside = [fact.pk for fact in dismissed]
    _decide(actor, rows.filter(pk__in=put_aside), FactState.DISMISSED)
    waiting = (
        rows.filter(state=FactState.FOUND) if facts is None else rows.filter(pk__in=[f.pk for f in facts])
    )
    _decide(actor, waiting.exclude(pk__in=put_aside), FactState.LOCKED)
    locked = list(rows.filter(state=FactState.LOCKED))
    touch(
        actor=actor,
        bulletin=taken,
        verb="bulletins.facts_locked",
        part="facts",
        facts={"locked": len(locked), "dismissed": len(put_aside)},
    )
    bulletin.refresh_from_db()
    return locked


def confirm_found(actor: Actor, bulletin: Bulletin) -> None:
    """Lock every fact that still waits, as part of another act by this person, inside its transaction."""
    _decide(actor, Fact.objects.filter(bulletin=bulletin, state=FactState.FOUND), FactState.LOCKED)


def _decide(actor: Actor, rows: QuerySet[Fact], state: FactState) -> None:
    rows.update(state=state, confirmed_by=actor.person, confirmed_at=clock.now())
