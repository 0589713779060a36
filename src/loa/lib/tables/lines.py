"""Tell the rows of a table from what stands around them: group headings, totals, repeated headers, signatures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from loa.lib.tables.columns import Column
from loa.lib.tables.grid import Broken, Cell, Sheet
from loa.lib.tables.header import Header, first_data_row, header_key
from loa.lib.text import fold, nfc, squeeze

Aside = Literal["total", "section", "header", "signature"]
_TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng|total|tong cong|tong so)[\s:.]*"
    r"|(?:tổng cộng|tổng số)[\s:]*[\d(].*|(?:tổng )?cộng (?:trang|mục|nhóm|phường|xã|quận|huyện|khối|toàn)\b.*"
)
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|tong hop|ky)\b.*|thu truong.*|\(?(?:ky|da ky)\b.*(?:ten|dau)\)?.*|(?:tm|kt|tl|tuq)\s?\. ?.*"
    r"|noi nhan ?:.*|xac nhan cua .*|ke toan truong.*"
    r"|\(?(?:danh sach|bang)(?: nay)? (?:co|gom)\b.*"
    r"|.* (?:xuat luc|exported this at) .*; [\d.,]+ (?:dong|rows)\b.*)"  # who took the table out
)
_DATED = re.compile(r"(?:.*, ?)?ngay [\d.…_ ]+ ?thang [\d.…_ ]+ ?nam\b.*")
_ORDINAL = re.compile(r"[IVXLC]{1,6}[.)]?|[A-H][.)]?")
_STILL_A_TABLE = 3


@dataclass(slots=True)
class Line:
    """One row of the sheet as the table sees it; `number` counts from 1 as Excel does."""

    number: int
    cells: dict[str, Cell]
    texts: list[str]
    wide: bool = False


@dataclass(slots=True)
class Lines:
    """The rows to read, and how many of each other sort were passed over."""

    rows: list[Line] = field(default_factory=list)
    asides: Counter[Aside] = field(default_factory=Counter)


def table_lines(sheet: Sheet, header: Header, columns: Sequence[Column]) -> Lines:
    """Return the rows below the header that are meant as data."""
    wanted = [column for column in columns if column.key in header.found]
    lines = [line for line in _filled(sheet, header) if line.texts]
    solid = [_is_solid(line, wanted) for line in lines]
    result = Lines()
    for at, line in enumerate(lines):
        if _is_signature(line, solid=solid[at]) and sum(solid[at:]) < _STILL_A_TABLE:
            result.asides["signature"] += len(lines) - at
            break
        aside = _aside(line, wanted)
        if aside is not None:
            result.asides[aside] += 1
        elif any(cell is not None for cell in line.cells.values()):
            result.rows.append(line)
    return result


def _filled(sheet: Sheet, header: Header) -> Iterator[Line]:
    start = first_data_row(sheet, header)
    down = _filled_down(sheet, start)
    wide = {top for top, left, _, right in sheet.merges if right - left >= 2}
    for row in range(start, len(sheet.rows)):
        texts = [_shown(cell) for cell in sheet.rows[row] if cell is not None]
        cells = {
            key: _or_none(down.get((row, place), sheet.cell(row, place)))
            for key, place in header.found.items()
        }
        yield Line(row + 1, cells, [text for text in texts if text], row in wide)


def _filled_down(sheet: Sheet, start: int) -> dict[tuple[int, int], Cell]:
    """A cell merged over several rows belongs to each of them."""
    down: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in sheet.merges:
        if left == right and start <= top < bottom:
            for row in range(top, min(bottom + 1, len(sheet.rows))):
                if sum(cell is not None for at, cell in enumerate(sheet.rows[row]) if at != left):
                    down[row, left] = sheet.cell(top, left)
    return down


def _aside(line: Line, wanted: Sequence[Column]) -> Aside | None:
    filled = [key for key, cell in line.cells.items() if cell is not None]
    if _repeats_header(line, wanted, filled):
        return "header"
    if len(filled) < len(wanted) and any(_TOTAL.fullmatch(nfc(text).lower()) for text in line.texts[:2]):
        return "total"
    required = sum(column.required for column in wanted)
    ordinal = any(_ORDINAL.fullmatch(text) for text in line.texts[:1])
    if len(filled) <= 1 and len(wanted) > 1 and (required > 1 or line.wide) and (line.wide or ordinal):
        return "section"
    return None


def _repeats_header(line: Line, wanted: Sequence[Column], filled: Sequence[str]) -> bool:
    titles = {column.key: {header_key(t) for t in (column.title, *column.synonyms)} for column in wanted}
    same = sum(header_key(_shown(line.cells[key])) in titles[key] for key in filled)
    return same >= 2 and same == len(filled)


def _is_solid(line: Line, wanted: Sequence[Column]) -> bool:
    filled = {key for key, cell in line.cells.items() if cell is not None}
    if any(column.required and column.key not in filled for column in wanted):
        return False
    return len(filled) >= min(3, len(wanted)) and _aside(line, wanted) is None


def _is_signature(line: Line, *, solid: bool) -> bool:
    folded = [fold(text) for text in line.texts]
    dated = not solid and any(map(_DATED.fullmatch, folded))
    return dated or any(map(_SIGNATURE.fullmatch, folded))


def _shown(cell: Cell) -> str:
    return squeeze(cell.shown if isinstance(cell, Broken) else str(cell))


def _or_none(cell: Cell) -> Cell:
    return None if isinstance(cell, str) and not squeeze(cell) else cell
