"""Facts of the core text: found by the software, confirmed and locked by a person."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from loa.bulletins.actions.moving import take, touch
from loa.bulletins.errors import FactsMoved, NeedsReason
from loa.bulletins.models import Bulletin, Fact, Text
from loa.bulletins.queries.texts import core_text
from loa.bulletins.rules import moves
from loa.bulletins.rules.facts import Seen
from loa.bulletins.rules.words import FactState
from loa.language.facts import Fact as Found
from loa.language.facts import find_facts
from loa.lib import clock
from loa.lib.text import nfc
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
    *,
    actor: Actor,
    bulletin: Bulletin,
    dismissed: Mapping[int, str] | None = None,
    seen: Seen | None = None,
) -> list[Fact]:
    """Confirm facts, so that every rendition is checked against them; return the locked ones.

    `dismissed` says by id which are not facts of the message, and why: the approver sees it, and all others are
    confirmed. Without it those that wait are confirmed. `seen` is what stood on the screen. Locking voids an open
    request for release.

    Raises:
        FactsMoved: when the text or its facts are no longer what was seen.
        NeedsReason: when one is dismissed without a reason.
        Moved: when the bulletin can no longer be edited.

    """
    taken = take(bulletin, moves.EDITABLE)
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    rows = Fact.objects.filter(bulletin=taken)
    put_aside = {pk: nfc(reason).strip()[:300] for pk, reason in (dismissed or {}).items()}
    if seen and seen != Seen(core_text(taken).version, frozenset(rows.values_list("pk", flat=True))):
        raise FactsMoved
    if not all(put_aside.values()):
        raise NeedsReason
    for pk, reason in put_aside.items():
        _decide(actor, rows.filter(pk=pk), FactState.DISMISSED, reason)
    waiting = rows.filter(state=FactState.FOUND) if dismissed is None else rows.exclude(pk__in=put_aside)
    _decide(actor, waiting, FactState.LOCKED)
    locked = list(rows.filter(state=FactState.LOCKED))
    counts = {"locked": len(locked), "dismissed": len(put_aside)}
    touch(actor=actor, bulletin=taken, verb="bulletins.facts_locked", part="facts", facts=counts)
    bulletin.refresh_from_db()
    return locked


def confirm_found(actor: Actor, bulletin: Bulletin) -> None:
    """Lock every fact that still waits, as part of another act by this person, inside its transaction."""
    _decide(actor, Fact.objects.filter(bulletin=bulletin, state=FactState.FOUND), FactState.LOCKED)


def _decide(actor: Actor, rows: QuerySet[Fact], state: FactState, reason: str = "") -> None:
    """Write what the person says; who said the same before stays named."""
    changed = rows.exclude(state=state, reason=reason)
    changed.update(state=state, reason=reason, confirmed_by=actor.person, confirmed_at=clock.now())
