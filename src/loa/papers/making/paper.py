"""What a document says, free of how it looks: the same values make docx and PDF, in the State's form or the Party's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from loa.papers.packs import Form


class Authority(StrEnum):
    """In whose right the signer signs; each pack has its own way to write it (TM. or T/M)."""

    ON_BEHALF = "TM"  # thay mặt
    FOR_SUPERIOR = "KT"  # ký thay
    BY_ORDER = "TL"  # thừa lệnh
    BY_DELEGATION = "TUQ"  # thừa ủy quyền
    ACTING = "Q"  # quyền


class Urgency(StrEnum):
    """The three degrees of a document's urgency; never mixed with a bulletin's priority."""

    NONE = ""
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    FLASH = "flash"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `lead` is set bold before it ("Điều 1."); a centred one stands on its own ("QUYẾT ĐỊNH:")."""

    text: str
    lead: str = ""
    bold: bool = False
    italic: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (I.), 2 (1.) or 3 (a); the number is counted, never written into the text."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list behind a dash."""

    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A table: its head, its rows of ready texts, the width of each column as a share. Numbers go to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...] = ()
    title: str = ""
    right_from: int = 1  # columns from this one on hold numbers


Block = Text | Heading | Item | Figures


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its title and body; it starts a page of its own, with page numbers of its own."""

    title: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be made.

    `kind` is its name ("Quyết định"), empty for an official letter (công văn), whose subject then stands under the
    number. `symbol` is what follows the number ("QĐ-UBND", in the Party "HD/VPTW"). Without a number or day, and in every
    draft, their places stay blank. `authorities` are pairs of a right and whose it is ("TM", "Ủy ban nhân dân").
    `recipients` end with the archive line ("Lưu: VT"), to which the drafter's sign and the number of copies are added.
    """

    form: Form
    issuer: str
    subject: str
    symbol: str
    place: str
    body: tuple[Block, ...]
    signer_title: str
    signer: str
    kind: str = ""
    parent: str = ""
    number: int | None = None
    dated: date | None = None
    year: int | None = None  # for documents numbered within a year, and for a blank day
    is_of_year: bool = False  # "Số: 12/2026/QĐ-UBND", the form of legal documents
    addressed: tuple[str, ...] = ()
    authorities: tuple[tuple[Authority, str], ...] = ()
    recipients: tuple[str, ...] = ()
    drafter: str = ""
    copies: int | None = None
    is_draft: bool = False
    urgency: Urgency = Urgency.NONE
    annexes: tuple[Annex, ...] = ()
