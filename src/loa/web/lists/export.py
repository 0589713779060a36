"""A list as a file: the same rows, columns and order as on screen, and who took it when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from loa.lib import clock, tables
from loa.lib.errors import NotFound
from loa.web import formats, shell

if TYPE_CHECKING:
    from loa.web.lists.screen import ListView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_AT_ONCE = 2000


def respond(view: ListView, kind: str) -> HttpResponse:
    """Return the list as csv or xlsx.

    Raises:
        NotFound: for another kind of file.

    """
    line = provenance(view)
    columns = [column.for_file for column in view.columns]
    if kind == "xlsx":
        data = tables.write_xlsx(
            columns, _rows(view), title=f"{view.screen.title} – {line}", sheet=str(view.screen.title)
        )
        return _file(data, XLSX, view, "xlsx")
    if kind == "csv":
        data = tables.write_csv(columns, _with_line(_rows(view), view.columns[0].key, line))
        return _file(data, "text/csv; charset=utf-8", view, "csv")
    raise NotFound


def provenance(view: ListView) -> str:
    """Return who took the file, when, and how it was narrowed."""
    line = _("%(who)s xuất lúc %(when)s; %(count)s dòng") % {
        "who": _who(view.request),
        "when": formats.moment_text(clock.now()),
        "count": formats.number_text(view.total),
    }
    narrowed = view.in_words()
    return f"{line}; {narrowed}" if narrowed else line


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


def _file(data: bytes, content_type: str, view: ListView, ending: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    stamp = formats.local(clock.now()).strftime("%Y%m%d-%H%M")
    response.headers["Content-Disposition"] = f'attachment; filename="{view.screen.key}-{stamp}.{ending}"'
    return response
