"""A workbook as cells, whatever file it came from; nothing here knows what the columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from loa.lib.errors import Invalid
from loa.lib.said import say

Format = Literal["xlsx", "xls", "csv", "html"]


class BadTable(Invalid):
    """The file cannot be read as a table at all; nothing was imported."""

    code = "bad_table"
    message = "Không đọc được bảng này. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại."


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell without a usable value: an Excel error, or a formula that was never calculated."""

    shown: str


Cell = str | int | Decimal | bool | date | datetime | time | timedelta | Broken | None
Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of cells from A1 on, merged ranges as (top, left, bottom, right) counted from 0."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    merges: Sequence[Merge] = ()
    epoch_1904: bool = False
    hidden_rows: int = 0

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell, None outside what is filled."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]


@dataclass(slots=True)
class Book:
    """All sheets of one file, and what was noticed on the way in."""

    format: Format
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableLimits:
    """How large a table may be."""

    size: int = 10 * 1024 * 1024
    rows: int = 20_000
    columns: int = 256

    @property
    def lines(self) -> int:
        """Return how far down a sheet may reach, empty lines included."""
        return 4 * self.rows + 1_000


def refuse_rows(limits: TableLimits) -> BadTable:
    """Return the refusal of a table with too many rows."""
    return BadTable(
        say("Bảng có hơn {rows} dòng. Hãy chia thành nhiều tệp nhỏ hơn rồi gửi từng tệp.", rows=limits.rows),
        reason="too_many_rows",
    )


def refuse_far_cell(line: int) -> BadTable:
    """Return the refusal of a sheet with a cell far below the table."""
    return BadTable(
        say(
            "Có ô ghi ở dòng {line}, cách quá xa bảng. Hãy xóa các dòng thừa ở cuối trang tính rồi gửi lại.",
            line=line,
        ),
        reason="far_cell",
    )
