"""What reading a table yields: rows, the places that are wrong, and what was noticed on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from loa.lib.tables.columns import Column, Value
from loa.lib.tables.grid import Format


@dataclass(frozen=True, slots=True)
class CellError:
    """One place that is wrong: line as Excel counts, column key (None: the whole line), what to do, stable code."""

    row: int
    column: str | None
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know though nothing is wrong; row is None when it is about the whole table."""

    code: str
    message: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line as Excel counts, and a value per column key (None where empty or wrong)."""

    line: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows and the counts, for a page that asks "is this right?" before anything is stored."""

    sheet: str
    header_row: int
    titles: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    total: int
    good: int
    bad: int
    errors: tuple[CellError, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table as read. Import `rows` only when `ok`, or `good_rows` when a person chose to leave the others out.

    `header_row` is the last line of the header, 0 when none was found; `found` maps column keys to their place in
    the sheet, counted from 0.
    """

    format: Format
    sheet: str
    sheet_index: int
    header_row: int
    columns: tuple[Column, ...]
    found: Mapping[str, int]
    rows: tuple[Row, ...]
    errors: tuple[CellError, ...]
    notes: tuple[Note, ...]

    @property
    def ok(self) -> bool:
        """Tell whether every row may be imported."""
        return not self.errors

    @property
    def good_rows(self) -> tuple[Row, ...]:
        """Return the rows without any error; none when the header itself is wrong."""
        bad = {error.row for error in self.errors}
        return () if self.header_row in bad else tuple(row for row in self.rows if row.line not in bad)

    def errors_by_line(self) -> dict[int, list[CellError]]:
        """Return the errors of each wrong line."""
        lines: dict[int, list[CellError]] = defaultdict(list)
        for error in self.errors:
            lines[error.row].append(error)
        return dict(lines)

    def with_errors(self, errors: Iterable[CellError]) -> TableReading:
        """Return the reading with errors that only the caller can know (an unknown ward, a code already in use)."""
        return replace(self, errors=tuple(sorted((*self.errors, *errors), key=lambda error: error.row)))

    def preview(self, first: int = 20) -> Preview:
        """Return the first rows with counts and every error and note."""
        titles = tuple((column.key, column.title) for column in self.columns if column.key in self.found)
        good = len(self.good_rows)
        return Preview(
            self.sheet,
            self.header_row,
            titles,
            self.rows[:first],
            len(self.rows),
            good,
            len(self.rows) - good,
            self.errors,
            self.notes,
        )
