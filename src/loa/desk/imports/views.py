"""The screens of bringing a table in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from loa.desk.imports import work
from loa.desk.imports.forms import UploadForm
from loa.desk.imports.kinds import ImportKind, get_kind
from loa.files.models import StoredFile
from loa.lib.tables import TableReading
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import screen_text
from loa.web.lists.export import XLSX


@desk_view
def upload(request: DeskRequest, kind: str) -> HttpResponse:
    """Take a table in; nothing is written before the preview is accepted."""
    chosen = get_kind(kind)
    require(request.actor, chosen.permission)
    form = UploadForm(posted(request), request.FILES or None)
    if done := attempt(form, work.take_in, actor=request.actor, kind=chosen):
        return redirect("desk:import_preview", kind=kind, file_id=done.value.pk)
    return form_page(
        request,
        form,
        title=chosen.title,
        lead=chosen.lead,
        submit=_("Tải lên và xem trước"),
        back=reverse(chosen.back),
        template="desk/imports/upload.html",
        columns=[(name_of(column.title), column) for column in chosen.columns],
        kind=chosen,
        nav_key=chosen.nav_key,
    )


def name_of(title: str) -> str:
    """Return a column's title in the reader's language; tables bear it in Vietnamese."""
    return _(title)


@desk_view
def sample(request: DeskRequest, kind: str) -> HttpResponse:
    """Give an empty workbook to fill in."""
    chosen = get_kind(kind)
    require(request.actor, chosen.permission)
    return _workbook(work.sample(chosen), f"mau-{kind}.xlsx")


@never_cache
@desk_view
def preview(request: DeskRequest, kind: str, file_id: UUID) -> HttpResponse:
    """Show what was read, line by line what is wrong, and bring it in when asked."""
    chosen = get_kind(kind)
    require(request.actor, chosen.permission)
    stored = work.get_upload(request.actor, chosen, file_id)
    reading = work.read(request.actor, chosen, stored)
    form = chosen.options(posted(request), actor=request.actor)
    outcome = work.Outcome()
    if reading.ok and form.is_bound and form.is_valid():
        outcome = work.commit(
            actor=request.actor, kind=chosen, stored=stored, reading=reading, options=form.cleaned_data
        )
    if outcome.done is not None:
        return _done(request, chosen, outcome.done)
    return _show(request, chosen, stored, outcome.reading or reading, form)


def _show(
    request: DeskRequest, kind: ImportKind, stored: StoredFile, reading: TableReading, form: Any
) -> HttpResponse:
    found = reading.preview()
    wrong = request.method == "POST"
    context = {
        "kind": kind,
        "stored": stored,
        "found": found,
        "heads": [{"title": _("Dòng")}, *({"title": name_of(title)} for _key, title in found.titles)],
        "rows": [
            [
                {"label": _("Dòng"), "text": row.line},
                *(
                    {"label": name_of(title), "text": screen_text(row.values.get(key))}
                    for key, title in found.titles
                ),
            ]
            for row in found.rows
        ],
        "options": urlencode({name: form.data.get(name, "") for name in form.fields}) if wrong else "",
        "lines": sorted(reading.errors_by_line().items()),
        "form": form,
        "errors": ErrorsSummary(form),
        "nav_key": kind.nav_key,
    }
    return render(request, "desk/imports/preview.html", context, status=422 if wrong else 200)


def _done(request: DeskRequest, kind: ImportKind, done: Any) -> HttpResponse:
    if invited := getattr(done, "invited", ()):
        links = [
            (one.person, request.build_absolute_uri(reverse("units:accept", kwargs={"token": one.token})))
            for one in invited
        ]
        return render(request, "desk/imports/links.html", {"links": links, "nav_key": kind.nav_key})
    if words := getattr(done, "said", ""):
        messages.success(request, words)
    elif hasattr(done, "added"):
        said = _("Đã nhập %(added)d người; %(known)d đã có sẵn, %(stopped)d đã ngừng nên không nhập.")
        messages.success(request, said % {"added": done.added, "known": done.known, "stopped": done.stopped})
    else:
        messages.success(request, _("Đã nhập %(n)d dòng.") % {"n": done.count})
    return redirect(kind.back)


@desk_view
def errors(request: DeskRequest, kind: str, file_id: UUID) -> HttpResponse:
    """Give the same workbook back with a column "Lỗi", what the act itself refused with these options included."""
    chosen = get_kind(kind)
    require(request.actor, chosen.permission)
    stored = work.get_upload(request.actor, chosen, file_id)
    reading = work.read(request.actor, chosen, stored)
    form = chosen.options(request.GET or None, actor=request.actor)
    if reading.ok and form.is_bound and form.is_valid():
        reading = work.rehearse(
            actor=request.actor, kind=chosen, stored=stored, reading=reading, options=form.cleaned_data
        )
    return _workbook(work.with_errors(stored, reading), f"loi-{kind}.xlsx")


def _workbook(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
