"""A sent document at its own body: the list of bodies, how they stand, reminding the silent ones, calling back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.documents.actions import circulating, reminding
from loa.documents.circulation_items import state_of
from loa.documents.forms.circulation import CopyFilter, ReasonForm, SendForm
from loa.documents.queries import circulation as queries
from loa.documents.rules import circulation as rules
from loa.documents.rules.words import DocumentState
from loa.units.access import can
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists import Column, Empty, ListScreen

CIRCULATE = Permission.DOCUMENTS_CIRCULATE


def _kept_for(row: Any) -> str:
    return "" if row.holder_id == row.body_id else row.body_name


COPIES = ListScreen(
    key="document-copies",
    title=gettext_lazy("Đơn vị được gửi văn bản"),
    nav_key="matrix",
    search=("names",),
    search_label=gettext_lazy("Tìm theo tên đơn vị"),
    filters=CopyFilter,
    default_sort="holder_name",
    columns=(
        Column(
            "holder_name",
            gettext_lazy("Đơn vị"),
            sort="order",
            url=lambda row: reverse("circulation:copy", args=[row.pk]),
        ),
        Column("state", gettext_lazy("Trạng thái"), value=state_of, sort="state"),
        Column("acknowledged_version", gettext_lazy("Bản đã xác nhận"), sort="acknowledged_version"),
        Column("acknowledged_at", gettext_lazy("Xác nhận lúc"), sort="acknowledged_at"),
        Column("due_at", gettext_lazy("Hạn xác nhận"), sort="due_at"),
        Column("reminded_at", gettext_lazy("Nhắc lần cuối"), sort="reminded_at"),
        Column("reason", gettext_lazy("Lý do")),
        Column("kept_for", gettext_lazy("Nhận thay đơn vị cũ"), value=_kept_for),
        Column("rule", gettext_lazy("Gửi theo"), value=lambda row: rules.rule_in_words(row.rule)),
    ),
    empty=Empty(
        gettext_lazy("Văn bản chưa gửi đến đơn vị nào"),
        gettext_lazy("Chọn nhóm đơn vị hoặc từng đơn vị để gửi."),
        symbol="send",
    ),
)


@desk_view
def show(request: DeskRequest, document_id: int) -> HttpResponse:
    """Show how the copies of a document stand; officers of a body on the list are led to their own copy."""
    if copy := queries.find_of_document(request.actor, document_id):
        return redirect("circulation:copy", copy_id=copy.pk)
    document = queries.access_sent(request.actor, document_id, to=None)
    may_send = can(request.actor, CIRCULATE, body=document.issuer)
    context = {
        "document": document,
        "standing": queries.standing_of(document, request.actor),
        "pace": queries.pace_of_document(document),
        "address": queries.link_of(document, settings.PUBLIC_URL),
        "silent_text": queries.silent_text(document, settings.PUBLIC_URL) if may_send else "",
        "may_recall": may_send and bool(document.link),
        "may_send": may_send and document.state == DocumentState.ISSUED,
        "events": history_of(document.thing),
        "nav_key": "matrix",
    }
    return render(request, "documents/circulation_show.html", context)


@desk_view
def send(request: DeskRequest, document_id: int) -> HttpResponse:
    """Choose bodies, then send."""
    document = queries.access_sent(request.actor, document_id, to=CIRCULATE)
    form = SendForm(posted(request), document=document)
    if done := attempt(form, circulating.circulate, actor=request.actor, document=document):
        said = _("Đã gửi đến %(new)s đơn vị; danh sách có %(all)s đơn vị.")
        messages.success(request, said % {"new": done.value.new, "all": done.value.on_the_list})
        _say_untold(request, done.value.untold)
        return redirect("circulation:show", document_id=document_id)
    return _form(request, form, document, title=_("Gửi văn bản đến các đơn vị"), submit=_("Gửi"))


@require_POST
@desk_view
def remind(request: DeskRequest, document_id: int) -> HttpResponse:
    """Remind every silent body at once."""
    document = queries.access_sent(request.actor, document_id, to=CIRCULATE)
    done = reminding.remind(actor=request.actor, document=document)
    messages.success(request, _("Đã nhắc %(n)s đơn vị chưa xác nhận.") % {"n": done.bodies})
    _say_untold(request, done.untold)
    return redirect("circulation:show", document_id=document_id)


@desk_view
def recall(request: DeskRequest, document_id: int) -> HttpResponse:
    """Ask why, then ask every body to give its copy back."""
    document = queries.access_sent(request.actor, document_id, to=CIRCULATE)
    form = ReasonForm(posted(request))
    if done := attempt(form, circulating.ask_recall, actor=request.actor, document=document):
        messages.success(request, _("Đã đề nghị %(n)s đơn vị trả lại văn bản.") % {"n": done.value})
        return redirect("circulation:show", document_id=document_id)
    return _form(
        request, form, document, title=_("Đề nghị thu hồi văn bản đã gửi"), submit=_("Đề nghị thu hồi")
    )


@desk_view
def copies(request: DeskRequest, document_id: int) -> HttpResponse:
    """Show the copies of one document."""
    document = queries.access_sent(request.actor, document_id, to=None)
    lead = f"{document} · {document.subject}"
    rows = queries.as_told(queries.copies_of(document), request.actor)
    return COPIES.respond(request, rows, {"lead": lead})


def _say_untold(request: DeskRequest, untold: int) -> None:
    """Say how many bodies have nobody who could be told, and what helps."""
    if untold:
        said = _(
            "%(n)s đơn vị và cấp trên trực tiếp chưa có ai được quyền xác nhận, nên chưa báo được cho ai. "
            "Hãy đề nghị quản trị phân quyền xác nhận văn bản cho đơn vị."
        )
        messages.warning(request, said % {"n": untold})


def _form(request: DeskRequest, form: Any, document: Any, *, title: str, submit: str) -> HttpResponse:
    back = reverse("circulation:show", args=[document.pk])
    lead = f"{document} · {document.subject}"
    return form_page(request, form, title=title, submit=submit, back=back, lead=lead, nav_key="matrix")
