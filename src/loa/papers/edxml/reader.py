"""An edXML message read: whatever prefix and namespace it uses, with a warning for each departure.

Files inside are handed on as bytes; who takes them in decides whether they may.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from lxml import etree

from loa.lib.clock import HANOI
from loa.lib.errors import Invalid
from loa.lib.safe_xml import BadXml, parse_xml
from loa.lib.said import Said, say
from loa.lib.text import nfc
from loa.papers.edxml.model import (
    NAMESPACE,
    PREFIX,
    Attachment,
    Business,
    BusinessKind,
    Envelope,
    Organ,
    Signer,
    Staff,
    State,
    Status,
    Trace,
)

MAX_BYTES = 64 * 1024 * 1024
_MOST_TAGS = 50_000
_MOST_FILES = 200
_LONGEST = 20_000
_DAYS = ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
_TIMES = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S")
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


class BadEnvelope(Invalid):
    """The file is no edXML message, or one that cannot be believed."""

    code = "bad_envelope"
    message = "Tệp không phải gói tin văn bản edXML đọc được. Hãy đề nghị bên gửi xuất lại."


@dataclass(frozen=True, slots=True)
class Received:
    """What was read, and what in it departs from the standard."""

    envelope: Envelope
    warnings: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ReceivedStatus:
    """A receipt that was read, and what in it departs from the standard."""

    status: Status
    warnings: tuple[Said, ...]


@dataclass(slots=True)
class _Node:
    """An element whose children are found by their bare names; warnings are gathered for the whole message."""

    element: etree._Element
    warnings: list[Said] = field(default_factory=list)

    def find(self, *names: str) -> _Node | None:
        """Return the first child of a name; of several names the first is the standard's own."""
        for name in names:
            for child in self.element:
                if _name(child) == name:
                    if name != names[0]:
                        self.warn(
                            say("“{name}” viết khác tiêu chuẩn (“{asked}”).", name=name, asked=names[0])
                        )
                    return _Node(child, self.warnings)
        return None

    def all(self, name: str) -> Iterator[_Node]:
        """Yield the children of a name."""
        return (_Node(child, self.warnings) for child in self.element if _name(child) == name)

    def text(self, *names: str) -> str:
        """Return the text of a child, empty where it is not there."""
        found = self.find(*names)
        return "" if found is None else nfc(found.element.text or "").strip()[:_LONGEST]

    def warn(self, sentence: Said) -> None:
        """Note a departure once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def read(data: bytes) -> Received:
    """Return the document in an edXML message.

    Raises: BadEnvelope; loa.lib.safe_xml.BadXml for what the safe door refuses.
    """
    root = _root(data)
    header = _header(root)
    message = header.find("MessageHeader")
    if message is None:
        raise BadEnvelope(say("Gói tin thiếu phần “{name}”.", name="MessageHeader"))
    _check_prefix(message)
    sender = _organ(message, "From")
    if not sender.id:
        raise BadEnvelope("Gói tin không ghi mã cơ quan gửi.")
    code = message.find("Code") or message
    info = message.find("PromulgationInfo") or message
    other = message.find("OtherInfo") or message
    kind = message.find("DocumentType") or message
    places = message.find("ToPlaces")
    appendixes = other.find("Appendixes")
    traces = header.find("TraceHeaderList")
    envelope = Envelope(
        sender=sender,
        receivers=tuple(_organ_of(node) for node in message.all("To")),
        number=code.text("CodeNumber"),
        notation=code.text("CodeNotation"),
        promulgated_on=_day(info, "PromulgationDate"),
        subject=message.text("Subject"),
        place=info.text("Place"),
        type_code=kind.text("Type"),
        type_name=kind.text("TypeName"),
        content=message.text("Content"),
        signer=_signer(message),
        due_on=_day(message, "DueDate"),
        to_places=() if places is None else _texts(places, "Place"),
        priority=other.text("Priority"),
        sphere=other.text("SphereOfPromulgation"),
        typer=other.text("TyperNotation"),
        amount=_count(other, "PromulgationAmount"),
        pages=_count(other, "PageAmount"),
        appendixes=() if appendixes is None else _texts(appendixes, "Appendix"),
        steering_type=message.text("SteeringType"),
        document_id=message.text("DocumentId"),
        traces=() if traces is None else tuple(_traces(traces)),
        business=_business(traces),
        attachments=tuple(_attachments(root, header)),
    )
    for name, value in (
        ("CodeNumber", envelope.number),
        ("Subject", envelope.subject),
        ("To", envelope.receivers),
    ):
        if not value:
            message.warn(say("Gói tin không có “{name}”.", name=name))
    return Received(envelope, tuple(root.warnings))


def read_status(data: bytes) -> ReceivedStatus:
    """Return the receipt in an edXML message.

    Raises: BadEnvelope, also for a state that the standard does not know; loa.lib.safe_xml.BadXml.
    """
    root = _root(data)
    node = _header(root).find("Status")
    answered = node.find("ResponseFor") if node is not None else None
    if node is None or answered is None:
        raise BadEnvelope(say("Gói tin thiếu phần “{name}”.", name="Status"))
    _check_prefix(node)
    code = node.text("StatusCode").zfill(2)
    if code not in list(State):
        raise BadEnvelope(say("Trạng thái “{code}” không có trong tiêu chuẩn.", code=code[:20]))
    at = _moment(node.text("Timestamp"))
    if at is None:
        raise BadEnvelope("Gói tin không ghi thời điểm của trạng thái.")
    status = Status(
        to_organ_id=answered.text("OrganId"),
        code=answered.text("Code"),
        promulgated_on=_day(answered, "PromulgationDate"),
        document_id=answered.text("DocumentId"),
        sender=_organ(node, "From"),
        state=State(code),
        at=at,
        description=node.text("Description"),
        staff=_staff(node),
    )
    return ReceivedStatus(status, tuple(root.warnings))


def _root(data: bytes) -> _Node:
    if data.count(b"<") > _MOST_TAGS:
        raise BadXml("Tệp XML có quá nhiều phần tử nên không được nhận.")
    return _Node(parse_xml(data, max_bytes=MAX_BYTES))


def _header(root: _Node) -> _Node:
    """Return the header, wherever the message has it: senders wrap it in edXML, SOAP or nothing."""
    for element in root.element.iter():
        if _name(element) in {"edXMLHeader", "Header"}:
            return _Node(element, root.warnings)
    raise BadEnvelope


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _check_prefix(node: _Node) -> None:
    space = etree.QName(node.element).namespace or ""
    if space != NAMESPACE:
        node.warn(
            say("Không gian tên là “{space}”, tiêu chuẩn là “{asked}”.", space=space[:120], asked=NAMESPACE)
        )
    if node.element.prefix != PREFIX:
        prefix = str(node.element.prefix or "")[:40]
        node.warn(say("Tiền tố là “{prefix}”, tiêu chuẩn là “{asked}”.", prefix=prefix, asked=PREFIX))


def _organ(parent: _Node, name: str) -> Organ:
    node = parent.find(name)
    return Organ("", "") if node is None else _organ_of(node)


def _organ_of(node: _Node) -> Organ:
    return Organ(
        id=node.text("OrganId"),
        name=node.text("OrganName"),
        in_charge=node.text("OrganizationInCharge"),
        address=node.text("OrganAdd"),
        email=node.text("Email"),
        telephone=node.text("Telephone"),
        fax=node.text("Fax"),
        website=node.text("Website"),
    )


def _signer(message: _Node) -> Signer | None:
    node = message.find("SignerInfo")
    if node is None:
        return None
    return Signer(node.text("FullName"), node.text("Position"), node.text("Competence"))


def _staff(parent: _Node) -> Staff:
    node = parent.find("StaffInfo")
    if node is None:
        return Staff()
    return Staff(node.text("Staff"), node.text("Department"), node.text("Mobile"), node.text("Email"))


def _business(traces: _Node | None) -> Business:
    node = traces.find("Bussiness", "Business") if traces is not None else None
    if node is None:
        return Business()
    kind = node.text("BussinessDocType", "BusinessDocType") or BusinessKind.NEW
    if kind not in list(BusinessKind):
        raise BadEnvelope(say("Loại nghiệp vụ “{kind}” không có trong tiêu chuẩn.", kind=kind[:20]))
    reason = node.text("BussinessDocReason", "BusinessDocReason")
    return Business(BusinessKind(kind), reason, _staff(node), node.text("Paper") == "1")


def _traces(node: _Node) -> Iterator[Trace]:
    for trace in node.all("TraceHeader"):
        at = _moment(trace.text("Timestamp"))
        if at is None:
            node.warn(say("Bỏ qua một chặng chuyển: thời điểm “{text}”.", text=trace.text("Timestamp")[:40]))
        else:
            yield Trace(trace.text("OrganId"), at)


def _texts(node: _Node, name: str) -> tuple[str, ...]:
    texts = (nfc(child.element.text or "").strip() for child in node.all(name))
    return tuple(text[:_LONGEST] for text in texts if text)


def _count(node: _Node, name: str) -> int | None:
    text = node.text(name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _day(node: _Node, name: str) -> date | None:
    text = node.text(name)
    for form in _DAYS:
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if form != _DAYS[0]:
            node.warn(say("“{name}” ghi “{text}”, tiêu chuẩn là năm/tháng/ngày.", name=name, text=text))
        return found
    if text:
        node.warn(say("“{name}” ghi “{text}” nên không hiểu là ngày nào.", name=name, text=text[:40]))
    return None


def _moment(text: str) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(text[:19], form).replace(tzinfo=HANOI)
        except ValueError:
            continue
    return None


def _attachments(root: _Node, header: _Node) -> Iterator[Attachment]:
    """Yield the files, wherever they travel; what the manifest names and does not bring is warned of."""
    named = {
        _bare_id(_Node(e).text("ContentId")): _Node(e) for e in root.element.iter() if _name(e) == "Reference"
    }
    brought: set[str] = set()
    for n, element in enumerate(e for e in root.element.iter() if _name(e) == "Attachment"):
        if n >= _MOST_FILES:
            raise BadEnvelope(say("Gói tin có hơn {limit} tệp kèm.", limit=_MOST_FILES))
        node = _Node(element, header.warnings)
        found = _bare_id(node.text("ContentId"))
        brought.add(found)
        listed = named.get(found, node)
        name = node.text("AttachmentName") or listed.text("AttachmentName")
        yield Attachment(
            name=_safe_name(name, n, header),
            data=_decoded(node, name),
            content_type=node.text("ContentType") or listed.text("ContentType"),
            description=node.text("Description") or listed.text("Description"),
            id=found,
        )
    for missing in sorted(named.keys() - brought):
        header.warn(
            say(
                "Tệp “{name}” có trong danh mục nhưng không gửi kèm.",
                name=named[missing].text("AttachmentName"),
            )
        )


def _decoded(node: _Node, name: str) -> bytes:
    holder = node.find("ContentTransferEncoded")
    packed = "".join((holder.element.text or "").split()) if holder is not None else ""
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raise BadEnvelope(say("Tệp kèm “{name}” bị hỏng (base64).", name=name[:80])) from None


def _bare_id(text: str) -> str:
    return text.removeprefix("cid:")


def _safe_name(name: str, n: int, header: _Node) -> str:
    """Return the file's own name; folders before it are never obeyed."""
    bare = _FOLDERS.sub("", name).strip(". ")
    if bare != name:
        header.warn(say("Tên tệp “{name}” có đường dẫn, chỉ giữ phần tên.", name=name[:80]))
    return bare or f"tep-{n + 1}"
