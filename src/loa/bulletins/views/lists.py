"""The list of bulletins, and the list of what waits for a countersignature."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from loa.bulletins import queries
from loa.bulletins.forms.lists import BulletinFilter
from loa.bulletins.models import Bulletin
from loa.bulletins.status import priority_of, state_of
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.lists import Column, Empty, ListScreen


def _url(row: Bulletin) -> str:
    return reverse("bulletins:show", args=[row.pk])


BULLETINS = ListScreen(
    key="bulletins",
    title=_("Bản tin"),
    nav_key="bulletins",
    search=("folded",),
    search_label=_("Tìm theo tiêu đề hoặc mã"),
    filters=BulletinFilter,
    default_sort="-changed_at",
    columns=(
        Column("title", _("Tiêu đề"), url=_url),
        Column("state", _("Trạng thái"), value=state_of, sort="state"),
        Column("priority", _("Mức ưu tiên"), value=priority_of, sort="priority"),
        Column("issuer", _("Cơ quan"), sort="issuer"),
        Column("code", _("Mã"), sort="code"),
        Column("changed_at", _("Sửa lần cuối"), sort="changed_at"),
    ),
    empty=Empty(
        _("Chưa có bản tin nào"),
        _("Chọn một mẫu đã chuẩn bị để bắt đầu; mỗi mẫu có sẵn bản đính chính."),
        _("Soạn bản tin"),
        "/desk/bulletins/new/",
        "speakerphone",
    ),
)


@desk_view
def list_screen(request: DeskRequest) -> HttpResponse:
    """Show every bulletin that the actor may see."""
    may_write = queries.may(request.actor, Permission.BULLETINS_WRITE)
    action = {"action_url": reverse("bulletins:new"), "action_label": _("Soạn bản tin")} if may_write else {}
    return BULLETINS.respond(request, queries.list_bulletins(request.actor), action)


@desk_view
def countersign_list(request: DeskRequest) -> HttpResponse:
    """Show corrections and withdrawals by one officer that wait for a second signature."""
    rows = queries.waiting_for_countersign(request.actor)
    return render(request, "bulletins/countersign_list.html", {"rows": rows, "nav_key": "bulletins"})
