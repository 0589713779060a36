"""The signer's page: exactly what is signed, one press."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.documents import actions, queries
from loa.documents.errors import Moved
from loa.documents.forms.acting import ReasonForm
from loa.documents.models import Document
from loa.documents.queries.page import Page
from loa.documents.views.common import back_of, frame, readable
from loa.documents.views.one import pages_of
from loa.units.doors import DeskRequest, desk_view
from loa.web.doors import fresh_sign_in
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
@fresh_sign_in
def sign(request: DeskRequest, document_id: int) -> HttpResponse:
    """Show the newest version as it is signed; one press signs it."""
    document = readable(request, document_id, "sign")
    if request.method == "POST":
        actions.sign(actor=request.actor, document=document, seen_version=_seen(request))
        messages.success(request, _("Đã ký. Văn thư được báo để lấy số, ban hành."))
        return redirect("documents:show", document_id)
    page = queries.page_of(document, request.actor)
    return _shown(request, document, page, "documents:return_unsigned")


@desk_view
@fresh_sign_in
def sign_version(request: DeskRequest, document_id: int) -> HttpResponse:
    """Show the version that was put forward for an issued document; one press signs it."""
    document = readable(request, document_id, "sign_version")
    if request.method == "POST":
        actions.reissue(actor=request.actor, document=document, seen_version=_seen(request))
        messages.success(request, _("Đã ký bản mới; các đơn vị nhận được đề nghị xác nhận lại."))
        return redirect("documents:show", document_id)
    page = queries.page_of(document, request.actor)
    if page.proposed is None:
        raise Moved(state=document.state)
    return _shown(request, document, replace(page, current=page.proposed), "documents:return_version")


def _shown(request: DeskRequest, document: Document, page: Page, away: str) -> HttpResponse:
    """Render what is signed, with the way to send it back."""
    context = frame(
        document,
        page=page,
        pages=pages_of(page.current, 3),
        reason=ReasonForm(document=document, actor=request.actor),
        back=back_of(document),
        away=reverse(away, args=[document.pk]),
        key=new_idempotency_key(),
    )
    return render(request, "documents/sign.html", context)


def _seen(request: DeskRequest) -> int:
    """Return the version that was on the screen; 0, which no version has, for anything else."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() and len(seen) < 6 else 0


@require_POST
@desk_view
def return_unsigned(request: DeskRequest, document_id: int) -> HttpResponse:
    """Return a document to its writers instead of signing it."""
    document = readable(request, document_id, "sign")
    form = ReasonForm(request.POST, document=document, actor=request.actor)
    if not form.is_valid():
        messages.error(request, " ".join(line.text for line in ErrorsSummary(form)))
        return redirect("documents:sign", document_id)
    actions.return_draft(actor=request.actor, document=document, reason=form.cleaned_data["reason"])
    messages.success(request, _("Đã trả lại cho người soạn."))
    return redirect("documents:show", document_id)


@require_POST
@desk_view
def return_version(request: DeskRequest, document_id: int) -> HttpResponse:
    """Send the version that was put forward back instead of signing it."""
    document = readable(request, document_id, "sign_version")
    form = ReasonForm(request.POST, document=document, actor=request.actor)
    if not form.is_valid():
        messages.error(request, " ".join(line.text for line in ErrorsSummary(form)))
        return redirect("documents:sign_version", document_id)
    reason = form.cleaned_data["reason"]
    actions.return_version(actor=request.actor, document=document, seen_version=_seen(request), reason=reason)
    messages.success(request, _("Đã trả lại cho người soạn."))
    return redirect("documents:show", document_id)
