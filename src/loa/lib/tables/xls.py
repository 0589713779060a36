"""Read .xls of Excel 97–2003: values by calamine, what it hides (error cells, the 1904 calendar) by ourselves.

The records are walked first, so that a stray cell in the last corner cannot make the reader allocate a whole sheet.

Source: [MS-XLS], sections 2.4.28 (BoundSheet8), 2.4.24 (BoolErr), 2.4.77 (Date1904), 2.4.127 (Formula).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from loa.lib.ole import BadCompound, CompoundFile
from loa.lib.tables.grid import BadTable, Book, Broken, Cell, Sheet, TableLimits, refuse_far_cell, refuse_rows
from loa.lib.tables.xlsx import plain_number

_EOF, _FORMULA, _DATEMODE, _FILEPASS, _BOUNDSHEET, _BOOLERR = 0x000A, 0x0006, 0x0022, 0x002F, 0x0085, 0x0205
_FILLED = {0x0203, 0x027E, 0x00FD, 0x0204, 0x00BD, 0x0205, 0x0006, 0x00D6, 0x0201, 0x00BE}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CELLS = 4_000_000


@dataclass(slots=True)
class _Facts:
    epoch_1904: bool = False
    starts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _SheetFacts:
    errors: dict[tuple[int, int], Broken] = field(default_factory=dict)
    bottom: int = 0
    right: int = 0


def read_xls(data: bytes, limits: TableLimits) -> Book:
    """Return every worksheet of the workbook.

    Raises: BadTable when the file is damaged, has a password or macros, or is too large.
    """
    try:
        stream = _workbook_stream(data)
        facts = _facts(stream)
        per_sheet = [_sheet_facts(stream, start) for start in facts.starts]
    except (struct.error, BadCompound) as error:
        raise BadTable(reason="damaged") from error
    for sheet in per_sheet:
        if sheet.bottom > limits.lines or (sheet.bottom + 1) * (sheet.right + 1) > _CELLS:
            raise refuse_far_cell(sheet.bottom + 1)
    return Book("xls", list(_sheets(data, facts, per_sheet, limits)))


def _workbook_stream(data: bytes) -> bytes:
    compound = CompoundFile(data)
    names = compound.names()
    if "EncryptedPackage" in names:
        raise BadTable("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.", reason="encrypted")
    if "_VBA_PROJECT_CUR" in names:
        raise BadTable(
            "Tệp có chứa macro nên không được nhận. Hãy lưu lại dạng .xlsx không có macro.", reason="macro"
        )
    for name in ("Workbook", "Book"):
        if name in names:
            return compound.read(name)
    raise BadTable(reason="damaged")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    at = start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        if kind == _EOF:
            return
        at += 4 + size


def _facts(stream: bytes) -> _Facts:
    facts = _Facts()
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise BadTable("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.", reason="encrypted")
        if kind == _DATEMODE:
            facts.epoch_1904 = struct.unpack_from("<H", body)[0] == 1
        elif kind == _BOUNDSHEET:
            facts.starts.append(struct.unpack_from("<I", body)[0])
    return facts


def _sheet_facts(stream: bytes, start: int) -> _SheetFacts:
    facts = _SheetFacts()
    for kind, body in _records(stream, start):
        if kind not in _FILLED:
            continue
        row, column = struct.unpack_from("<HH", body)
        facts.bottom, facts.right = max(facts.bottom, row), max(facts.right, column)
        if kind == _BOOLERR and body[7]:
            facts.errors[row, column] = Broken(_ERRORS.get(body[6], "#N/A"))
        elif kind == _FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff":
            facts.errors[row, column] = Broken(_ERRORS.get(body[8], "#N/A"))
    return facts


def _sheets(data: bytes, facts: _Facts, per_sheet: list[_SheetFacts], limits: TableLimits) -> Iterator[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for at, meta in enumerate(book.sheets_metadata):
                if meta.typ is SheetTypeEnum.WorkSheet:
                    sheet = book.get_sheet_by_index(at)
                    errors = per_sheet[at].errors if at < len(per_sheet) else {}
                    hidden = meta.visible is not SheetVisibleEnum.Visible
                    yield Sheet(
                        meta.name, _rows(sheet, errors, limits), hidden, _merges(sheet), facts.epoch_1904
                    )
    except CalamineError as error:
        raise BadTable(reason="damaged") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a bug in the reader, raised outside Exception
            raise BadTable(reason="damaged") from error
        raise


def _rows(
    sheet: CalamineSheet, errors: dict[tuple[int, int], Broken], limits: TableLimits
) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [_cell(value) for value in row[: limits.columns]] for row in sheet.to_python(skip_empty_area=False)
    ]
    for (row, column), broken in errors.items():
        if column < limits.columns:
            rows += [[] for _ in range(row - len(rows) + 1)]
            rows[row] += [None] * (column - len(rows[row]) + 1)
            rows[row][column] = broken
    if sum(any(cell is not None for cell in row) for row in rows) > limits.rows + 200:
        raise refuse_rows(limits)
    return rows


def _cell(value: str | float | bool | date | datetime | time | timedelta) -> Cell:
    if isinstance(value, float):
        return plain_number(Decimal(format(value, ".15g")))
    return None if value == "" else value


def _merges(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    return [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
