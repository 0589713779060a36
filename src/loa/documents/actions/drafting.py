"""Documents of our own until somebody signs: begun, saved in versions, commented on, put before a signer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from loa.documents.actions import deadlines, header, telling
from loa.documents.actions.moving import folded_of, move, reasoned, take, touch
from loa.documents.actions.versions import (
    Content,
    Upload,
    check_base,
    clean_text,
    content_after,
    content_of,
    write_version,
)
from loa.documents.errors import Incomplete, KindFixed, Moved, NoContent, NothingChanged, NotItsPair
from loa.documents.models import Comment, Document, Version
from loa.documents.queries.visible import visible_to
from loa.documents.rules import kinds, moves
from loa.documents.rules.deadlines import SIGN
from loa.documents.rules.words import CommentKind, DocumentState, Side
from loa.journal import actions as journal
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.errors import RightMissing, UnknownThing
from loa.units.models import Body, DocumentForm
from loa.units.permissions import Permission
from loa.units.queries import body_version, superiors

FIXED_BY_A_NUMBER = ("kind", "form")
COMMENTED = [DocumentState.DRAFT, DocumentState.COMMENTING, DocumentState.SIGNING]


@transaction.atomic
def draft(
    *,
    actor: Actor,
    body: Body,
    header_fields: Mapping[str, Any],
    content: Content,
    file: Upload | None = None,
    beside: Sequence[Upload] = (),
    drafted_for: Body | None = None,
    carries_out: Iterable[Document] = (),
) -> Document:
    """Begin a document of the body, for its own signature or for that of a body above; its first version is written.

    `file` is let in instead of the content, `beside` beside it.

    Raises:
        Incomplete: without a subject.
        NotItsPair: when it is to carry out what is no incoming document of the body.

    """
    access.require(actor, Permission.DOCUMENTS_DRAFT, body=body)
    answers = list(carries_out)
    check_pairs(body, answers)
    made = begin(actor, body, header_fields, drafted_for=check_drafted_for(body, drafted_for))
    if file or beside:
        name, data = file or ("", b"")
        given: dict[str, Any] = {"text": content.text, "name": name, "data": data, "beside": beside}
        content = content_after(actor=actor, document=made, **given)
    write_version(actor=actor, document=made, content=content, number=1)
    made.carries_out.set(answers)
    journal.write(
        actor=actor,
        verb="documents.drafted",
        thing=made.thing,
        facts={
            "drafted_for": drafted_for.pk if drafted_for else None,
            "carries_out": [a.pk for a in answers],
        },
    )
    return made


def begin(actor: Actor, body: Body, header_fields: Mapping[str, Any], **more: Any) -> Document:
    """Make the row of an outgoing document, inside the act that begins it."""
    known = header.clean(header_fields)
    if not known.get("subject"):
        raise Incomplete([str(header.SUBJECT)])
    now = clock.now()
    given = {"form": form_of(more.get("drafted_for") or body)} | known
    made = Document(
        body=body,
        side=Side.OUTGOING,
        created_by=actor.person,
        created_at=now,
        changed_at=now,
        **{"state": moves.OUTGOING_FIRST} | given | more,
    )
    made.folded = folded_of(made)
    made.save()
    return made


def form_of(body: Body) -> str:
    """Return which layout rules the body's papers follow today."""
    version = body_version(body)
    return version.form if version else DocumentForm.STATE


def check_drafted_for(body: Body, other: Body | None) -> Body | None:
    """Return the body that is to sign; it stands above the one that drafts.

    Raises:
        UnknownThing: when it does not.

    """
    if other is None or other == body:
        return None
    if other not in superiors(body):
        raise UnknownThing
    return other


def check_pairs(body: Body, answers: Iterable[Document]) -> None:
    """Refuse what is no incoming document of the body.

    Raises:
        NotItsPair: then.

    """
    if any(row.side != Side.INCOMING or row.body_id != body.pk for row in answers):
        raise NotItsPair


@transaction.atomic
def save(
    *,
    actor: Actor,
    document: Document,
    base_version: int,
    header_fields: Mapping[str, Any],
    text: str = "",
    name: str = "",
    data: bytes = b"",
    note: str = "",
    carries_out: Iterable[Document] | None = None,
    beside: Sequence[Upload] = (),
    keep: Collection[str] | None = None,
) -> Document:
    """Save header and text, or a file, over the version that was seen; what differs becomes the next version.

    Raises:
        NewerVersion: when somebody saved in between; nothing of this was saved then.
        KindFixed: when a number was given and the kind or form would change.
        NothingChanged: when neither header, text, file nor links differ.

    """
    taken = _editable(actor, document)
    check_base(taken, base_version)
    changes = header.changes_of(taken, header_fields)
    _check_fixed(taken, changes)
    links = _link(taken, carries_out)
    for field, value in changes.items():
        setattr(taken, field, value)
    last = newest(taken)
    files: dict[str, Any] = {"name": name, "data": data, "beside": beside, "keep": keep}
    content = content_after(actor=actor, document=taken, base=last, text=text, **files)
    is_new = _differs(last, content) or (bool(changes) and not last.file_id)
    if not (is_new or changes or links):
        raise NothingChanged
    if is_new:
        changes["version"] = number = taken.version + 1
        write_version(actor=actor, document=taken, content=content, number=number, note=note)
    return _saved(actor, taken, changes)


def _check_fixed(document: Document, changes: Mapping[str, Any]) -> None:
    if document.register_id and any(name in changes for name in FIXED_BY_A_NUMBER):
        raise KindFixed


def _saved(actor: Actor, document: Document, changes: dict[str, Any]) -> Document:
    """Write down what a save changed."""
    facts = {"version": changes.get("version", document.version), "fields": sorted(changes)}
    return touch(
        actor=actor,
        document=document,
        verb="documents.saved",
        facts=facts,
        folded=folded_of(document),
        **changes,
    )


def newest(document: Document) -> Version:
    """Return the newest version."""
    return Version.objects.get(document=document, number=document.version)


def _differs(last: Version, content: Content) -> bool:
    """Say whether a content is another than the newest version's; an empty text beside a file changes nothing."""
    if content.file or list(content.beside) != last.beside:
        return True
    typed = clean_text(content.text)
    if last.file_id and not typed:
        return False
    if not typed:
        raise NoContent
    return typed != last.text or bool(last.file_id)


def _link(document: Document, carries_out: Iterable[Document] | None) -> bool:
    if carries_out is None:
        return False
    wanted = {row.pk for row in carries_out}
    if wanted == set(document.carries_out.values_list("pk", flat=True)):
        return False
    rows = list(Document.objects.filter(pk__in=wanted))
    check_pairs(document.body, rows)
    document.carries_out.set(rows)
    return True


@transaction.atomic
def ask_comments(*, actor: Actor, document: Document, bodies: Iterable[Body]) -> Document:
    """Ask bodies for their comments on the newest version; they see the draft from then on and are told."""
    taken = _editable(actor, document)
    asked = list(bodies)
    taken.asked.add(*asked)
    facts = {"bodies": [body.pk for body in asked], "version": taken.version}
    if taken.state == DocumentState.COMMENTING:
        moved = touch(actor=actor, document=taken, verb="documents.comments_asked", facts=facts)
    else:
        moved = move(
            actor=actor,
            document=taken,
            to=DocumentState.COMMENTING,
            verb="documents.comments_asked",
            facts=facts,
        )
    telling.tell_asked(moved, asked)
    return moved


@transaction.atomic
def close_comments(*, actor: Actor, document: Document) -> Document:
    """End asking for comments and go on writing."""
    taken = take(document, [DocumentState.COMMENTING])
    access.require(actor, Permission.DOCUMENTS_DRAFT, body=taken.body)
    return move(actor=actor, document=taken, to=DocumentState.DRAFT, verb="documents.comments_closed")


@transaction.atomic
def comment(*, actor: Actor, document: Document, kind: str, text: str = "") -> Comment:
    """Say something on the newest version of a draft, in the name of the actor's body.

    Raises:
        RightMissing: for those who see it but neither draft nor sign in their body.
        NoContent: when anything but agreement is said without a word.

    """
    taken = take(document, COMMENTED)
    if not visible_to(actor).filter(pk=taken.pk).exists():
        raise UnknownThing
    may = (Permission.DOCUMENTS_DRAFT, Permission.DOCUMENTS_SIGN)
    if not any(access.can(actor, right, body=actor.body) for right in may):
        raise RightMissing(permission=Permission.DOCUMENTS_DRAFT.value)
    made = say(actor, taken, CommentKind(kind), text)
    journal.write(
        actor=actor,
        verb="documents.commented",
        thing=taken.thing,
        facts={"comment": made.pk, "kind": made.kind, "version": made.version},
    )
    return made


def say(
    actor: Actor, document: Document, kind: CommentKind, text: str, version: int | None = None
) -> Comment:
    """Write a comment on a version, the document's own unless another is named, inside the act that causes it."""
    words = clean_text(text)
    if not words and kind != CommentKind.AGREED:
        raise NoContent
    return Comment.objects.create(
        document=document,
        version=version or document.version,
        body=actor.body,
        person=actor.person,
        post=actor.post,
        kind=kind,
        text=words,
        at=clock.now(),
    )


@transaction.atomic
def submit(*, actor: Actor, document: Document) -> Document:
    """Put a draft before its signers; they are told and a deadline runs.

    Raises:
        Incomplete: without a kind.

    """
    taken = _editable(actor, document)
    if not taken.kind and not taken.copy_kind:
        raise Incomplete([str(header.KIND)])
    moved = move(
        actor=actor,
        document=taken,
        to=DocumentState.SIGNING,
        verb="documents.submitted",
        facts={"version": taken.version},
    )
    deadlines.await_signature(actor=actor, document=moved)
    telling.tell_signers(moved)
    return moved


@transaction.atomic
def take_back(*, actor: Actor, document: Document) -> Document:
    """Take a draft back from its signers to go on writing."""
    taken = take(document, [DocumentState.SIGNING])
    access.require(actor, Permission.DOCUMENTS_DRAFT, body=taken.body)
    deadlines.stop(actor=actor, document=taken, purpose=SIGN, outcome="cancelled")
    return move(actor=actor, document=taken, to=DocumentState.DRAFT, verb="documents.taken_back")


@transaction.atomic
def discard(*, actor: Actor, document: Document, reason: str) -> Document:
    """Put a document aside that was never issued; a number it was given stays visible in the register as cancelled."""
    taken = take(document, [*moves.EDITABLE, DocumentState.SIGNED])
    right = Permission.DOCUMENTS_DRAFT if taken.state in moves.EDITABLE else Permission.DOCUMENTS_ISSUE
    access.require(actor, right, body=taken.body if right == Permission.DOCUMENTS_DRAFT else taken.issuer)
    why = reasoned(reason)
    return move(
        actor=actor,
        document=taken,
        to=DocumentState.DISCARDED,
        verb="documents.discarded",
        facts={"reason": journal.masked(why), "serial": taken.serial},
        reason=why,
    )


@transaction.atomic
def restore(*, actor: Actor, document: Document) -> Document:
    """Take a discarded document up again, under the number it was given."""
    taken = take(document, [DocumentState.DISCARDED])
    access.require(actor, Permission.DOCUMENTS_DRAFT, body=taken.body)
    return move(actor=actor, document=taken, to=DocumentState.DRAFT, verb="documents.restored", reason="")


@transaction.atomic
def replace(*, actor: Actor, original: Document, reason: str) -> Document:
    """Begin the document that will replace an issued one; the original is superseded when the new one is issued."""
    taken = take(original, moves.IN_FORCE)
    access.require(actor, Permission.DOCUMENTS_DRAFT, body=taken.body)
    why = reasoned(reason)
    if taken.superseded_by.exclude(state=DocumentState.DISCARDED).exists():
        raise Moved(state=taken.state)
    last = newest(taken)
    made = begin(actor, taken.body, _header_of(taken), drafted_for=taken.drafted_for, supersedes=taken)
    text = last.text or taken.subject
    write_version(actor=actor, document=made, content=Content(text), number=1, note=why)
    made.carries_out.set(taken.carries_out.all())
    facts = {"original": taken.pk, "reason": journal.masked(why)}
    journal.write(actor=actor, verb="documents.replacement_drafted", thing=made.thing, facts=facts)
    return made


@transaction.atomic
def copy(*, actor: Actor, original: Document, copy_kind: str, text: str = "") -> Document:
    """Begin a copy of an issued or received document: sao y, sao lục, or an extract with its text.

    Raises:
        NoContent: for an extract without a text.

    """
    taken = take(original)
    access.require(actor, Permission.DOCUMENTS_DRAFT, body=actor.body)
    if taken.side == Side.OUTGOING and taken.state not in moves.NUMBERED:
        raise Moved(state=taken.state)
    last = newest(taken)
    content = Content(text) if text.strip() else content_of(last)
    known = {"subject": taken.subject, "kind": kinds.COPIES, "recipients": []}
    made = begin(actor, actor.body, known, copy_of=taken, copy_kind=copy_kind)
    write_version(actor=actor, document=made, content=content, number=1)
    facts = {"original": taken.pk, "kind": copy_kind}
    journal.write(actor=actor, verb="documents.copied", thing=made.thing, facts=facts)
    return made


def _header_of(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in header.HEADER - {"full_number", "dated"}}


def _editable(actor: Actor, document: Document) -> Document:
    taken = take(document, moves.EDITABLE)
    access.require(actor, Permission.DOCUMENTS_DRAFT, body=taken.body)
    return taken
