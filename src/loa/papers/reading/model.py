"""What is read off a document: lines with their place on the page, fields with how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

FIELDS: Final = (
    "number", "year", "symbol", "full_number", "kind", "date", "place", "agency", "parent_agency", "subject",
    "signer", "signer_title",
)  # fmt: skip
MAIN: Final = ("number", "date", "kind", "place", "signer")
SURE: Final = 0.8  # below it a person is asked
LEFT, RIGHT, FULL = "L", "R", "F"
STATE, PARTY, UNKNOWN = "state", "party", "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column. `x` is its middle, 0 at the left edge and 1 at the right; an empty text is a gap."""

    text: str
    column: str = FULL
    x: float = 0.5
    bold: bool | None = None
    centred: bool | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Extract:
    """What a file gave: lines in reading order, the text, the number of pages (0 where the format has none).

    `garbled` says that there are signs, but nobody can tell which letters they are.
    """

    lines: tuple[Line, ...]
    text: str
    pages: int = 0
    has_text: bool = True
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A field: None where the document has none or nobody can tell; sure from 0 to 1."""

    value: str | int | None = None
    sure: float = 0.0


NOTHING: Final = Value()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read off one file.

    `fields` has every name of FIELDS. `error` says in Vietnamese why nothing could be read, `secrecy` is the marking
    (Mật, Tối mật, Tuyệt mật) of a file that must not be stored, `refusal` the sentence that says so.
    """

    fields: Mapping[str, Value]
    signers: tuple[str, ...] = ()
    legal_grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    urgency: str | None = None
    secrecy: str | None = None
    refusal: str | None = None
    draft: bool = False
    form: str = UNKNOWN
    pages: int = 0
    has_text: bool = False
    text: str = field(default="", repr=False)
    error: str | None = None

    def doubtful(self) -> tuple[str, ...]:
        """Return the fields that a person has to look at."""
        return tuple(name for name in FIELDS if self.fields[name].sure < SURE)


def nothing_read(error: str, *, pages: int = 0) -> Reading:
    """Return a reading without any field and the reason why."""
    return Reading(dict.fromkeys(FIELDS, NOTHING), error=error, pages=pages)
