"""Which column of a page a piece of text stands in, from where it begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loa.lib.text import fold
from loa.papers.reading.letters import clean, squeeze
from loa.papers.reading.model import FULL, LEFT, RIGHT, Line

_NUMBER_BLANK: Final = re.compile(r"(?i)^\s*(?:luật\s+)?s(?:[ốôè]|oá)\s*:?[\s\d._…]*$")
_NUMBER_REST: Final = re.compile(r"^\s*(?:[/–-]|[\d._…]+\s*[/–-])\s*[\dA-ZĐ]")
_DATE_BLANK: Final = re.compile(r"(?:ngay|thang|nam|ngµy|th¸ng|ngaøy|thaùng)[\s\d._…]*$")
_DATE_REST: Final = re.compile(r"^\s*[\d._…]*\s*(?:thang|nam|th¸ng|n¨m|\d{1,4}$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one row between two wide gaps; `start` and `end` from 0 (left edge) to 1."""

    text: str
    start: float
    end: float
    bold: bool | None = None


def placed(pieces: Sequence[Piece], page: int) -> Iterator[Line]:
    """Yield the lines of one row of the page: the pieces of a row with several stand left and right."""
    pieces = list(_rejoined(pieces))
    for number, piece in enumerate(pieces):
        text = squeeze(clean(piece.text))
        if text:
            middle = (piece.start + piece.end) / 2
            yield Line(text, _column(piece, number, len(pieces)), middle, piece.bold, _centred(piece), page)


def _rejoined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces, those put together that only a blank to fill in parts: "Số:      /QĐ-UBND"."""
    held: Piece | None = None
    for piece in pieces:
        if held and (
            (_NUMBER_BLANK.search(held.text) and _NUMBER_REST.match(piece.text))
            or (_DATE_BLANK.search(fold(held.text)) and _DATE_REST.match(fold(piece.text)))
        ):
            held = Piece(f"{held.text}   {piece.text}", held.start, piece.end, held.bold)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _column(piece: Piece, number: int, count: int) -> str:
    middle = (piece.start + piece.end) / 2
    if count > 1:
        return LEFT if middle < (0.55 if number == 0 else 0.3) else RIGHT
    if piece.start > 0.42 and middle > 0.56:
        return RIGHT
    return LEFT if piece.end < 0.5 and middle < 0.4 else FULL


def _centred(piece: Piece) -> bool:
    return piece.start > 0.16 and abs((piece.start + piece.end) / 2 - 0.5) < 0.06
