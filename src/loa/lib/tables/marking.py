"""Give a table back with a last column "Lỗi" that says, on each wrong line, what to mend."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from loa.lib.tables.grid import Broken, Cell, TableLimits
from loa.lib.tables.loading import load_book
from loa.lib.tables.reading import ERRORS_TITLE
from loa.lib.tables.result import CellError, TableReading
from loa.lib.tables.values import storable

_WRONG = PatternFill("solid", start_color="FFFDE2E1")
_RED = Font(color="FFB3261E")
_WIDTH = 60


def error_workbook(data: bytes, reading: TableReading) -> bytes:
    """Return the workbook the person sent, wrong cells tinted, with the column "Lỗi" at the right of the table.

    An .xlsx keeps its formats and other sheets as far as openpyxl can; .xls and text files come back as .xlsx with
    the cells as they were.
    """
    book = _same_workbook(data) if reading.format == "xlsx" else None
    if book is None:
        book = _plain_workbook(data, reading)
    page = next((sheet for sheet in book.worksheets if sheet.title == reading.sheet), book.worksheets[0])
    _mark(page, reading)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _same_workbook(data: bytes) -> Workbook | None:
    load_book(data, "", TableLimits())  # judged again here: this door, too, is open to any bytes
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl names what it will not keep
            return load_workbook(io.BytesIO(data))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None  # an unusual file that we can read but openpyxl cannot: give the cells back


def _plain_workbook(data: bytes, reading: TableReading) -> Workbook:
    sheet = load_book(data, reading.sheet, TableLimits()).sheets[reading.sheet_index]
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904 if sheet.epoch_1904 else CALENDAR_WINDOWS_1900
    page: Any = book.worksheets[0]
    page.title = reading.sheet[:31] or "Bảng"
    for number, row in enumerate(sheet.rows, start=1):
        for at, cell in enumerate(row, start=1):
            if cell is not None:
                _put(page.cell(number, at), cell)
    for top, left, bottom, right in sheet.merges:
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _put(target: Any, cell: Cell) -> None:
    if isinstance(cell, Broken):
        target.value, target.data_type = cell.shown, "e" if cell.shown.startswith("#") else "s"
    elif isinstance(cell, str):
        target.value, target.data_type, target.number_format = storable(cell), "s", "@"
    else:
        target.value = float(cell) if isinstance(cell, Decimal) else cell
        if hasattr(cell, "year") and not isinstance(cell, timedelta):
            target.number_format = "dd/mm/yyyy"


def _mark(page: Any, reading: TableReading) -> None:
    lines = reading.errors_by_line()
    header = reading.header_row
    place = _free_column(page, reading)
    for row in range(header, page.max_row + 1):
        page.cell(row, place).value = None
    page.column_dimensions[get_column_letter(place)].width = _WIDTH
    _write(page, header, place, ERRORS_TITLE, bold=True)
    for row, errors in lines.items():
        if row != header:
            _write(page, row, place, _sentence(errors))
            _tint(page, row, errors, reading.found)
    if header in lines:
        _write(page, header, place, f"{ERRORS_TITLE}: {_sentence(lines[header])}", bold=True)


def _free_column(page: Any, reading: TableReading) -> int:
    """Return the first column right of everything filled in; a column "Lỗi" from last time is used again."""
    right = max(reading.found.values(), default=0) + 1
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None and cell.column > right:
                right = cell.column
    head = page.cell(reading.header_row, right).value
    return right if isinstance(head, str) and head.split(":")[0].strip() == ERRORS_TITLE else right + 1


def _write(page: Any, row: int, column: int, text: str, *, bold: bool = False) -> None:
    cell = page.cell(row, column)
    cell.value, cell.data_type = storable(text), "s"
    cell.font = Font(color=_RED.color, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _tint(page: Any, row: int, errors: Sequence[CellError], found: Mapping[str, int]) -> None:
    for error in errors:
        if error.column is not None and error.column in found:
            page.cell(row, found[error.column] + 1).fill = _WRONG


def _sentence(errors: Sequence[CellError]) -> str:
    return "\n".join(error.message for error in errors)
