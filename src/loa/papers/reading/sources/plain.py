"""Plain text: columns are told apart by runs of spaces, tabs or the bars that text converters draw."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.papers.reading.legacy import decode, mend
from loa.papers.reading.letters import clean
from loa.papers.reading.model import Extract, Line
from loa.papers.reading.sources.columns import Piece, placed

MOST = 400_000  # signs that are looked at; headers and signatures of real documents lie within
_LINES = 12_000
_GAP = re.compile(r" {3,}")
_WIDTH_FROM = 120


def read_plain(data: bytes) -> Extract:
    """Return the lines of a text file in any of the codes in use."""
    return extract_text(decode(data[: MOST * 4]))


def extract_text(text: str) -> Extract:
    """Return the lines of a text; form feeds end pages."""
    text = mend(clean(text[:MOST].replace("\r\n", "\n").replace("\r", "\n").expandtabs(8)))
    rows = text.split("\n")[:_LINES]
    width = _width(rows)
    lines: list[Line] = []
    page = 1
    for row in rows:
        page += row.count("\f")
        lines += list(_row(row.replace("\f", ""), width, page)) or [Line("", page=page)]
    return Extract(tuple(lines), text, 0, has_text=any(line.text for line in lines))


def _width(rows: list[str]) -> int:
    """Return how wide the page is: most lines of a wrapped text reach it; unwrapped paragraphs do not count."""
    lengths = sorted(len(row.rstrip()) for row in rows[:400] if 40 < len(row.rstrip()) <= _WIDTH_FROM)
    return max(70, lengths[int(len(lengths) * 0.97)] if lengths else 80)


def _row(row: str, width: int, page: int) -> Iterator[Line]:
    if row.lstrip().startswith("|") and row.count("|") >= 2:
        yield from _barred(row, page)
        return
    row = re.sub(r"^(\s*)\|\s", r"\1  ", row)
    pieces: list[Piece] = []
    at = len(row) - len(row.lstrip(" "))
    if at == len(row):
        return
    for part in _GAP.split(row.strip(" ")):
        start = row.index(part, at)
        at = start + len(part)
        pieces.append(Piece(part, min(1.0, start / width), min(1.0, at / width)))
    if len(pieces) == 1 and pieces[0].start == 0 and len(row) < width:
        pieces = [Piece(pieces[0].text, 0.0, 1.0)]  # nothing shows where it stands
    yield from placed(pieces, page)


def _barred(row: str, page: int) -> Iterator[Line]:
    """A row drawn with bars; tables inside documents look so too."""
    cells = row.strip().strip("|").split("|")
    count = len(cells)
    filled = [(number, cell.strip()) for number, cell in enumerate(cells) if cell.strip()]
    for number, cell in filled:
        start, end = (0.0, 1.0) if count == 1 else (number / count, (number + 1) / count)
        if count > 1:
            yield from placed([Piece("", 0, 0), Piece(cell, start, end)], page)
        else:
            yield from placed([Piece(cell, start, end)], page)
