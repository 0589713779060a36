"""The columns of a list: what each shows, sorts by and exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from loa.lib import tables
from loa.web import formats
from loa.web.status import Status


@dataclass(frozen=True)
class Column:
    """One column.

    `value` finds what is shown (default: the attribute named `key`; dots and double underscores walk relations the
    query must have fetched); `export` finds what goes into files when that differs. `sort` names the model fields to order
    by, empty for a column that is not sortable. `template` renders the cell with `row` and `value`; without one the
    kind of the value decides. `url` makes the cell a link; the first column is the card's title on phones. One that stands
    `aside` is in files, and on screen only once it is chosen.
    """

    key: str
    title: str | Promise
    sort: tuple[str, ...] | str = ()
    value: Callable[[Any], object] | None = None
    export: Callable[[Any], object] | None = None
    template: str = ""
    url: Callable[[Any], str] | None = None
    numeric: bool = False
    aside: bool = False

    def read(self, row: Model) -> object:
        """Return what the cell is about."""
        return self.value(row) if self.value else attrgetter(self.key.replace("__", "."))(row)

    def file_value(self, row: Model) -> tables.Value:
        """Return what a spreadsheet gets: numbers and days as such, everything else as it reads on screen."""
        value = self.export(row) if self.export else self.read(row)
        if value is None or isinstance(value, bool | int | Decimal):
            return value
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return Decimal(str(value)) if isinstance(value, float) else screen_text(value)

    @property
    def order(self) -> tuple[str, ...]:
        """Return the model fields to order by."""
        return (self.sort,) if isinstance(self.sort, str) else self.sort

    @property
    def for_file(self) -> tables.Column:
        """Return the column as files know it."""
        return tables.Column(self.key, str(self.title), kind="decimal" if self.numeric else "text")


@dataclass(frozen=True)
class Cell:
    """One cell ready to be drawn."""

    column: Column
    value: object
    row: Any

    @property
    def text(self) -> str:
        """Return the value in words."""
        return screen_text(self.value)

    @property
    def status(self) -> Status | None:
        """Return the value where it is a state."""
        return self.value if isinstance(self.value, Status) else None

    @property
    def moment(self) -> datetime | None:
        """Return the value where it is a moment."""
        return self.value if isinstance(self.value, datetime) else None

    @property
    def url(self) -> str:
        """Return where the cell leads."""
        return self.column.url(self.row) if self.column.url else ""


def screen_text(value: object) -> str:
    """Return any value as a reader in Viet Nam expects it; nothing for None."""
    if value is None:
        return ""
    shape = next((shape for kind, shape in _SHAPES if isinstance(value, kind)), str)
    return str(shape(value))


# A truth value is a number and a moment is a day to Python: the narrower kind stands first.
_SHAPES: tuple[tuple[Any, Callable[[Any], object]], ...] = (
    (Status, lambda status: status.text),
    (bool, formats.yes_no),
    (datetime, formats.moment_text),
    (date, formats.day_text),
    ((int, float, Decimal), formats.number_text),
)
