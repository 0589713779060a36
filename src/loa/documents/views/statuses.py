"""Status messages of edXML: downloaded by the body that carries a copy, taken in by the one that sent it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from loa.documents import statuses
from loa.documents.actions.statuses import Follows, follow, take_status
from loa.documents.circulation_items import STATES
from loa.documents.forms.circulation import StatusForm
from loa.documents.models import Document
from loa.documents.queries import circulation as queries
from loa.documents.rules.words import CirculationState
from loa.documents.statuses import Told
from loa.documents.views.circulation import own_copy
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import new_idempotency_key

CIRCULATE = Permission.DOCUMENTS_CIRCULATE


@require_safe
@desk_view
def status(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Return where the body's copy stands, as a message to the sender."""
    found = own_copy(request, copy_id)
    response = HttpResponse(statuses.pack(found), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="trang-thai-{found.pk}.edxml"'
    return response


@desk_view
def take(request: DeskRequest, document_id: int) -> HttpResponse:
    """Read a status message, and show what it says before it counts."""
    document = queries.access_sent(request.actor, document_id, to=CIRCULATE)
    form = StatusForm(posted(request), request.FILES or None)
    if done := attempt(form, _read, document=document):
        told, found = done.value
        return _shown(request, document, told, found)
    return form_page(
        request,
        form,
        title=_("Nhận trạng thái từ tệp edXML"),
        submit=_("Đọc tệp"),
        back=reverse("circulation:show", args=[document.pk]),
        lead=f"{document} · {document.subject}",
        nav_key="matrix",
    )


def _read(*, document: Document, message: bytes) -> tuple[Told, Follows]:
    told = statuses.unpack(message)
    return told, follow(document, told)


def _shown(request: DeskRequest, document: Document, told: Told, found: Follows) -> HttpResponse:
    context = {
        "document": document,
        "copy": found.copy,
        "holder": body_name(found.copy.holder_id),
        "told": told,
        "now": STATES[CirculationState(found.copy.state)],
        "wanted": STATES[CirculationState(told.state)],
        "seal": statuses.sealed(document, told),
        "key": new_idempotency_key(),
        "nav_key": "matrix",
    }
    return render(request, "documents/circulation_status.html", context)


@require_POST
@desk_view
def confirm(request: DeskRequest, document_id: int) -> HttpResponse:
    """Let the body's copy follow what was shown."""
    document = queries.access_sent(request.actor, document_id, to=CIRCULATE)
    told = statuses.opened(document, request.POST.get("told", ""))
    copy = take_status(actor=request.actor, document=document, told=told)
    said = _("Đã ghi: %(body)s – %(state)s.")
    state = STATES[CirculationState(copy.state)].text
    messages.success(request, said % {"body": body_name(copy.holder_id), "state": state})
    return redirect("circulation:show", document_id=document.pk)
