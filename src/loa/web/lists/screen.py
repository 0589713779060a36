"""A list as one declared object that answers requests: page, fragment or file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from loa.web.lists import export
from loa.web.lists.columns import Cell, Column
from loa.web.lists.filters import FilterForm, search


@dataclass(frozen=True)
class Empty:
    """What an empty list says: why it is empty and what to do next."""

    title: str | Promise
    text: str | Promise = ""
    action_label: str | Promise = ""
    action_url: str = ""
    symbol: str = "circle-dashed"


@dataclass(frozen=True)
class ListScreen:
    """A list that a room declares once.

    `search` names folded model fields; `also` gives the rows that a search finds besides (an old name, an address).
    `default_sort` is a column key, with a minus for descending. The query handed to
    `respond` must fetch what the columns read, so that the number of queries does not grow with the rows.
    """

    key: str
    title: str | Promise
    columns: tuple[Column, ...]
    empty: Empty
    search: tuple[str, ...] = ()
    search_label: str | Promise = ""
    also: Callable[[HttpRequest, str], Q] | None = None
    filters: type[FilterForm] | None = None
    default_sort: str = ""
    page_size: int = 30
    template: str = "desk/list.html"
    fragment: str = "components/list.html"
    nav_key: str = ""

    def without_start(self, text: str | Promise = "") -> ListScreen:
        """Return the same list for a reader who may not begin anything in it; `text` says who may."""
        empty = replace(self.empty, text=text or self.empty.text, action_url="", action_label="")
        return replace(self, empty=empty)

    def respond(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        context: Mapping[str, Any] | None = None,
        *,
        note: str = "",
    ) -> HttpResponse:
        """Answer with the page, with the swapped part of it, or with the file asked for.

        `note` says on screen and in the file what a reader must know of the rows (what they lack).
        """
        view = ListView(self, request, rows, note)
        if wanted := request.GET.get("export", ""):
            return export.respond(view, wanted)
        details = getattr(request, "htmx", None)
        alone = bool(details and details.target == view.region)
        return render(
            request,
            self.fragment if alone else self.template,
            {"nav_key": self.nav_key} | dict(context or {}) | {"list": view},
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column: how the list is sorted by it now, and the address that sorts by it."""

    column: Column
    state: str
    url: str


@dataclass
class ListView:
    """One reading of a list: the request's search, filters, sort and page applied."""

    screen: ListScreen
    request: HttpRequest
    given: QuerySet[Any]
    note: str = ""
    form: FilterForm | None = field(init=False)

    def __post_init__(self) -> None:
        kind = self.screen.filters
        self.form = kind(self.request.GET, request=self.request) if kind else None

    @property
    def region(self) -> str:
        """Return the id of the part that is swapped."""
        return f"list-{self.screen.key}"

    @property
    def typed(self) -> str:
        return self.request.GET.get("q", "").strip()[:200]

    @cached_property
    def columns(self) -> list[Column]:
        """Return the chosen columns, else all but those aside, which files have; the first one always stays."""
        chosen = set(self.request.GET.getlist("cols"))
        first, *others = self.screen.columns
        if not chosen:
            is_file = "export" in self.request.GET
            return [first, *(column for column in others if is_file or not column.aside)]
        return [first, *(column for column in others if column.key in chosen)]

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Return the rows after search, filters and sort."""
        rows = self.form.apply(self.given) if self.form else self.given
        if self.typed and self.screen.search:
            found = search(rows, self.typed, self.screen.search)
            if self.screen.also:
                meant = self.screen.also(self.request, self.typed)
                found = rows.filter(Q(pk__in=found.order_by().values("pk")) | meant)
            rows = found
        order = self._order()
        return rows.order_by(*order, "pk") if order or not rows.ordered else rows

    @cached_property
    def page(self) -> Page[Any]:
        """Return the asked page; a number beyond the end gives the last one."""
        return Paginator(self.rows, self.screen.page_size).get_page(self.request.GET.get("page"))

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def is_narrowed(self) -> bool:
        """Say whether search or filters leave something out."""
        return bool(self.typed or (self.form and self.form.in_words()))

    def table(self) -> Iterator[list[Cell]]:
        """Yield the cells of the page, row by row."""
        for row in self.page.object_list:
            yield [Cell(column, column.read(row), row) for column in self.columns]

    @cached_property
    def heads(self) -> list[Head]:
        """Return the head of each column with the address that sorts by it."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        state = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        turned = f"-{column.key}" if state == "ascending" else column.key
        return Head(column, state, self.address(sort=turned, page=None) if column.sort else "")

    @cached_property
    def sort(self) -> str:
        """Return the column key sorted by, with a minus for descending; an unknown one gives the default."""
        known = {column.key for column in self.screen.columns if column.sort}
        wishes = (self.request.GET.get("sort", ""), self.screen.default_sort)
        return next((wish for wish in wishes if wish.removeprefix("-") in known), "")

    def _order(self) -> tuple[str, ...]:
        column = next((c for c in self.screen.columns if c.key == self.sort.removeprefix("-")), None)
        if column is None:
            return ()
        return tuple(_turned(name) if self.sort.startswith("-") else name for name in column.order)

    def address(self, **changes: str | None) -> str:
        """Return the list's address with some parameters changed; None takes one away."""
        query = self.request.GET.copy()
        query.pop("export", None)
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        return f"?{query.urlencode()}" if query else self.request.path

    def kept_parameters(self) -> list[tuple[str, str]]:
        """Return the address's other parameters, for a form that changes the columns."""
        dropped = {"cols", "page", "export"}
        return [(name, v) for name, values in self.request.GET.lists() if name not in dropped for v in values]

    def choosable(self) -> list[tuple[Column, bool]]:
        """Return the columns that may be left out, with whether each is shown."""
        return [(column, column in self.columns) for column in self.screen.columns[1:]]

    @property
    def csv_address(self) -> str:
        return self.address(export="csv", page=None)

    @property
    def xlsx_address(self) -> str:
        return self.address(export="xlsx", page=None)

    def in_words(self) -> str:
        """Return search and filters in words; empty when nothing is narrowed."""
        words = [_("Tìm: %(q)s") % {"q": self.typed}] if self.typed else []
        return "; ".join([*words, *(self.form.in_words() if self.form else [])])


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"
