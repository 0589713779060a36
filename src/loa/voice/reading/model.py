"""What a reader gives: a stretch of the text, how it is said, and what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a stretch of text is; `mark` stands in its place for the readers that come after."""

    PLAIN = ""
    WEB = "web"
    DOCUMENT = "document"
    PHONE = "phone"
    DATE = "date"
    TIME = "time"
    ADDRESS = "address"
    RATIO = "ratio"
    UNIT = "unit"
    ROMAN = "roman"
    SHORT = "abbreviation"
    LOAN = "loanword"
    CODE = "code"
    NUMBER = "number"
    LIST = "list"
    SIGN = "symbol"

    @property
    def mark(self) -> str:
        """Return the character that later readers see: they can tell days and times, and units, from the rest."""
        return _MARKS.get(self, "\ue000")


_MARKS: Final = {Kind.DATE: "\ue001", Kind.TIME: "\ue001", Kind.UNIT: "\ue002", Kind.CODE: "\ue003"}
MARK: Final = "\ue000-\ue003"
WHEN: Final = "\ue001"
MEASURE: Final = "\ue002"
CODED: Final = "\ue003"
_MASKED: Final = re.compile(f"[{MARK}]")


def mask(text: str) -> bool:
    """Tell whether a stretch was already read, wholly or in part."""
    return _MASKED.search(text) is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, as written and as said; kind "" means that it is said as it is written."""

    written: str
    spoken: str
    kind: Kind = Kind.PLAIN


Found = tuple[int, int, str, Kind]
Reader = Callable[[str, str], Iterable[Found]]
"""Takes the text and the same text with everything already read masked; gives what it can read."""
Say = Callable[[re.Match[str]], str | None]


def reader(kind: Kind, pattern: str, say: Say, flags: int = 0) -> Reader:
    """Make a reader of a pattern: `say` returns the words, or None where the pattern is not what it seems."""
    compiled = re.compile(pattern, flags)

    def read(_text: str, work: str) -> Iterator[Found]:
        for match in compiled.finditer(work):
            words = say(match)
            if words is not None:
                yield match.start(), match.end(), words, kind

    return read


def before(match: re.Match[str], width: int = 24) -> str:
    """Return what stands just before a match, in small letters."""
    return match.string[max(0, match.start() - width) : match.start()].lower()


def after(match: re.Match[str], width: int = 24) -> str:
    """Return what stands just after a match, in small letters."""
    return match.string[match.end() : match.end() + width].lower()
