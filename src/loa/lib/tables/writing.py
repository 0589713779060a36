"""Write tables that open in Excel with marks intact, nothing live inside, and that read back as they were."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from loa.lib.errors import Invalid
from loa.lib.tables.columns import Column, Value
from loa.lib.tables.values import clean_text

Stored = str | int | Decimal | date | None
_GUARDED = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_FIRST_SAFE_DAY = date(1900, 3, 1)
_CELL = 32_767
_ROWS = 1_048_000
_DIGITS = 15
_WIDTHS = {"date": 12, "integer": 12, "decimal": 14, "phone": 14, "bool": 10, "code": 14, "email": 28}
_FORMATS = {"date": "dd/mm/yyyy", "integer": "0", "decimal": "General"}
_HEAD = PatternFill("solid", start_color="FFE8EEF7")


class TooMuch(Invalid):
    """The table does not fit into one Excel sheet."""

    code = "table_too_large"
    message = "Bảng quá lớn để ghi vào một tệp Excel. Hãy lọc bớt hoặc xuất dạng CSV."


def write_xlsx(
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Value]],
    *,
    title: str | None = None,
    sheet: str = "Bảng",
) -> bytes:
    """Return an .xlsx with a frozen header; codes and texts as text, numbers and days as such, no formula.

    Raises: TooMuch beyond Excel's own limits.
    """
    table = [[_stored(column, row.get(column.key)) for column in columns] for row in rows]
    _check_size(table)
    book = Workbook(write_only=True)
    page = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", sheet)[:31].strip("' ") or "Bảng")
    page.freeze_panes = "A4" if title else "A2"
    for at, column in enumerate(columns, start=1):
        width = max(_WIDTHS.get(column.kind, 24), len(column.title) + 2)
        page.column_dimensions[get_column_letter(at)].width = width
    if title:
        page.append([_cell(page, title, "@", font=Font(bold=True, size=14))])
        page.append([])
    page.append([_cell(page, c.title, "@", font=Font(bold=True), fill=_HEAD) for c in columns])
    for values in table:
        page.append([_value_cell(page, column, value) for column, value in zip(columns, values, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], *, delimiter: str = ","
) -> bytes:
    """Return a CSV in UTF-8 with a byte order mark and CRLF.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; reading takes it off again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([guard(column.title) for column in columns])
    for row in rows:
        writer.writerow([_csv_text(column, row.get(column.key)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def guard(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def shown(column: Column, value: Value) -> Stored:
    """Return the value as a reader of the table sees it: labels of choices, "Có" and "Không"."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if column.kind == "choice":
        return next((choice.label for choice in column.choices if choice.value == value), value)
    return value


def _check_size(table: Sequence[Sequence[Stored]]) -> None:
    if len(table) > _ROWS:
        raise TooMuch
    if any(isinstance(value, str) and len(value) > _CELL for row in table for value in row):
        raise TooMuch("Có ô dài hơn 32.767 ký tự, Excel không chứa được. Hãy xuất dạng CSV.")


def _stored(column: Column, value: Value) -> Stored:
    """Return what the cell holds: text where Excel's own kinds would lose something."""
    seen = shown(column, value)
    if isinstance(seen, date) and seen < _FIRST_SAFE_DAY:
        return seen.strftime("%d/%m/%Y")
    if isinstance(seen, int | Decimal) and not _fits_a_float(seen):
        return _number_text(seen)
    if isinstance(seen, str):
        return _ESCAPE.sub("_x005F_", clean_text(seen, multiline=True))
    return seen


def _value_cell(page: Any, column: Column, value: Stored) -> Any:
    if value is None:
        return None
    number_format = "@" if isinstance(value, str) else _FORMATS.get(column.kind, "General")
    return _cell(page, value, number_format, wrap=column.multiline)


def _cell(page: Any, value: Stored, number_format: str, **style: Any) -> Any:
    cell = WriteOnlyCell(page)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = number_format
    if style.pop("wrap", False):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def _fits_a_float(number: int | Decimal) -> bool:
    return len(Decimal(number).normalize().as_tuple().digits) <= _DIGITS


def _number_text(number: int | Decimal) -> str:
    """Write a number so that our reader, for whom "1.234" is 1234, takes the dot as the start of the fraction."""
    text = format(Decimal(number), "f")
    return f"{text}0" if _AMBIGUOUS.fullmatch(text) else text


def _csv_text(column: Column, value: Value) -> str:
    seen = shown(column, value)
    if seen is None:
        return ""
    if isinstance(seen, int | Decimal):
        return _number_text(seen)
    if isinstance(seen, date):
        return seen.strftime("%d/%m/%Y")
    return guard(clean_text(seen, multiline=True))
