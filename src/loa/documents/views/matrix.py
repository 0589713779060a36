"""The matrix document × body on screen and as a file of any length."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from loa.documents.circulation_items import cell_state
from loa.documents.forms.circulation import MatrixForm
from loa.documents.queries import matrix as queries
from loa.documents.queries import receipts
from loa.lib import clock
from loa.lib.errors import NotFound
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web import formats
from loa.web.lists import export as files
from loa.web.marks import status_mark

TYPES = {"csv": files.CSV, "xlsx": files.XLSX}


@require_safe
@desk_view
def show(request: DeskRequest) -> HttpResponse:
    """Show a page of documents against a page of the bodies that carry them."""
    require(request.actor, Permission.DOCUMENTS_READ)
    form = MatrixForm(request.GET, actor=request.actor)
    asked = {"page": request.GET.get("page", ""), "bodies": request.GET.get("bodies", "")}
    found = queries.matrix(request.actor, form.wanted(), **asked)
    context = {
        "form": form,
        "matrix": found,
        "lines": [
            (line, [cell and (cell, status_mark(cell_state(cell))) for cell in line.cells])
            for line in found.lines
        ],
        "is_narrowed": any(form.cleaned_data.values()),
        "query": request.GET.urlencode(),
        "nav_key": "matrix",
    }
    return render(request, "documents/circulation_matrix.html", context)


@require_safe
@desk_view  # type: ignore[arg-type]  # it is streamed; the door looks at its headers alone
def export(request: DeskRequest, kind: str) -> HttpResponseBase:
    """Send the receipts behind the narrowed matrix while they are read; memory stays the same for any number.

    Raises: NotFound for another kind of file.
    """
    require(request.actor, Permission.DOCUMENTS_READ)
    if kind not in TYPES:
        raise NotFound
    rows = queries.receipts(request.actor, MatrixForm(request.GET, actor=request.actor).wanted())
    line = files.provenance(request, rows.count())
    title = f"{_('Gửi – nhận văn bản')} – {line}"
    content = receipts.as_csv(rows, line) if kind == "csv" else receipts.as_xlsx(rows, title)
    response = StreamingHttpResponse(content, content_type=TYPES[kind])
    stamp = formats.local(clock.now()).strftime("%Y%m%d-%H%M")
    response.headers["Content-Disposition"] = f'attachment; filename="gui-nhan-van-ban-{stamp}.{kind}"'
    return response
