"""How a body numbers its documents, and the layout it uses for them."""

from __future__ import annotations

from django.contrib import messages
from django.core.files import File
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.documents import actions, making, queries
from loa.documents.forms.settings import NumberingForm, TemplateForm
from loa.documents.models import OfficeTemplate
from loa.files.rules import DOCX
from loa.units import access
from loa.units.actor import Actor
from loa.units.doors import DeskRequest, desk_view
from loa.units.models import Body
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted


@desk_view
def numbering(request: DeskRequest) -> HttpResponse:
    """Show and set whether the actor's body takes its numbers here, for all kinds or for one."""
    body = _numbered_body(request)
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


@desk_view
def templates(request: DeskRequest) -> HttpResponse:
    """Show and set the docx files that the actor's body uses instead of the common layout."""
    body = _numbered_body(request)
    form = TemplateForm(posted(request), request.FILES or None)
    if attempt(form, _set_template, actor=request.actor, body=body):
        messages.success(request, _("Đã lưu mẫu văn bản."))
        return redirect("documents:templates")
    return form_page(
        request,
        form,
        title=_("Mẫu văn bản của cơ quan"),
        submit=_("Đặt mẫu"),
        back=reverse("documents:registers"),
        back_label=_("Sổ văn bản"),
        template="documents/templates.html",
        lead=_("Mẫu docx của cơ quan thay cho thể thức chung khi tải docx."),
        rows=queries.templates_of(body),
        nav_key="documents_registers",
    )


def _set_template(*, actor: Actor, body: Body, kind: str, file: File[bytes]) -> OfficeTemplate:
    return actions.set_template(actor=actor, body=body, kind=kind, name=file.name or "", data=file.read())


@desk_view
def sample_template(request: DeskRequest) -> HttpResponse:
    """Return the common layout of the body's form as a docx with every place to fill."""
    response = HttpResponse(making.sample_template(_numbered_body(request)), content_type=DOCX)
    response["Content-Disposition"] = 'attachment; filename="mau-van-ban.docx"'
    return response


@require_POST
@desk_view
def remove_template(request: DeskRequest, template_id: int) -> HttpResponse:
    """Go back to the common layout for a kind."""
    row = queries.access_template(request.actor, template_id)
    actions.remove_template(actor=request.actor, template=row)
    messages.success(request, _("Đã bỏ mẫu; văn bản theo thể thức chung."))
    return redirect("documents:templates")


def _numbered_body(request: DeskRequest) -> Body:
    """Return the actor's body, whose papers the actor issues."""
    access.require(request.actor, Permission.DOCUMENTS_ISSUE, body=request.actor.body)
    return request.actor.body
