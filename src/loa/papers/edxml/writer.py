"""An envelope as edXML. Receivers compare prefixes letter by letter, so tags are written out rather than left to a library."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from loa.lib.clock import HANOI
from loa.lib.errors import Invalid
from loa.lib.safe_xml import legal_text
from loa.lib.said import say
from loa.lib.text import nfc
from loa.papers.edxml.model import (
    NAMESPACE,
    PREFIX,
    XLINK,
    Attachment,
    Business,
    Envelope,
    Organ,
    Staff,
    Status,
)

MOST_BYTES = 7_000_000  # of one file: what a careful reader takes as one text
_ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<edXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    f'xmlns="{NAMESPACE}">'
)


class Unwritable(Invalid):
    """A value that every message needs is missing, or a file is too large to travel inside."""

    code = "unwritable_envelope"
    message = "Chưa lập được gói tin văn bản. Hãy điền đủ các thông tin bắt buộc."


class _Element(str):
    """A text that is an element already; every other text is escaped."""

    __slots__ = ()


def write(envelope: Envelope) -> bytes:
    """Return the envelope as an edXML message in UTF-8.

    Raises: Unwritable naming what is missing or too large.
    """
    _refuse(envelope)
    files = [(_content_id(n, file), file) for n, file in enumerate(envelope.attachments, 1)]
    header = _tag("MessageHeader", *_message(envelope))
    traces = [
        _tag("TraceHeader", _tag("OrganId", t.organ_id), _tag("Timestamp", stamp(t.at)))
        for t in envelope.traces
    ]
    list_id = hashlib.sha256(document_id(envelope).encode()).hexdigest()[:8]
    trace_list = _tag(
        "TraceHeaderList", *traces, _business(envelope.business),
        attributes={"id": list_id, "version": "1.0", "mustUnderstand": "1", "actor": _ACTOR},
    )  # fmt: skip
    head = _tag("edXMLHeader", header, trace_list, _tag("DigitalSignature"))
    manifest = _tag("edXMLManifest", *(_reference(i, f) for i, f in files), attributes={"version": "1.0"})
    body = _tag("edXMLBody", manifest)
    whole = _HEAD + _tag("edXMLEnvelope", head, body, attributes={f"xmlns:{PREFIX}": NAMESPACE})
    if files:
        whole += f"<AttachmentEncoded>{''.join(_encoded(i, f) for i, f in files)}</AttachmentEncoded>"
    return f"{whole}</edXML>".encode()


def write_status(status: Status) -> bytes:
    """Return a receipt as an edXML message in UTF-8."""
    answered = _tag(
        "ResponseFor",
        _tag("OrganId", status.to_organ_id),
        _tag("Code", status.code),
        _tag("PromulgationDate", day(status.promulgated_on)),
        _tag("DocumentId", status.document_id),
    )
    told = _tag(
        "Status",
        answered,
        _organ("From", status.sender),
        _tag("StatusCode", status.state.value),
        _tag("Description", status.description),
        _tag("Timestamp", stamp(status.at)),
        _staff(status.staff),
    )
    head = _tag("edXMLHeader", told)
    return f"{_HEAD}{_tag('edXMLEnvelope', head, _tag('edXMLBody'), attributes={f'xmlns:{PREFIX}': NAMESPACE})}</edXML>".encode()


def document_id(envelope: Envelope) -> str:
    """Return the document's id in the exchange: "sender,day,number/notation"."""
    made = f"{envelope.sender.id},{day(envelope.promulgated_on)},{envelope.number}/{envelope.notation}"
    return envelope.document_id or made


def day(value: date | None) -> str:
    """Return a day as yyyy/MM/dd."""
    return value.strftime("%Y/%m/%d") if value else ""


def stamp(value: datetime) -> str:
    """Return a moment as yyyy/MM/dd HH:mm:ss in Vietnamese time."""
    return value.astimezone(HANOI).strftime("%Y/%m/%d %H:%M:%S")


def _refuse(envelope: Envelope) -> None:
    needed = {
        "sender.id": (envelope.sender.id, say("mã cơ quan gửi")),
        "receivers": (envelope.receivers and all(r.id for r in envelope.receivers), say("mã cơ quan nhận")),
        "number": (envelope.number, say("số văn bản")),
        "notation": (envelope.notation, say("ký hiệu văn bản")),
        "promulgated_on": (envelope.promulgated_on, say("ngày ban hành")),
        "subject": (envelope.subject.strip(), say("trích yếu")),
    }
    for field, (value, words) in needed.items():
        if not value:
            raise Unwritable(say("Gói tin văn bản thiếu {part}.", part=words), field=field)
    for file in envelope.attachments:
        if len(file.data) > MOST_BYTES:
            message = say(
                "Tệp “{name}” lớn hơn {limit} MB nên không gửi kèm được.",
                name=file.name,
                limit=MOST_BYTES // 1_000_000,
            )
            raise Unwritable(message, field="attachments")


def _message(envelope: Envelope) -> Iterable[_Element]:
    """Yield the parts of MessageHeader in the order of the standard."""
    yield _organ("From", envelope.sender)
    for receiver in envelope.receivers:
        yield _organ("To", receiver)
    yield _tag("Code", _tag("CodeNumber", envelope.number), _tag("CodeNotation", envelope.notation))
    yield _tag(
        "PromulgationInfo",
        _tag("Place", envelope.place),
        _tag("PromulgationDate", day(envelope.promulgated_on)),
    )
    yield _tag("DocumentType", _tag("Type", envelope.type_code), _tag("TypeName", envelope.type_name))
    yield _tag("Subject", envelope.subject)
    yield _tag("Content", envelope.content)
    signer = envelope.signer
    if signer is not None:
        yield _tag(
            "SignerInfo",
            _tag("Competence", signer.competence),
            _tag("Position", signer.position),
            _tag("FullName", signer.full_name),
        )
    if envelope.due_on:
        yield _tag("DueDate", day(envelope.due_on))
    yield _tag("ToPlaces", *(_tag("Place", place) for place in envelope.to_places))
    yield _tag(
        "OtherInfo",
        _tag("Priority", envelope.priority),
        _tag("SphereOfPromulgation", envelope.sphere),
        _tag("TyperNotation", envelope.typer),
        _tag("PromulgationAmount", _count(envelope.amount)),
        _tag("PageAmount", _count(envelope.pages)),
        _tag("Appendixes", *(_tag("Appendix", name) for name in envelope.appendixes)),
    )
    yield _tag("SteeringType", envelope.steering_type)
    yield _tag("DocumentId", document_id(envelope))


def _organ(name: str, organ: Organ) -> _Element:
    return _tag(
        name,
        _tag("OrganId", organ.id),
        _tag("OrganizationInCharge", organ.in_charge),
        _tag("OrganName", organ.name),
        _tag("OrganAdd", organ.address),
        _tag("Email", organ.email),
        _tag("Telephone", organ.telephone),
        _tag("Fax", organ.fax),
        _tag("Website", organ.website),
    )


def _business(business: Business) -> _Element:
    return _tag(
        "Bussiness",
        _tag("BussinessDocType", business.kind.value),
        _tag("BussinessDocReason", business.reason),
        _staff(business.staff),
        _tag("Paper", "1" if business.paper else "0"),
    )


def _staff(staff: Staff) -> _Element:
    return _tag(
        "StaffInfo",
        _tag("Department", staff.department),
        _tag("Staff", staff.staff),
        _tag("Mobile", staff.mobile),
        _tag("Email", staff.email),
    )


def _reference(content_id: str, file: Attachment) -> _Element:
    link = {
        "xmlns:xlink": XLINK,
        "xlink:href": f"cid:{content_id}",
        "xlink:role": "XLinkRole",
        "xlink:type": "simple",
    }
    return _tag(
        "Reference",
        _tag("ContentId", f"cid:{content_id}"),
        _tag("ContentType", file.content_type),
        _tag("AttachmentName", file.name),
        _tag("Description", file.description),
        attributes=link,
    )


def _encoded(content_id: str, file: Attachment) -> str:
    """Return a file outside the envelope, where the standard's samples carry it without a prefix."""
    parts = {
        "ContentType": file.content_type,
        "ContentId": content_id,
        "Description": file.description,
        "ContentTransferEncoded": base64.b64encode(file.data).decode(),
        "AttachmentName": file.name,
    }
    inner = "".join(f"<{name}>{_text(value)}</{name}>" for name, value in parts.items())
    return f"<Attachment>{inner}</Attachment>"


def _content_id(n: int, file: Attachment) -> str:
    return file.id or f"{n}-{hashlib.sha256(file.data).hexdigest()[:24]}"


def _count(value: int | None) -> str:
    return "" if value is None else str(value)


def _tag(name: str, *inner: str, attributes: dict[str, str] | None = None) -> _Element:
    """Return an element around elements or a text."""
    held = "".join(part if isinstance(part, _Element) else _text(part) for part in inner)
    written = "".join(f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items())
    if not held:
        return _Element(f"<{PREFIX}:{name}{written} />")
    return _Element(f"<{PREFIX}:{name}{written}>{held}</{PREFIX}:{name}>")


def _text(text: str) -> str:
    return escape(legal_text(nfc(text)))
