"""What a file says of itself, in the room's words: the header's fields, the text, the signatures.

It must not store anything: a file marked as secret is refused here, before anybody keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from loa.documents.errors import Secret
from loa.documents.rules.words import Urgency
from loa.documents.signatures import reports_of
from loa.papers import reading
from loa.units.models import DocumentForm

FIELDS: Mapping[str, str] = {
    "full_number": "full_number",
    "date": "dated",
    "kind": "kind",
    "place": "place",
    "agency": "agency",
    "parent_agency": "parent_agency",
    "subject": "subject",
    "signer": "signer",
    "signer_title": "signer_title",
}
"""The reader's names of fields and the room's."""
EXPECTED = (
    "full_number",
    "dated",
    "kind",
    "agency",
    "subject",
    "signer",
)  # asked for where the reader found none
URGENCIES = {
    "khẩn": Urgency.URGENT,
    "thượng khẩn": Urgency.VERY_URGENT,
    "hỏa tốc": Urgency.FLASH,
    "hỏa tốc hẹn giờ": Urgency.FLASH,
}


@dataclass(frozen=True, slots=True)
class Read:
    """What was read off one file.

    `header` holds only what the reader was sure of; `doubtful` the names of fields that a person must look at, with
    what the reader took them for in `guesses`. Days are ISO texts: all of it is kept as JSON.
    """

    header: dict[str, Any] = field(default_factory=dict)
    guesses: dict[str, str] = field(default_factory=dict)
    doubtful: tuple[str, ...] = ()
    text: str = ""
    has_text: bool = False
    pages: int = 0
    error: str = ""
    signatures: tuple[dict[str, Any], ...] = ()

    def with_sent(self, sent: Mapping[str, Any]) -> Read:
        """Return the reading with a header that came beside the file; a number read for sure stays as printed."""
        doubtful = tuple(name for name in self.doubtful if name not in sent)
        printed = {name: self.header[name] for name in ("full_number",) if name in self.header}
        return replace(self, header=self.header | dict(sent) | printed, doubtful=doubtful)


def refuse_secret(data: bytes) -> reading.Reading:
    """Return what was read off a file that may be kept; any room that takes files from officers asks here first.

    Raises:
        Secret: when it is marked Mật, Tối mật or Tuyệt mật.

    """
    found = reading.read_file(data)
    if found.secrecy:
        raise Secret(marking=found.secrecy)
    return found


def read(data: bytes) -> Read:
    """Read one file.

    Raises:
        Secret: when it is marked Mật, Tối mật or Tuyệt mật.

    """
    found = refuse_secret(data)
    sure = {
        ours: found.fields[name] for name, ours in FIELDS.items() if found.fields[name].sure >= reading.SURE
    }
    unsure = {ours: found.fields[name] for name, ours in FIELDS.items() if ours not in sure}
    header: dict[str, Any] = {name: str(held.value) for name, held in sure.items() if held.value is not None}
    header |= {"recipients": list(found.recipients), "grounds": list(found.legal_grounds)}
    header["urgency"] = URGENCIES.get((found.urgency or "").lower(), Urgency.NORMAL).value
    if found.form in DocumentForm.values:
        header["form"] = found.form
    return Read(
        header=header,
        guesses={name: str(held.value) for name, held in unsure.items() if held.value is not None},
        doubtful=(*unsure, *(name for name in EXPECTED if name in sure and sure[name].value is None)),
        text=found.text,
        has_text=found.has_text,
        pages=found.pages,
        error=str(found.error or ""),
        signatures=tuple(reports_of(data)),
    )


def kept(found: Read) -> dict[str, Any]:
    """Return what is kept of a reading until a person has confirmed it; the text is kept beside it."""
    return {
        "header": found.header,
        "guesses": found.guesses,
        "doubtful": list(found.doubtful),
        "has_text": found.has_text,
        "pages": found.pages,
        "error": found.error,
    }


def day_of(header: Mapping[str, Any]) -> date | None:
    """Return the day of a kept header."""
    return date.fromisoformat(header["dated"]) if header.get("dated") else None


def page_picture(data: bytes, page: int) -> bytes:
    """Return one page of a PDF as PNG.

    Raises:
        Invalid: when it has no such page.

    """
    return reading.page_image(data, page, 1000)
