"""A programme's table: taken out, brought back, checked on a page before anything is written."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from loa.lib.tables import TableReading
from loa.tasks import tables
from loa.tasks.actions.sheets import check_sheet
from loa.tasks.forms.planning import TableForm
from loa.tasks.models import Programme
from loa.tasks.queries.sheets import exported
from loa.tasks.queries.visible import access_programme
from loa.tasks.rules import sheet
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import new_idempotency_key
from loa.web.lists import export

ASSIGN = Permission.TASKS_ASSIGN
NAV = "programmes"
SHOWN = 20
MOST_LINES = 200  # the file with the column "Lỗi" has them all


def _programme(request: DeskRequest, programme_id: int) -> Programme:
    return access_programme(request.actor, programme_id, ASSIGN)


@desk_view
def take_out(request: DeskRequest, programme_id: int, kind: str) -> HttpResponse:
    """Give the table of a programme as xlsx or csv."""
    programme = _programme(request, programme_id)
    return export.table(
        request,
        kind,
        key=f"nhiem-vu-{programme.year}",
        title=programme.name,
        columns=sheet.COLUMNS,
        rows=list(exported(programme)),
    )


@desk_view
def upload(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Take a table in; nothing is written before it was looked at."""
    programme = _programme(request, programme_id)
    form = TableForm(posted(request), request.FILES or None)
    if kept := attempt(form, tables.take_in, actor=request.actor):
        return redirect("tasks:table_check", programme_id, kept.value.pk)
    return form_page(
        request,
        form,
        title=_("Nhập bảng nhiệm vụ"),
        lead=programme.name,
        submit=_("Tải lên và xem trước"),
        back=reverse("tasks:programme", args=[programme_id]),
        back_label=programme.name,
        template="tasks/sheet_upload.html",
        programme=programme,
        columns=[(_(column.title), column.required) for column in sheet.EDITED],
        nav_key=NAV,
    )


@never_cache
@desk_view
def check(request: DeskRequest, programme_id: int, file_id: UUID) -> HttpResponse:
    """Show what a table would do, line by line what is wrong, and bring it in when asked."""
    programme = _programme(request, programme_id)
    stored = tables.get_upload(request.actor, file_id)
    try_again = request.method == "POST"
    if try_again and (done := tables.commit(actor=request.actor, programme=programme, stored=stored)):
        said = _("Đã nhập: %(new)d nhiệm vụ mới, %(changed)d thay đổi, %(same)d giữ nguyên.")
        messages.success(request, said % {"new": done.new, "changed": done.changed, "same": done.same})
        return redirect("tasks:programme", programme_id)
    plan = check_sheet(request.actor, programme, tables.read(stored))
    context = {
        "programme": programme,
        "stored": stored,
        "plan": plan,
        "rows": len(plan.reading.rows),
        "lines": sorted(plan.reading.errors_by_line().items())[:MOST_LINES],
        "notes": plan.reading.notes,
        "changes": [
            (row.line, row.existing.code, row.existing.title, [_title(key) for key in row.fields])
            for row in plan.changed[:SHOWN]
        ],
        "news": [(row.line, row.says["code"], row.says["title"]) for row in plan.new[:SHOWN]],
        "more": max(len(plan.changed) - SHOWN, 0) + max(len(plan.new) - SHOWN, 0),
        "writes": len(plan.new) + len(plan.changed),
        "key": new_idempotency_key(),
        "nav_key": NAV,
    }
    return render(request, "tasks/sheet_check.html", context, status=422 if try_again else 200)


@desk_view
def errors(request: DeskRequest, programme_id: int, file_id: UUID) -> HttpResponse:
    """Give the same workbook back with a column "Lỗi"."""
    programme = _programme(request, programme_id)
    stored = tables.get_upload(request.actor, file_id)
    reading: TableReading = check_sheet(request.actor, programme, tables.read(stored)).reading
    answer = HttpResponse(tables.with_errors(stored, reading), content_type=export.XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="loi-nhiem-vu.xlsx"'
    return answer


def _title(key: str) -> str:
    return _(next(column.title for column in sheet.EDITED if column.key == key))
