"""A rule pack: what documents of one form look like by one text of rules, and where each rule stands.

Nothing here judges or makes a document; packs are data, one file for each text and version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Form = Literal["state", "party"]
Range = tuple[float, float]
SIDES = ("top", "bottom", "left", "right")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it stands, whether it was read there or only second-hand, whether it binds or is a custom."""

    id: str
    source: str
    clause: str
    verified: bool
    must: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and margins in millimetres; a margin may lie anywhere in its range."""

    width: float
    height: float
    margins: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class Look:
    """How a part is set: sizes allowed and the size it is made with, in points; None where either is right."""

    sizes: Range
    made: float
    bold: bool | None = None
    italic: bool | None = None
    caps: bool | None = None
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Line spacing: times the font's own height, or exactly so many points."""

    made: float
    exact: bool
    allowed: Range


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy is headed with and the sign in its number."""

    title: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words and the patterns of what varies."""

    name: str
    motto: str
    number: str
    number_of_year: str
    blank_number: str
    number_form: re.Pattern[str]
    date: str
    letter_subject: str
    addressed: str
    recipients: str
    archive: str
    archive_form: re.Pattern[str]
    issuer_mark: str
    subject_mark: str
    draft: str
    annex: str
    annex_of: str
    letter: str
    headings: tuple[str, ...]
    dash: str
    end: str
    authorities: Mapping[str, str]
    urgency: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Making:
    """What is chosen where the rules leave room: margins and the left column of the head in mm, size in tables."""

    margins: Mapping[str, float]
    head_left: float
    table_size: float


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules of one text. `until` is the last day it was in force, None while it is.

    `source` is the text itself, `read_in` where what is verified was read.
    """

    id: str
    form: Form
    title: str
    version: int
    in_force: date
    until: date | None
    source: str
    read_in: str
    page: Page
    font: str
    same_metrics: tuple[str, ...]
    legacy_fonts: tuple[re.Pattern[str], ...]
    words: Words
    copies: Mapping[str, Copy]
    kinds: tuple[str, ...]
    looks: Mapping[str, Look]
    first_line: Range
    space_before: float
    line: Line
    making: Making
    rules: Mapping[str, Rule] = field(default_factory=dict)
