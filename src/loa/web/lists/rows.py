"""Draws the rows of a list in one pass: hundreds of cells stand on a page, so no template is asked for each."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from loa.lib import clock
from loa.web.lists.columns import Cell, Column
from loa.web.lists.screen import ListView
from loa.web.marks import moment_mark, status_mark

EMPTY = "–"


def drawn_rows(shown: ListView, csrf_token: str) -> SafeString:
    """Draw the page's rows; the first cell of each names it."""
    now = clock.now()
    tags = [_tags(column, is_first=place == 0) for place, column in enumerate(shown.columns)]
    rows = []
    for row in shown.table():
        cells = [
            f"{begin}{conditional_escape(_content(cell, csrf_token, now))}{end}"
            for cell, (begin, end) in zip(row, tags, strict=True)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return mark_safe("".join(rows))  # noqa: S308  every part is escaped above or drawn safe


def _tags(column: Column, *, is_first: bool) -> tuple[str, str]:
    """Return what stands before and behind each cell of a column."""
    title = conditional_escape(str(column.title))
    if is_first:
        return f'<th scope="row" data-label="{title}">', "</th>"
    css = ' class="loa-num"' if column.numeric else ""
    return f'<td data-label="{title}"{css}>', "</td>"


def _content(cell: Cell, csrf_token: str, now: datetime) -> str:
    if cell.column.template:
        facts = {"row": cell.row, "value": cell.value, "csrf_token": csrf_token}
        return get_template(cell.column.template).render(facts)
    if state := cell.status:
        return status_mark(state)
    if url := cell.url:
        return mark_safe(f'<a href="{conditional_escape(url)}">{conditional_escape(cell.text)}</a>')  # noqa: S308
    return moment_mark(cell.moment, now) if cell.moment else cell.text or EMPTY
