"""How far a body is with a document as edXML status messages: out of its copy, and in from another system."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core import signing

from loa.documents import making
from loa.documents.circulation_errors import StatusPageOld
from loa.documents.models import Circulation, Document
from loa.documents.rules.words import CirculationState
from loa.lib import clock
from loa.lib.text import squeeze
from loa.papers import edxml
from loa.units.queries import body_name

MOST_BYTES = 1024 * 1024
_SALT = "documents.status"
_SEEN_FOR = 3600  # seconds from being shown to being confirmed


@dataclass(frozen=True, slots=True)
class Told:
    """What a status message says: of which document, of which body, how far it is, since when."""

    organ: str  # the body's code in the exchange
    organ_name: str
    addressee: str  # the code of the body that sent the document
    number: str
    dated: str  # an ISO day, empty where the message names none
    state: int
    at: str  # an ISO moment
    words: str

    @property
    def moment(self) -> datetime:
        """Return since when."""
        return datetime.fromisoformat(self.at)

    def is_about(self, document: Document) -> bool:
        """Say whether a document is meant: its issuer, its number, its day; how the number is joined does not matter."""
        day = document.dated.isoformat() if document.dated else ""
        to_us = self.addressee in {"", document.issuer.code}
        return to_us and _bare(self.number) == _bare(document.full_number) and self.dated in {"", day}


def pack(copy: Circulation) -> bytes:
    """Return where a copy stands at the body that carries it, as a message to the sender."""
    document, holder = copy.document, copy.holder
    number, _mark, symbol = making.parts_of_number(document.full_number)
    sent = edxml.Envelope(
        sender=edxml.Organ(document.issuer.code, ""),
        receivers=(),
        number=number,
        notation=symbol or document.full_number,
        promulgated_on=document.dated,
        subject=document.subject,
    )
    return edxml.write_status(
        edxml.Status(
            to_organ_id=document.issuer.code,
            code=document.full_number,
            promulgated_on=document.dated,
            document_id=edxml.document_id(sent),
            sender=edxml.Organ(holder.code, body_name(holder)),
            state=edxml.State(f"{copy.state:02d}"),
            at=clock.now(),
            description=copy.reason,
        )
    )


def unpack(data: bytes) -> Told:
    """Return what a status message says.

    Raises:
        Invalid: for a file that is none.

    """
    read = edxml.read_status(data).status
    dated: date | None = read.promulgated_on
    return Told(
        organ=squeeze(read.sender.id)[:80],
        organ_name=squeeze(read.sender.name)[:200],
        addressee=squeeze(read.to_organ_id)[:80],
        number=squeeze(read.code or read.document_id.rpartition(",")[2])[:80],
        dated=dated.isoformat() if dated else "",
        state=CirculationState(int(read.state.value)),
        at=read.at.isoformat(),
        words=squeeze(read.description)[:300],
    )


def sealed(document: Document, told: Told) -> str:
    """Return what was shown, so that exactly it is confirmed."""
    held: dict[str, Any] = {"document": document.pk, **asdict(told)}
    return signing.dumps(held, salt=_SALT, compress=True)


def opened(document: Document, seal: str) -> Told:
    """Return what was shown.

    Raises:
        StatusPageOld: for what was shown too long ago, for another document, or never.

    """
    try:
        held = signing.loads(seal, salt=_SALT, max_age=_SEEN_FOR)
    except signing.BadSignature as bad:
        raise StatusPageOld from bad
    if held.pop("document") != document.pk:
        raise StatusPageOld
    return Told(**held)


def _bare(number: str) -> tuple[str, ...]:
    """Return a printed number apart from the mark after its figure, which messages lose, and from case."""
    figure, _mark, symbol = making.parts_of_number(number)
    return (figure.lstrip("0"), symbol.casefold()) if figure else (number.casefold(),)
