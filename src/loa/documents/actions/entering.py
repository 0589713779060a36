"""A copy entered into the register of the body that carries it, as an incoming document of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from loa.documents import making
from loa.documents.actions.moving import take, touch
from loa.documents.actions.receiving import receive, standing
from loa.documents.actions.versions import FILE, Content, content_of, write_version
from loa.documents.circulation_errors import CopyMoved
from loa.documents.models import Circulation, Document, Version
from loa.documents.queries.newer import newer_copies
from loa.documents.queries.speaking import require_voice
from loa.documents.rules import circulation as rules
from loa.documents.rules import moves
from loa.documents.rules.words import CirculationState
from loa.files.actions import store_file
from loa.journal import actions as journal
from loa.lib.errors import Invalid
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission
from loa.units.queries import body_name

TAKEN_OVER = (
    "form",
    "full_number",
    "dated",
    "kind",
    "subject",
    "place",
    "parent_agency",
    "authority",
    "signer",
    "signer_title",
    "urgency",
    "grounds",
    "recipients",
)


@transaction.atomic
def enter(*, actor: Actor, circulation: Circulation) -> Document:
    """Make the incoming document of a copy, with its header, the version that was sent and its files; a second press makes no other.

    Where the body entered the same number of the same agency by hand before, the copy is linked to that one.

    Raises:
        NotForTheBody, RightMissing: for whoever does not speak, or receive, for the body.
        CopyMoved: when the copy was refused or is called back.

    """
    held = (
        Circulation.objects.select_for_update(of=("self",)).select_related("entered").get(pk=circulation.pk)
    )
    require_voice(actor, held.holder_id)
    body = Body.objects.get(pk=held.holder_id)
    access.require(actor, Permission.DOCUMENTS_RECEIVE, body=body)
    if held.entered:
        return held.entered
    if held.state == CirculationState.REFUSED or held.state in rules.CALLED_BACK:
        raise CopyMoved
    header = _header(held.document)
    made = standing(body, header).first() or _receive(actor, body, held, header)
    Circulation.objects.filter(pk=held.pk).update(entered=made, entered_version=held.version)
    facts = {"document": held.document_id, "entered": made.pk, "version": held.version}
    journal.write(actor=actor, verb="documents.copy_entered", thing=held.thing, facts=facts)
    return made


@transaction.atomic
def enter_version(*, actor: Actor, document: Document) -> Document:
    """Take the version that was sent since into the incoming document made of a copy; the versions before it stay.

    Raises:
        RightMissing: without the right to receive for the body.
        CopyMoved: when no newer version was sent, or the copy was refused or is called back.

    """
    taken = take(document, moves.INCOMING - moves.FINAL)
    access.require(actor, Permission.DOCUMENTS_RECEIVE, body=taken.body)
    held = newer_copies(taken).select_for_update(of=("self",)).first()
    if held is None:
        raise CopyMoved
    version = _version_sent(held)
    number = taken.version + 1
    note = _("Bản số %(n)s của nơi gửi. %(note)s") % {"n": held.version, "note": version.note}
    content = _content(actor, taken.body, held.document, version)
    write_version(actor=actor, document=taken, content=content, number=number, note=note)
    Circulation.objects.filter(pk=held.pk).update(entered_version=held.version)
    facts = {"copy": held.pk, "sent": held.version, "version": number}
    return touch(actor=actor, document=taken, verb="documents.version_entered", facts=facts, version=number)


def _version_sent(held: Circulation) -> Version:
    rows = Version.objects.select_related("file").prefetch_related("attachments__file")
    return rows.get(document=held.document_id, number=held.version)


def _receive(actor: Actor, body: Body, held: Circulation, header: dict[str, Any]) -> Document:
    content = _content(actor, body, held.document, _version_sent(held))
    return receive(actor=actor, body=body, header_fields=header, content=content)


def _content(actor: Actor, body: Body, document: Document, version: Version) -> Content:
    """Return what was sent; of a version that its issuer composed here, the PDF as the issuer has it."""
    content = content_of(version)
    if document.copy_kind or not making.is_made(document, version):
        return content
    try:
        data = making.make(document, version, "pdf")
    except Invalid:  # a part is missing that no paper may lack: the text alone
        return content
    name = making.file_name(document, version, "pdf")
    return replace(content, file=store_file(actor=actor, name=name, data=data, purpose=FILE, body=body))


def _header(document: Document) -> dict[str, Any]:
    """Return the header as it was sent; the agency is the issuer where none was typed."""
    agency = document.agency or body_name(document.issuer)
    return {name: getattr(document, name) for name in TAKEN_OVER} | {"agency": agency}
