"""Put the texts of a sheet into Unicode, column by column, and remember how many were in an old font."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import zip_longest

from loa.lib.tables.charset import Charset, Survey, to_unicode
from loa.lib.tables.grid import Cell, Sheet

_FONTS: dict[Charset, str] = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"}


def repair_sheet(sheet: Sheet, first: int = 0) -> tuple[Sheet, Counter[Charset], list[int]]:
    """Return the sheet with every text from row `first` on in Unicode; how many texts per old set; mixed columns.

    A column is mixed when some of its texts are in an old font and others in Unicode.
    """
    texts = [
        [cell for cell in column if isinstance(cell, str)] for column in zip_longest(*sheet.rows[first:])
    ]
    whole = Survey.of(text for column in texts for text in column)
    surveys = [Survey.of(column) for column in texts]
    counts: Counter[Charset] = Counter()
    rows = sheet.rows[:first] + [
        [_repaired(cell, survey, whole, counts) for cell, survey in zip(row, surveys, strict=False)]
        for row in sheet.rows[first:]
    ]
    mixed = [at for at, survey in enumerate(surveys) if survey.old() and survey.counts["unicode"]]
    return replace(sheet, rows=rows), counts, mixed


def font_name(charset: Charset) -> str:
    """Return what offices call the set."""
    return _FONTS[charset]


def _repaired(cell: Cell, column: Survey, whole: Survey, counts: Counter[Charset]) -> Cell:
    if not isinstance(cell, str) or cell.isascii():
        return cell
    text, charset = to_unicode(cell, column, whole)
    if charset != "unicode":
        counts[charset] += 1
    return text
