"""How a body numbers its documents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.documents import actions, queries
from loa.documents.forms.settings import NumberingForm
from loa.units import access
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted


@desk_view
def numbering(request: DeskRequest) -> HttpResponse:
    """Show and set whether the actor's body takes its numbers here, for all kinds or for one."""
    body = request.actor.body
    access.require(request.actor, Permission.DOCUMENTS_ISSUE, body=body)
    form = NumberingForm(posted(request), initial={"is_on": True})
    if attempt(form, actions.set_numbering, actor=request.actor, body=body):
        messages.success(request, _("Đã lưu cách lấy số."))
        return redirect("documents:numbering")
    return form_page(
        request,
        form,
        title=_("Cách lấy số văn bản đi"),
        submit=_("Lưu"),
        back=reverse("documents:registers"),
        back_label=_("Sổ văn bản"),
        template="documents/numbering.html",
        lead=_("Bật: sổ tại đây cấp số liên tục theo loại và năm. Tắt: nhập số đúng như đã in."),
        rows=queries.numberings_of(body),
        nav_key="documents_registers",
    )
