"""Issue: the number, the day, what it carries out and replaces; and recall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from loa.documents.actions import deadlines, header
from loa.documents.actions.circulating import call_back
from loa.documents.actions.drafting import begin, check_drafted_for, check_pairs, form_of
from loa.documents.actions.moving import folded_of, move, reasoned, take, touch
from loa.documents.actions.numbering import give_number
from loa.documents.actions.receiving import STILL_OPEN, answered
from loa.documents.actions.versions import Content, write_version
from loa.documents.errors import AlreadyTakenIn, Incomplete, NumberGiven, NumberOfRegister
from loa.documents.models import Document, Version
from loa.documents.queries.numbering import given_here, of_issuer
from loa.documents.rules import moves
from loa.documents.rules.deadlines import SIGN
from loa.documents.rules.words import DocumentState, Side
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission


@transaction.atomic
def number(
    *, actor: Actor, document: Document, dated: date | None = None, typed: str = "", symbol: str = ""
) -> Document:
    """Give a signed document its number before it is issued.

    Raises:
        NumberGiven: when it has one.
        NumberMissing, NumberFromRegister: see `numbering.give_number`.

    """
    taken = take(document, [DocumentState.SIGNED])
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=taken.issuer)
    if taken.full_number:
        raise NumberGiven
    changes = _numbered(taken, dated, typed, symbol)
    return touch(
        actor=actor,
        document=taken,
        verb="documents.numbered",
        facts={"register": taken.register_id, "serial": taken.serial},
        **changes,
    )


@transaction.atomic
def issue(
    *, actor: Actor, document: Document, dated: date | None = None, typed: str = "", symbol: str = ""
) -> Document:
    """Issue a signed document: it gets its number unless it has one; what it carries out is answered, what it replaces ends.

    Raises:
        Moved: when it is not signed, or what it replaces is no longer in force.

    """
    taken = take(document, [DocumentState.SIGNED])
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=taken.issuer)
    changes = {} if taken.full_number else _numbered(taken, dated, typed, symbol)
    _supersede(actor, taken)
    moved = move(
        actor=actor,
        document=taken,
        to=DocumentState.ISSUED,
        verb="documents.issued",
        facts={"register": taken.register_id, "serial": taken.serial, "version": taken.version},
        issued_at=clock.now(),
        **changes,
    )
    _answer(actor, moved)
    return moved


@transaction.atomic
def take_in_signed(
    *,
    actor: Actor,
    body: Body,
    header_fields: Mapping[str, Any],
    content: Content,
    drafted_for: Body | None = None,
    carries_out: Iterable[Document] = (),
    again: bool = False,
) -> Document:
    """Enter a document of the body that was signed and numbered already; the number stays as printed.

    Raises:
        RightMissing: without the right to issue for the body, and for the one that signed it where that is another.
        Incomplete: without number, day or subject.
        AlreadyTakenIn: when the issuer has this number in this year and nobody asked to enter it once more.
        NumberOfRegister: when the issuer's own register gives numbers of this series.

    """
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=body)
    above = check_drafted_for(body, drafted_for)
    if above:
        access.require(actor, Permission.DOCUMENTS_ISSUE, body=above)
    known = header.clean(header_fields)
    missing = [words for name, words in header.SIGNED_NEEDS.items() if not known.get(name)]
    if missing:
        raise Incomplete([str(words) for words in missing])
    _check_number(above or body, known, again=again)
    answers = list(carries_out)
    check_pairs(body, answers)
    more = {"state": moves.SIGNED_FIRST, "issued_at": clock.now()}
    made = begin(actor, body, known, drafted_for=above, **more)
    write_version(actor=actor, document=made, content=content, number=1)
    made.carries_out.set(answers)
    facts = {"version": 1, "carries_out": [row.pk for row in answers]}
    journal.write(actor=actor, verb="documents.taken_in", thing=made.thing, facts=facts)
    _answer(actor, made)
    return made


def _check_number(issuer: Body, known: Mapping[str, Any], *, again: bool) -> None:
    """Refuse a number that stands already, unless it is meant, and one of a series that is given here, whatever is meant."""
    printed, kind = known["full_number"], known.get("kind", "")
    if (
        not again
        and of_issuer(issuer).filter(full_number__iexact=printed, dated__year=known["dated"].year).exists()
    ):
        raise AlreadyTakenIn
    if given_here(issuer, str(known.get("form") or form_of(issuer)), kind, printed):
        raise NumberOfRegister


@transaction.atomic
def recall(*, actor: Actor, document: Document, reason: str) -> Document:
    """Take an issued document out of force, with the reason; its number stays, bodies are asked for their copies back."""
    taken = take(document, moves.IN_FORCE)
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=taken.issuer)
    why = reasoned(reason)
    facts = {"reason": journal.masked(why)}
    deadlines.stop(actor=actor, document=taken, purpose=SIGN, outcome="cancelled")
    recalled = move(
        actor=actor,
        document=taken,
        to=DocumentState.RECALLED,
        verb="documents.recalled",
        facts=facts,
        reason=why,
    )
    call_back(actor=actor, document=recalled, reason=why)
    return recalled


def _numbered(document: Document, dated: date | None, typed: str, symbol: str) -> dict[str, object]:
    """Return the fields of number and day, set on the document too, so that the search finds it by them."""
    day = dated or document.dated or clock.today()
    changes = give_number(document, typed=typed, symbol=symbol, dated=day)
    for name, value in changes.items():
        setattr(document, name, value)
    return changes | {"dated": day, "folded": folded_of(document)}


def _supersede(actor: Author, document: Document) -> None:
    """End what the document replaces; the reason is that of its first version."""
    if document.supersedes is None:
        return
    original = take(document.supersedes, moves.IN_FORCE)
    why = Version.objects.get(document=document, number=1).note
    facts = {"by": document.pk, "reason": journal.masked(why)}
    deadlines.stop(actor=actor, document=original, purpose=SIGN, outcome="cancelled")
    move(
        actor=actor,
        document=original,
        to=DocumentState.SUPERSEDED,
        verb="documents.superseded",
        facts=facts,
        reason=why,
    )


def _answer(actor: Author, document: Document) -> None:
    """Let what the document carries out be answered, where it still waits."""
    waiting = document.carries_out.filter(state__in=STILL_OPEN, side=Side.INCOMING)
    for row in waiting.order_by("pk"):
        answered(actor=actor, document=take(row), verb="documents.answered", facts={"answer": document.pk})
