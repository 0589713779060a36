"""The audience on screen: counts by area, a list without clear addresses, and erasing on request."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from loa.audience import actions, bounced, lists, queries, waiting
from loa.audience.forms import AreaFilter, EraseForm, FindForm, LiftForm, SubscriberFilter
from loa.audience.shell_items import subscriber_status
from loa.clocks.models import Clock
from loa.units.access import can, require
from loa.units.actor import Actor
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.units.places import meant, told
from loa.web.acts import attempt, form_page, posted
from loa.web.formats import moment_text
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

AREAS = ListScreen(
    key="audience",
    title=gettext_lazy("Người nhận tin"),
    nav_key="audience",
    template="audience/areas.html",
    search=("folded", "area__code"),
    search_label=gettext_lazy("Tìm địa bàn, cả tên cũ và địa chỉ"),
    also=lambda _request, typed: meant(typed),
    filters=AreaFilter,
    default_sort="-receivers",
    columns=(
        Column(
            "name",
            gettext_lazy("Địa bàn"),
            value=str,
            sort="sort_key",
            url=lambda row: f"/desk/audience/list/?area={row.area_id}",
        ),
        Column("level", gettext_lazy("Cấp"), value=lambda row: row.get_level_display(), sort="level"),
        Column("receivers", gettext_lazy("Đang nhận"), sort="receivers", numeric=True),
        Column("in_vi", gettext_lazy("Tiếng Việt"), sort="in_vi", numeric=True),
        Column("in_en", gettext_lazy("Tiếng Anh"), sort="in_en", numeric=True),
    ),
    empty=Empty(
        gettext_lazy("Chưa có địa bàn nào trong phạm vi được xem"),
        gettext_lazy("Nhập danh mục địa bàn trước khi có người đăng ký nhận tin."),
        gettext_lazy("Xem địa bàn"),
        "/desk/areas/",
        "map-pin",
    ),
)


def _is_held(row: Any) -> bool:
    """Say whether an officer could let letters go to the row's address again."""
    return bool(row.is_bounced and row.stopped_at is None)


SUBSCRIBERS = ListScreen(
    key="subscribers",
    title=gettext_lazy("Danh sách người nhận"),
    nav_key="audience",
    template="audience/subscribers.html",
    filters=SubscriberFilter,
    default_sort="-number",
    columns=(
        Column("number", gettext_lazy("Số"), value=lambda row: f"#{row.pk}", sort="pk"),
        Column("address", gettext_lazy("Địa chỉ (đã che)"), value=lists.masked),
        Column("areas_text", gettext_lazy("Địa bàn")),
        Column("topics_text", gettext_lazy("Chủ đề"), value=lambda row: row.topics_text or _("mọi chủ đề")),
        Column("language", gettext_lazy("Ngôn ngữ"), value=lambda row: row.get_language_display(), sort="language"),
        Column("state", gettext_lazy("Trạng thái"), value=subscriber_status, sort=("is_stopped", "is_bounced", "is_confirmed")),
        Column("created_at", gettext_lazy("Đăng ký lúc"), sort="created_at"),
        Column(
            "erase",
            gettext_lazy("Thao tác"),
            value=lambda row: _("Cho gửi lại") if _is_held(row) else _("Xóa theo yêu cầu"),
            export=lambda _row: None,
            url=lambda row: f"/desk/audience/{row.pk}/{'lift' if _is_held(row) else 'erase'}/",
        ),
    ),
    empty=Empty(
        gettext_lazy("Chưa có người nhận nào"),
        gettext_lazy("Người dân tự đăng ký trên trang công khai; danh sách có văn bản đồng ý có thể nhập từ tệp Excel."),
        gettext_lazy("Nhập danh sách"),
        "/desk/import/subscribers/",
        "mail",
    ),
)  # fmt: skip


def _context(request: DeskRequest) -> dict[str, Any]:
    return {"may_manage": can(request.actor, Permission.AUDIENCE_MANAGE)}


@desk_view
def areas(request: DeskRequest) -> HttpResponse:
    """Show how many receivers each area has."""
    require(request.actor, Permission.AUDIENCE_READ)
    rows = lists.areas_with_counts(request.actor)
    shown = {"totals": lists.totals(request.actor), "said": told(request.GET.get("q", ""))}
    return AREAS.respond(request, rows, _context(request) | shown)


@desk_view
def subscribers(request: DeskRequest) -> HttpResponse:
    """Show the receivers, their addresses masked."""
    require(request.actor, Permission.AUDIENCE_READ)
    return SUBSCRIBERS.respond(request, lists.list_masked(request.actor), _context(request))


@never_cache
@desk_view
def find(request: DeskRequest) -> HttpResponse:
    """Find the row of somebody who asked to be erased, by the address he named."""
    require(request.actor, Permission.AUDIENCE_MANAGE)
    form = FindForm(posted(request), actor=request.actor)
    if form.is_bound and form.is_valid() and form.found:
        return redirect("audience:erase", subscriber_id=form.found.pk)
    return form_page(
        request,
        form,
        title=_("Xóa dữ liệu theo yêu cầu"),
        lead=_("Nhập địa chỉ do chính người nhận cung cấp. Địa chỉ không được ghi lại ở đâu."),
        submit=_("Tìm"),
        back=reverse("audience:areas"),
        nav_key="audience",
    )


@desk_view
def lift(request: DeskRequest, subscriber_id: int) -> HttpResponse:
    """Let letters go again to an address that bounced."""
    found = queries.access_managed(request.actor, lists.list_masked(request.actor), subscriber_id)
    form = LiftForm(posted(request))
    if done := attempt(form, bounced.lift_bounce, actor=request.actor, subscriber_id=found.pk):
        told = (
            _("Đã cho gửi lại.") if done.value else _("Địa chỉ này không bị giữ lại; không có gì thay đổi.")
        )
        messages.success(request, told)
        return redirect("audience:subscribers")
    return form_page(
        request,
        form,
        title=_("Cho gửi lại tới người nhận #%(n)d") % {"n": found.pk},
        lead=_("Máy chủ thư đã báo địa chỉ không tồn tại. Nếu lại bị trả về, hệ thống lại ngừng gửi."),
        submit=_("Cho gửi lại"),
        back=reverse("audience:subscribers"),
        facts=_facts(found),
        facts_title=_("Người nhận"),
        nav_key="audience",
    )


def _facts(found: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("Địa chỉ (đã che)"), "value": lists.masked(found)},
        {"label": _("Địa bàn"), "value": found.areas_text},
        {"label": _("Trạng thái"), "value": subscriber_status(found).text},
    ]


def _limit(asked: Clock | None) -> list[dict[str, Any]]:
    """Return until when an erasure that was asked for must be done."""
    return [{"label": _("Hạn xóa theo yêu cầu"), "value": moment_text(asked.due_at)}] if asked else []


def _note_asked(*, actor: Actor, subscriber_id: int, received_on: date, **_rest: object) -> Clock:
    return waiting.note_asked(actor=actor, subscriber_id=subscriber_id, received_on=received_on)


@desk_view
def erase(request: DeskRequest, subscriber_id: int) -> HttpResponse:
    """Erase somebody who asked to; totals stay."""
    found = queries.access_managed(request.actor, lists.list_masked(request.actor), subscriber_id)
    form, asked = EraseForm(posted(request)), waiting.find_asked(found.pk)
    if form.is_bound and form.is_valid() and form.cleaned_data["asked"]:
        actions.erase_subscriber(actor=request.actor, subscriber_id=found.pk)
        messages.success(request, _("Đã xóa địa chỉ, lựa chọn và khóa giải mã. Các số tổng vẫn giữ."))
        return redirect("audience:subscribers")
    if noted := attempt(form, _note_asked, actor=request.actor, subscriber_id=found.pk):
        until = moment_text(noted.value.due_at)
        messages.success(request, _("Đã ghi nhận yêu cầu. Hạn xóa: %(at)s.") % {"at": until})
        return redirect("audience:subscribers")
    return form_page(
        request,
        form,
        title=_("Xóa dữ liệu của người nhận #%(n)d") % {"n": found.pk},
        lead=_("Không khôi phục được. Bản sao lưu cũ cũng sẽ bị xóa lại khi khôi phục."),
        submit=_("Xóa hoặc ghi nhận"),
        back=reverse("audience:subscribers"),
        facts=_facts(found) + _limit(asked),
        facts_title=_("Người nhận"),
        nav_key="audience",
    )
