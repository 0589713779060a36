"""A list as a file: the same rows, columns and order as on screen, and who took it when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from loa.lib import clock, tables
from loa.lib.errors import NotFound
from loa.web import formats, shell

if TYPE_CHECKING:
    from loa.web.lists.screen import ListView

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_AT_ONCE = 2000


def respond(view: ListView, kind: str) -> HttpResponse:
    """Return the list as csv or xlsx.

    Raises:
        NotFound: for another kind of file.

    """
    columns = [column.for_file for column in view.columns]
    line = provenance(view.request, view.total, view.in_words(), view.note)
    return _file(kind, view.screen.key, str(view.screen.title), columns, _rows(view), line)


def table(
    request: HttpRequest,
    kind: str,
    *,
    key: str,
    title: str,
    columns: Sequence[tables.Column],
    rows: Sequence[dict[str, tables.Value]],
) -> HttpResponse:
    """Return a table that stands on a page as csv or xlsx, with the same line of origin as a list.

    Raises:
        NotFound: for another kind of file.

    """
    return _file(kind, key, title, columns, iter(rows), provenance(request, len(rows)))


def provenance(request: HttpRequest, count: int, *more: str) -> str:
    """Return who took the file, when, and what else must be known of it: how it was narrowed, what it lacks."""
    line = _("%(who)s xuất lúc %(when)s; %(count)s dòng") % {
        "who": _who(request),
        "when": formats.moment_text(clock.now()),
        "count": formats.number_text(count),
    }
    return "; ".join(filter(None, [line, *more]))


def _who(request: HttpRequest) -> str:
    who = shell.identity(request)
    return ", ".join(filter(None, [who.person, who.post, who.body])) if who else _("Khách")


def _rows(view: ListView) -> Iterator[dict[str, tables.Value]]:
    for row in view.rows.iterator(READ_AT_ONCE):
        yield {column.key: column.file_value(row) for column in view.columns}


def _with_line(
    rows: Iterator[dict[str, tables.Value]], key: str, line: str
) -> Iterator[dict[str, tables.Value]]:
    yield from rows
    yield {}
    yield {key: line}


def _file(
    kind: str,
    key: str,
    title: str,
    columns: Sequence[tables.Column],
    rows: Iterator[dict[str, tables.Value]],
    line: str,
) -> HttpResponse:
    if kind == "xlsx":
        data, content_type = tables.write_xlsx(columns, rows, title=f"{title} – {line}", sheet=title), XLSX
    elif kind == "csv":
        data, content_type = tables.write_csv(columns, _with_line(rows, columns[0].key, line)), CSV
    else:
        raise NotFound
    response = HttpResponse(data, content_type=content_type)
    stamp = formats.local(clock.now()).strftime("%Y%m%d-%H%M")
    response.headers["Content-Disposition"] = f'attachment; filename="{key}-{stamp}.{kind}"'
    return response
