"""The envelope of a document on its way between bodies, and the receipt that comes back.

Source: QCVN 102:2016/BTTTT as used by open builders; element names, also "Bussiness", are spelled as there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from loa.lib.said import Said, say

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
PREFIX = "edXML"
XLINK = "http://www.w3.org/1999/xlink"


class State(StrEnum):
    """How far a receiver is with a document."""

    ARRIVED = "01"
    REFUSED = "02"
    RECEIVED = "03"
    ASSIGNED = "04"
    IN_PROGRESS = "05"
    COMPLETED = "06"
    RECALL_ASKED = "13"
    RECALL_AGREED = "15"
    RECALL_REFUSED = "16"

    @property
    def words(self) -> Said:
        """Return the state as it is shown."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    State.ARRIVED: say("đã đến"),
    State.REFUSED: say("từ chối nhận"),
    State.RECEIVED: say("đã tiếp nhận"),
    State.ASSIGNED: say("đã phân công xử lý"),
    State.IN_PROGRESS: say("đang xử lý"),
    State.COMPLETED: say("đã hoàn thành"),
    State.RECALL_ASKED: say("đề nghị thu hồi"),
    State.RECALL_AGREED: say("đồng ý thu hồi hoặc cập nhật"),
    State.RECALL_REFUSED: say("từ chối thu hồi hoặc cập nhật"),
}


class BusinessKind(StrEnum):
    """What is done with the document; numbers second-hand."""

    NEW = "0"
    RECALL = "1"
    UPDATE = "2"
    REPLACE = "3"


@dataclass(frozen=True, slots=True)
class Organ:
    """A body as the exchange knows it; `id` is its code there."""

    id: str
    name: str
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in whose right, in which post."""

    full_name: str
    position: str = ""
    competence: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who handles the message at the sending body."""

    staff: str = ""
    department: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Business:
    """What is done with the document and why; `paper` says whether paper follows."""

    kind: BusinessKind = BusinessKind.NEW
    reason: str = ""
    staff: Staff = field(default_factory=Staff)
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """A body that the message passed, and when."""

    organ_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside the message."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"
    description: str = ""
    id: str = ""  # given while writing where it is empty


@dataclass(frozen=True, slots=True)
class Envelope:
    """A document with what a receiver registers it by."""

    sender: Organ
    receivers: tuple[Organ, ...]
    number: str
    notation: str
    promulgated_on: date | None
    subject: str
    place: str = ""
    type_code: str = ""
    type_name: str = ""
    content: str = ""
    signer: Signer | None = None
    due_on: date | None = None
    to_places: tuple[str, ...] = ()
    priority: str = "0"
    sphere: str = ""
    typer: str = ""
    amount: int | None = None
    pages: int | None = None
    appendixes: tuple[str, ...] = ()
    steering_type: str = "0"
    document_id: str = ""  # made of sender, day, number and notation where it is empty
    traces: tuple[Trace, ...] = ()
    business: Business = field(default_factory=Business)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A receipt: which document of whom, who answers, how far it is."""

    to_organ_id: str
    code: str  # "15/QĐ-UBND"
    promulgated_on: date | None
    document_id: str
    sender: Organ
    state: State
    at: datetime
    description: str = ""
    staff: Staff = field(default_factory=Staff)
