"""Find the header of a table below titles and national mottos, over one to three lines with merged cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loa.lib.tables.columns import Column
from loa.lib.tables.grid import Cell, Sheet
from loa.lib.text import fold

_LOOK = 60
_DEPTH = 3
_LONGEST = 200  # no header is longer, and the cache must not hold whole essays
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s*")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_COUNTER = re.compile(r"\(?\s*(?:\d{1,3}|[A-Za-zĐđ])\s*\)?(?:\s*=.*)?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is: first and last row (counted from 0), the place of each found column, doubled places."""

    top: int
    bottom: int
    found: Mapping[str, int]
    doubled: Mapping[str, tuple[int, ...]]

    def score(self, columns: Sequence[Column]) -> tuple[int, int, int]:
        """Return how good a header this is: required columns, all columns, fewer lines."""
        required = sum(column.required for column in columns if column.key in self.found)
        return required, len(self.found), self.top - self.bottom


def header_key(text: str) -> str:
    """Return the form in which headers and choices are compared: no marks, case, brackets, numbering, punctuation."""
    return _key(text[:_LONGEST])


@lru_cache(maxsize=16_384)
def _key(text: str) -> str:
    folded = _NUMBERING.sub("", _BRACKETS.sub(" ", fold(text)).strip())
    key = _NOT_WORD.sub(" ", folded).strip()
    return key or _NOT_WORD.sub(" ", fold(text)).strip()


def find_header(sheet: Sheet, columns: Sequence[Column]) -> Header | None:
    """Return the best header within the first lines, None when no line names two columns (or the only one)."""
    names = _names(columns)
    least = min(2, len(columns))
    best: Header | None = None
    for top in range(min(_LOOK, len(sheet.rows))):
        for depth in range(1, _DEPTH + 1):
            header = _match(sheet, top, depth, names)
            if len(header.found) >= least and (best is None or header.score(columns) > best.score(columns)):
                best = header
    return best


def first_data_row(sheet: Sheet, header: Header) -> int:
    """Return the row after the header and after a line that only counts columns: (1) (2) (3) or A, B, 1, 2."""
    start = header.bottom + 1
    cells = [text for cell in _row(sheet, start) if (text := str(cell).strip())]
    if len(cells) >= 2 and all(_COUNTER.fullmatch(cell) for cell in cells) and _counts_up(cells):
        return start + 1
    return start


def _counts_up(cells: Sequence[str]) -> bool:
    numbers = [int(found[0]) for cell in cells if (found := re.search(r"\d+", cell.split("=")[0]))]
    letters = len(cells) - len(numbers)
    return numbers == list(range(1, len(numbers) + 1)) and (len(numbers) > 2 or (not numbers and letters > 2))


def _names(columns: Sequence[Column]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns:
        for name in (column.title, column.key, *column.synonyms):
            names.setdefault(header_key(name), column.key)
    return names


def _match(sheet: Sheet, top: int, depth: int, names: Mapping[str, str]) -> Header:
    found: dict[str, int] = {}
    doubled: dict[str, tuple[int, ...]] = {}
    lines = [_spread(sheet, row) for row in range(top, top + depth)]
    width = max(map(len, lines), default=0)
    for place in range(width):
        key = _named(_texts(lines, place), names)
        if key is None:
            continue
        if key in found:
            doubled[key] = (*doubled.get(key, (found[key],)), place)
        else:
            found[key] = place
    return Header(top, top + depth - 1, found, doubled)


def _named(texts: Sequence[str], names: Mapping[str, str]) -> str | None:
    """Try the whole stack of words first, then the lowest line, then any other line alone."""
    stacked = dict.fromkeys(texts)
    for candidate in (" ".join(stacked), *reversed(stacked)):
        key = names.get(header_key(candidate))
        if key is not None:
            return key
    return None


def _texts(lines: Sequence[Sequence[str]], place: int) -> list[str]:
    return [line[place] for line in lines if place < len(line) and line[place]]


def _spread(sheet: Sheet, row: int) -> list[str]:
    """Return the words of the line, merged cells repeated over all the places they cover."""
    texts = ["" if cell is None else str(cell) for cell in _row(sheet, row)]
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and right - left < 50:
            texts += [""] * (right + 1 - len(texts))
            word = sheet.cell(top, left)
            texts[left : right + 1] = ["" if word is None else str(word)] * (right + 1 - left)
    return texts


def _row(sheet: Sheet, row: int) -> Sequence[Cell]:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return ["" if cell is None else cell for cell in cells]
