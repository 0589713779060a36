"""The signer's page: exactly what is signed, one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.documents import actions, queries
from loa.documents.forms.acting import ReasonForm
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
        seen = request.POST.get("version", "")
        actions.sign(
            actor=request.actor, document=document, seen_version=int(seen) if seen.isdecimal() else 0
        )
        messages.success(request, _("Đã ký. Văn thư được báo để lấy số, ban hành."))
        return redirect("documents:show", document_id)
    page = queries.page_of(document, request.actor)
    context = frame(
        document,
        page=page,
        pages=pages_of(page.current, 3),
        reason=ReasonForm(document=document, actor=request.actor),
        back=back_of(document),
        key=new_idempotency_key(),
    )
    return render(request, "documents/sign.html", context)


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
