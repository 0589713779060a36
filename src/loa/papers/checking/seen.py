"""A document as it was seen, the same for docx and PDF; None stands for what the file cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Column = Literal["left", "right", "full"]
Spacing = tuple[Literal["times", "exact"], float]


@dataclass(frozen=True, slots=True)
class Letters:
    """How the letters of a line look, by the look that most of them share."""

    font: str | None = None
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    coloured: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a docx, or a printed line of a PDF. `mark` is what stands under it: a rule, an underline, nothing.

    `group` tells lines of one table of head or foot together.
    """

    text: str
    letters: Letters
    column: Column = "full"
    group: int = 0
    aligned: str | None = None
    first_line: float | None = None
    before: float | None = None
    spacing: Spacing | None = None
    mark: str | None = None
    in_figures: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page, or all pages of a section: millimetres. `at_least` says that only the lower bounds of margins are known."""

    width: float
    height: float
    margins: Mapping[str, float]
    name: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class NumberSeen:
    """The page number: whether there is one, in the top margin, in its middle, hidden on the first page, its size."""

    there: bool | None = None
    on_top: bool | None = None
    centred: bool | None = None
    hidden_first: bool | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole document. `fonts` maps each font to the first words set in it; `drawn` counts drawn shapes in the head."""

    kind: Literal["docx", "pdf"]
    pages: tuple[PageSeen, ...]
    lines: tuple[Line, ...]
    number: NumberSeen
    fonts: Mapping[str, str] = field(default_factory=dict)
    drawn: int = 0
    has_text: bool = True
