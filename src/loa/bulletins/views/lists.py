"""The list of bulletins, and the list of what waits for a countersignature."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from loa.bulletins import queries
from loa.bulletins.forms.lists import BulletinFilter, CountersignFilter
from loa.bulletins.models import Bulletin
from loa.bulletins.status import countersign_of, priority_of, state_of
from loa.clocks.ruling import in_words
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
    search_label=_("Tìm theo tiêu đề, mã, địa bàn hoặc địa chỉ"),
    also=lambda _request, typed: queries.in_area(typed),
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

COUNTERSIGN = ListScreen(
    key="countersign",
    title=_("Chờ ký xác nhận"),
    nav_key="bulletins",
    search=("folded",),
    search_label=_("Tìm theo tiêu đề, mã, lý do hoặc người phát"),
    filters=CountersignFilter,
    default_sort="at",
    columns=(
        Column("title", _("Bản tin"), url=lambda row: reverse("bulletins:show", args=[row.bulletin_id])),
        Column("code", _("Mã"), value=lambda row: row.bulletin.code, sort="bulletin__code"),
        Column(
            "relation",
            _("Việc đã làm"),
            value=lambda row: row.bulletin.get_relation_display(),
            sort="bulletin__relation",
        ),
        Column("reason", _("Lý do"), value=lambda row: row.bulletin.reason),
        Column(
            "approver",
            _("Người phát"),
            value=lambda row: row.approver.full_name,
            sort="approver__sort_key",
        ),
        Column("at", _("Phát lúc"), sort="at"),
        Column(
            "rule",
            _("Hạn ký"),
            value=lambda row: in_words(row.rule_facts, row.rule_text),
            sort="countersign_due_at",
        ),
        Column("state", _("Trạng thái"), value=countersign_of),
    ),
    empty=Empty(
        _("Không còn bản nào chờ ký xác nhận"),
        _("Khi có cán bộ phát đính chính một mình, bản đó sẽ hiện ở đây."),
        _("Xem bản tin"),
        "/desk/bulletins/",
        "signature",
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
    lead = _("Đính chính và thu hồi do một cán bộ phát; một cán bộ khác ký xác nhận trong 24 giờ.")
    return COUNTERSIGN.respond(request, queries.waiting_for_countersign(request.actor), {"lead": lead})
