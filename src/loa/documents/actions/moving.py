"""The two helpers under every act: take the document for writing, and move it to another state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from loa.documents.errors import Moved, NoReason
from loa.documents.models import Document
from loa.documents.rules import moves
from loa.documents.rules.words import DocumentState
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.lib.text import fold, squeeze


def take(document: Document, states: Iterable[DocumentState] | None = None) -> Document:
    """Return the document as it is now, locked until the transaction ends.

    Raises:
        Moved: when it is in none of the wanted states.

    """
    rows = Document.objects.select_for_update(of=("self",)).select_related("body", "drafted_for")
    taken = rows.get(pk=document.pk)
    if states is not None and DocumentState(taken.state) not in set(states):
        raise Moved(state=taken.state)
    return taken


def move(
    *,
    actor: Author,
    document: Document,
    to: DocumentState,
    verb: str,
    facts: Mapping[str, object] | None = None,
    **changes: object,
) -> Document:
    """Move a document along the table, with the fields that change on the way, and write the journal row.

    Raises:
        Moved: when the table has no such move, or another transaction was first.

    """
    old = DocumentState(document.state)
    now = clock.now()
    changed = moves.can_move(old, to) and Document.objects.filter(pk=document.pk, state=old).update(
        state=to, changed_at=now, **changes
    )
    if not changed:
        raise Moved(state=document.state)
    journal.write(
        actor=actor,
        verb=verb,
        thing=document.thing,
        facts={"from": old.value, "to": to.value, **(facts or {})},
    )
    document.refresh_from_db()
    return document


def touch(
    *,
    actor: Author,
    document: Document,
    verb: str,
    facts: Mapping[str, object] | None = None,
    **changes: object,
) -> Document:
    """Change fields of a document that stays where it is, and write the journal row."""
    Document.objects.filter(pk=document.pk).update(changed_at=clock.now(), **changes)
    journal.write(actor=actor, verb=verb, thing=document.thing, facts=facts)
    document.refresh_from_db()
    return document


def reasoned(reason: str) -> str:
    """Return a reason on one line.

    Raises:
        NoReason: when there is none.

    """
    text = squeeze(reason)[:500]
    if not text:
        raise NoReason
    return text


def folded_of(document: Document) -> str:
    """Return what a search looks in: number, subject, agency, signer, kind."""
    parts = [document.full_number, document.subject, document.agency, document.signer, document.kind]
    return fold(" ".join(filter(None, parts)))[:1200]
