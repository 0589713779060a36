"""The first path: a file is dropped in, read, confirmed by a person, and becomes a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from loa.documents import exchange, reading
from loa.documents.actions.drafting import draft
from loa.documents.actions.issuing import take_in_signed
from loa.documents.actions.receiving import receive
from loa.documents.actions.versions import MOST_BESIDE, Content, Upload, clean_text, let_in, look_into
from loa.documents.errors import Secret, UsedUp
from loa.documents.models import Document, Intake
from loa.documents.rules.words import IntakeKind
from loa.files.actions import erase_file
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.lib.errors import Invalid
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission

KEPT = timedelta(days=14)  # the house's own
AT_ONCE = 500
RIGHTS = {
    IntakeKind.INCOMING: Permission.DOCUMENTS_RECEIVE,
    IntakeKind.SIGNED: Permission.DOCUMENTS_ISSUE,
    IntakeKind.DRAFT: Permission.DOCUMENTS_DRAFT,
}


@transaction.atomic
def drop_in(
    *, actor: Actor, body: Body, kind: str, name: str, data: bytes, beside: Sequence[Upload] = ()
) -> Intake:
    """Read a file and let it in with those beside it, to be confirmed by the same person; nothing is numbered yet.

    Of an edXML message the document inside is taken in, with the header that the message gives and its further files;
    those that the safe door refuses are left out and named.

    Raises:
        Secret: for a document or file marked Mật, Tối mật or Tuyệt mật, before anything of it is stored.
        TooManyFiles, Invalid: from the safe door.

    """
    access.require(actor, RIGHTS[IntakeKind(kind)], body=body)
    sent = exchange.unpack(name, data)
    fitting, left_out = _fitting(sent.beside, MOST_BESIDE - len(beside))
    read, stored, more = let_in(
        actor=actor, body=body, name=sent.name, data=sent.data, beside=[*beside, *fitting]
    )
    found = read.with_sent(sent.header)
    made = Intake.objects.create(
        kind=kind,
        body=body,
        file=stored,
        reading=reading.kept(found) | {"left_out": left_out},
        text=clean_text(found.text),
        signatures=list(found.signatures),
        created_by=actor.person,
        created_at=clock.now(),
    )
    made.beside.set(more)
    facts = {"kind": kind, "has_text": found.has_text, "doubtful": list(found.doubtful), "beside": len(more)}
    journal.write(actor=actor, verb="documents.dropped_in", thing=made.thing, facts=facts)
    return made


def _fitting(files: Sequence[Upload], most: int) -> tuple[list[Upload], list[str]]:
    """Return the files of a message that may be kept, and the names of the others.

    Raises:
        Secret: for one that is marked as secret.

    """
    fitting: list[Upload] = []
    left_out: list[str] = []
    for file in files:
        try:
            look_into([file])
        except Secret:
            raise
        except Invalid:
            left_out.append(file[0][:120])
        else:
            fitting.append(file)
    return fitting[:most], left_out + [name[:120] for name, _data in fitting[most:]]


@transaction.atomic
def drop_again(*, actor: Actor, intake: Intake) -> None:
    """Take a dropped-in file away that became no document: its key and bytes are destroyed.

    Raises:
        UsedUp: when it has become a document.

    """
    held = Intake.objects.select_for_update(of=("self",)).select_related("file").get(pk=intake.pk)
    if held.document_id:
        raise UsedUp
    _erase(actor, held)


@transaction.atomic
def run_old_intakes() -> int:
    """Take away what nobody confirmed within the days of keeping; return how many files."""
    rows = Intake.objects.select_for_update(of=("self",), skip_locked=True).select_related("file")
    old = list(rows.filter(document__isnull=True, created_at__lt=clock.now() - KEPT).order_by("pk")[:AT_ONCE])
    for held in old:
        _erase(SYSTEM, held)
    return len(old)


def _erase(actor: Author, held: Intake) -> None:
    thing, files = held.thing, [held.file, *held.beside.all()]
    held.delete()
    for file in files:
        erase_file(actor=actor, stored=file)
    journal.write(actor=actor, verb="documents.intake_dropped", thing=thing)


@transaction.atomic
def confirm(
    *,
    actor: Actor,
    intake: Intake,
    header_fields: Mapping[str, Any],
    again: bool = False,
    drafted_for: Body | None = None,
    carries_out: Iterable[Document] = (),
) -> Document:
    """Make the document of a dropped-in file, with the header as a person confirmed it.

    Raises:
        UsedUp: when it has become a document already.

    """
    held = Intake.objects.select_for_update(of=("self",)).select_related("file", "body").get(pk=intake.pk)
    if held.document_id:
        raise UsedUp
    content = Content(held.text, held.file, held.signatures, list(held.beside.order_by("pk")))
    given: dict[str, Any] = {
        "actor": actor,
        "body": held.body,
        "header_fields": header_fields,
        "content": content,
    }
    if held.kind == IntakeKind.INCOMING:
        made = receive(**given, again=again)
    elif held.kind == IntakeKind.SIGNED:
        made = take_in_signed(**given, drafted_for=drafted_for, carries_out=carries_out, again=again)
    else:
        made = draft(**given, drafted_for=drafted_for, carries_out=carries_out)
    Intake.objects.filter(pk=held.pk).update(document=made)
    made.unsure = [name for name in held.reading["doubtful"] if not getattr(made, name)]
    made.save(update_fields=["unsure"])
    return made
