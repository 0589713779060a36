"""What the comparison takes and gives: issued wordings, pieces of a paste, the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What a paste is to what was issued."""

    SAME = "same"
    CHANGED = "changed"
    PARTLY = "partly"
    NONE = "none"


class Sort(StrEnum):
    """What a piece of the paste is."""

    OURS = "ours"
    FRAME = "frame"
    FOREIGN = "foreign"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Original:
    """One issued wording. `own` are the lines that may go with it (issuer, approver, source, areas, dates)."""

    title: str
    text: str
    code: str = ""
    language: str = "vi"
    own: Sequence[str] = ()

    @property
    def whole(self) -> str:
        """Return title and text as one string."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the paste and what it is."""

    text: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome: `used` are the places of the originals the paste is made of, the first the one it owes most to.

    `is_whole` says that nothing of the first was left out; `changes` are Vietnamese sentences.
    """

    standing: Standing
    used: Sequence[int] = ()
    changes: Sequence[str] = ()
    pieces: Sequence[Piece] = ()
    is_whole: bool = False
