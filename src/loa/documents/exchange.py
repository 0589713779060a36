"""Documents as edXML messages: an issued one out, one of somebody else in; nothing here talks to a gateway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from loa.documents import making
from loa.documents.errors import Moved, NoContent
from loa.documents.models import Document, Version
from loa.documents.rules import kinds, moves
from loa.files.models import StoredFile
from loa.files.queries import open_file
from loa.files.rules import PDF
from loa.papers import edxml
from loa.units.models import Body
from loa.units.queries import body_name, body_names

_MARK = b"edXML"
_ENDINGS = (".pdf", ".docx", ".doc")


def pack(document: Document, version: Version) -> bytes:
    """Return an issued document with its newest file, and those beside it, as a message to the bodies it was circulated to.

    Raises:
        Moved: before it is issued.
        Invalid: naming what the message lacks.

    """
    if document.state not in moves.NUMBERED:
        raise Moved(state=document.state)
    number, _mark, symbol = making.parts_of_number(document.full_number)
    receivers = Body.objects.filter(circulations__document=document).order_by("code")
    names = body_names(receivers.values_list("pk", flat=True))
    return edxml.write(
        edxml.Envelope(
            sender=edxml.Organ(document.issuer.code, body_name(document.issuer)),
            receivers=tuple(edxml.Organ(body.code, names.get(body.pk, "")) for body in receivers),
            number=number,
            notation=symbol,
            promulgated_on=document.dated,
            subject=document.subject,
            place=document.place,
            type_name=kinds.shown(document.kind),
            signer=edxml.Signer(document.signer, document.signer_title),
            to_places=tuple(document.recipients),
            attachments=(_attached(document, version), *map(_stored, version.beside)),
        )
    )


def _attached(document: Document, version: Version) -> edxml.Attachment:
    if version.file:
        return _stored(version.file)
    return edxml.Attachment(f"van-ban-{document.pk}.pdf", making.make(document, version, "pdf"), PDF)


def _stored(file: StoredFile) -> edxml.Attachment:
    return edxml.Attachment(file.name, open_file(file), file.mime)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A document that came in: its file, the header that came beside it, and further files."""

    name: str
    data: bytes
    header: dict[str, Any] = field(default_factory=dict)
    beside: Sequence[tuple[str, bytes]] = ()


def unpack(name: str, data: bytes) -> Unpacked:
    """Return the document inside a message with the header and files that the message gives; any other file as it is.

    Raises:
        NoContent: for a message without a document.
        Invalid: for one that cannot be read.

    """
    start = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not (start.startswith(b"<") and _MARK in start):
        return Unpacked(name, data)
    sent = edxml.read(data).envelope
    file = next((one for one in sent.attachments if one.name.lower().endswith(_ENDINGS)), None)
    if file is None:
        raise NoContent
    header = {
        "full_number": "/".join(part for part in (sent.number, sent.notation) if part),
        "dated": sent.promulgated_on.isoformat() if sent.promulgated_on else "",
        "subject": sent.subject,
        "agency": sent.sender.name,
        "place": sent.place,
        "kind": sent.type_name.upper(),
        "signer": sent.signer.full_name if sent.signer else "",
        "signer_title": sent.signer.position if sent.signer else "",
    }
    return Unpacked(
        file.name,
        file.data,
        {key: value for key, value in header.items() if value},
        [(one.name, one.data) for one in sent.attachments if one is not file],
    )
