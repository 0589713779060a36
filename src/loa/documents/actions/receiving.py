"""Documents of others: received into the register, directed, carried out, filed or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from loa.documents.actions import deadlines, header, telling
from loa.documents.actions.moving import folded_of, move, reasoned, take, touch
from loa.documents.actions.numbering import next_number
from loa.documents.actions.versions import Content, write_version
from loa.documents.errors import (
    AlreadyReceived,
    DayPassed,
    Incomplete,
    NoContent,
    NotItsPair,
    NotOfTheBody,
    NumberGiven,
)
from loa.documents.models import Direction, Document
from loa.documents.queries.people import officers_of
from loa.documents.rules import moves
from loa.documents.rules.deadlines import CARRY_OUT, DIRECT
from loa.documents.rules.words import DocumentState, Side
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import Body, Post
from loa.units.permissions import Permission

NEEDED = {"subject": header.SUBJECT, "agency": header.AGENCY}
STILL_OPEN = [DocumentState.RECEIVED, DocumentState.DIRECTED]


@transaction.atomic
def receive(
    *, actor: Actor, body: Body, header_fields: Mapping[str, Any], content: Content, again: bool = False
) -> Document:
    """Enter a document of somebody else into the body's register; it gets the next number of arrival.

    Raises:
        Incomplete: without a subject or an agency.
        AlreadyReceived: when it stands in the register and nobody asked to enter it once more.

    """
    access.require(actor, Permission.DOCUMENTS_RECEIVE, body=body)
    known = header.clean(header_fields)
    _check_whole(known)
    if not again and standing(body, known).exists():
        raise AlreadyReceived
    now = clock.now()
    register, serial = next_number(body, Side.INCOMING, "", clock.today().year)
    made = Document(
        body=body,
        side=Side.INCOMING,
        state=moves.INCOMING_FIRST,
        register=register,
        serial=serial,
        created_by=actor.person,
        created_at=now,
        changed_at=now,
        issued_at=now,
        **known,
    )
    made.folded = folded_of(made)
    made.save()
    write_version(actor=actor, document=made, content=content, number=1)
    journal.write(
        actor=actor,
        verb="documents.received",
        thing=made.thing,
        facts={"register": register.pk, "serial": serial},
    )
    deadlines.await_direction(actor=actor, document=made)
    return made


def _check_whole(known: Mapping[str, Any]) -> None:
    missing = [words for name, words in NEEDED.items() if not known.get(name)]
    if missing:
        raise Incomplete([str(words) for words in missing])


def standing(body: Body, known: Mapping[str, Any]) -> QuerySet[Document]:
    """Return the documents of this number and agency in the body's register of arrivals, those sent back left out."""
    number, agency = known.get("full_number"), known.get("agency")
    rows = Document.objects.filter(body=body, side=Side.INCOMING).exclude(state=DocumentState.RETURNED)
    return rows.filter(full_number__iexact=number, agency__iexact=agency) if number else rows.none()


@transaction.atomic
def direct(
    *, actor: Actor, document: Document, text: str, officer: Post, due_on: date | None = None
) -> Direction:
    """Write a leader's direction: what to do, who answers for it, until when; the officer is told.

    Raises:
        NotOfTheBody, DayPassed, NoContent.

    """
    taken = take(document, [*STILL_OPEN, DocumentState.ANSWERED, DocumentState.FILED])
    acts = access.acting(actor, Permission.DOCUMENTS_DIRECT, body=taken.body)
    _check_direction(taken, text, officer, due_on)
    row = Direction.objects.create(
        document=taken,
        person=acts.person,
        post=acts.post,
        text=text.strip(),
        officer=officer,
        due_on=due_on,
        at=clock.now(),
    )
    deadlines.stop(actor=acts, document=taken, purpose=DIRECT, outcome="done")
    deadlines.stop(actor=acts, document=taken, purpose=CARRY_OUT, outcome="directed_anew")
    moved = move(
        actor=acts,
        document=taken,
        to=DocumentState.DIRECTED,
        verb="documents.directed",
        facts={"direction": row.pk, "officer": officer.pk, "due_on": due_on},
        officer=officer,
        due_on=due_on,
        reason="",
    )
    deadlines.await_carrying_out(actor=acts, document=moved)
    telling.tell_directed(moved, row)
    return row


def _check_direction(document: Document, text: str, officer: Post, due_on: date | None) -> None:
    if not text.strip():
        raise NoContent
    if not officers_of(document.body).filter(pk=officer.pk).exists():
        raise NotOfTheBody
    if due_on is not None and due_on < clock.today():
        raise DayPassed


@transaction.atomic
def file_away(*, actor: Actor, document: Document, reason: str) -> Document:
    """Close an incoming document without an answer of its own: nothing to do, or done otherwise; with the reason."""
    taken = take(document, STILL_OPEN)
    may_close(actor, taken)
    return _close(actor, taken, DocumentState.FILED, "documents.filed", reason)


@transaction.atomic
def send_back(*, actor: Actor, document: Document, reason: str) -> Document:
    """Return a document to its sender: not meant for this body, or damaged; its number of arrival stays."""
    taken = take(document, [DocumentState.RECEIVED])
    access.require(actor, Permission.DOCUMENTS_RECEIVE, body=taken.body)
    return _close(actor, taken, DocumentState.RETURNED, "documents.sent_back", reason)


@transaction.atomic
def link_answer(*, actor: Actor, document: Document, answer: Document) -> Document:
    """Say that an outgoing document carries an incoming one out; once that is issued, the incoming one is answered.

    Raises:
        NotItsPair: when they are not of one body, or not an incoming and an outgoing one.

    """
    taken = take(document, [*STILL_OPEN, DocumentState.FILED])
    may_close(actor, taken)
    if answer.side != Side.OUTGOING or answer.body_id != taken.body_id:
        raise NotItsPair
    answer.carries_out.add(taken)
    facts = {"answer": answer.pk}
    if answer.state in moves.IN_FORCE:
        return answered(actor=actor, document=taken, verb="documents.answered", facts=facts)
    journal.write(actor=actor, verb="documents.linked", thing=taken.thing, facts=facts)
    return taken


def answered(*, actor: Author, document: Document, verb: str, facts: Mapping[str, object]) -> Document:
    """Move an incoming document to "answered", inside the act that answers it."""
    for purpose in (DIRECT, CARRY_OUT):
        deadlines.stop(actor=actor, document=document, purpose=purpose, outcome="done")
    return move(actor=actor, document=document, to=DocumentState.ANSWERED, verb=verb, facts=facts)


def may_close(actor: Actor, document: Document) -> None:
    """Refuse whoever is neither the officer named, nor one who receives or directs for the body.

    Raises:
        RightMissing: then.

    """
    if document.officer_id == actor.post.pk:
        return
    if access.can(actor, Permission.DOCUMENTS_RECEIVE, body=document.body):
        return
    if not access.can(actor, Permission.DOCUMENTS_DIRECT, body=document.body):
        raise RightMissing(permission=Permission.DOCUMENTS_DIRECT.value)


def _close(actor: Actor, document: Document, to: DocumentState, verb: str, reason: str) -> Document:
    why = reasoned(reason)
    for purpose in (DIRECT, CARRY_OUT):
        deadlines.stop(actor=actor, document=document, purpose=purpose, outcome="cancelled")
    facts = {"reason": journal.masked(why)}
    return move(actor=actor, document=document, to=to, verb=verb, facts=facts, reason=why)


@transaction.atomic
def mend(*, actor: Actor, document: Document, header_fields: Mapping[str, Any]) -> Document:
    """Fill in or correct what was read off an incoming document; a printed number once entered stays."""
    taken = take(document, [*STILL_OPEN, DocumentState.ANSWERED, DocumentState.FILED])
    access.require(actor, Permission.DOCUMENTS_RECEIVE, body=taken.body)
    changes = header.changes_of(taken, header_fields)
    if taken.full_number and "full_number" in changes:
        raise NumberGiven
    for name, value in changes.items():
        setattr(taken, name, value)
    _check_whole({name: getattr(taken, name) for name in NEEDED})
    left = [name for name in taken.unsure if not getattr(taken, name)]
    facts = {"fields": sorted(changes)}
    return touch(
        actor=actor,
        document=taken,
        verb="documents.header_mended",
        facts=facts,
        folded=folded_of(taken),
        unsure=left,
        **changes,
    )
