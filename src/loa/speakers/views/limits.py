"""Noise rules on screen: what holds where and by which decision, a new one with what it would break, the end of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.speakers.actions import limits as actions
from loa.speakers.forms.schedule import EndRuleForm, RuleFilter, RuleForm
from loa.speakers.models import NoiseRule
from loa.speakers.queries import limits as reads
from loa.speakers.queries.preview import preview_end, preview_rule
from loa.speakers.schedule_status import rule_status
from loa.speakers.slot_words import limits_text
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.formats import day_text
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

MANAGE = Permission.SPEAKERS_MANAGE


def last_day(row: NoiseRule) -> str:
    """Return the last day of a rule, nothing for one without an end."""
    return day_text(row.valid_until - timedelta(days=1)) if row.valid_until else ""


def may_end(row: Any) -> bool:
    """Say whether a rule of the list has no end yet and the reader manages its area."""
    return row.is_mine and not row.valid_until


RULES = ListScreen(
    key="noise_rules",
    title=gettext_lazy("Giới hạn phát thanh"),
    nav_key="speakers_limits",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo địa bàn hoặc căn cứ"),
    filters=RuleFilter,
    default_sort="-valid_from",
    columns=(
        Column("area_name", gettext_lazy("Địa bàn"), sort="area_name"),
        Column("kind", gettext_lazy("Loại"), value=rule_status, sort="kind"),
        Column("limits", gettext_lazy("Giới hạn"), value=limits_text),
        Column("valid_from", gettext_lazy("Từ ngày"), sort="valid_from"),
        Column("last", gettext_lazy("Đến hết ngày"), value=last_day, sort="last"),
        Column("source", gettext_lazy("Căn cứ"), sort="source"),
        Column(
            "act",
            gettext_lazy("Thao tác"),
            value=lambda row: _("Kết thúc") if may_end(row) else "",
            export=lambda _row: None,
            url=lambda row: f"/desk/speakers/limits/{row.pk}/end/" if may_end(row) else "",
        ),
    ),
    empty=Empty(
        gettext_lazy("Chưa có giới hạn nào"),
        gettext_lazy(
            "Ở mọi nơi, 21:00–05:00 luôn là giờ khóa. Thêm giới hạn theo quyết định của địa phương."
        ),
        gettext_lazy("Thêm giới hạn"),
        "/desk/speakers/limits/new/",
        "adjustments-horizontal",
    ),
)


NIGHT_ALWAYS = gettext_lazy("Ở mọi nơi, 21:00–05:00 luôn là giờ khóa, trừ tin khẩn cấp.")


@desk_view
def limits(request: DeskRequest) -> HttpResponse:
    """Show what holds where."""
    require(request.actor, Permission.SPEAKERS_READ)
    context: dict[str, Any] = {
        "lead": _(
            "Mọi nơi đều khóa 21:00–05:00, trừ tin khẩn cấp và đính chính tin khẩn cấp. Nơi gần nhất có giới hạn thì áp dụng."
        )
    }
    rows = reads.list_rules(request.actor)
    if not can(request.actor, MANAGE):
        return RULES.without_start(NIGHT_ALWAYS).respond(request, rows, context)
    context |= {"action_url": reverse("speakers:new_limit"), "action_label": _("Thêm giới hạn")}
    return RULES.respond(request, rows, context)


@desk_view
def new_limit(request: DeskRequest) -> HttpResponse:
    """Lay down a rule; the slots that it no longer lets hold are shown first."""
    require(request.actor, MANAGE)
    form = RuleForm(posted(request), actor=request.actor)
    shown = attempt(form, preview_rule) if "preview" in request.POST else None
    if "preview" not in request.POST and attempt(form, actions.add_rule, actor=request.actor):
        messages.success(request, _("Đã thêm giới hạn. Cấu hình mới được gửi tới các cụm loa trong địa bàn."))
        return redirect("speakers:limits")
    return form_page(
        request,
        form,
        title=_("Thêm giới hạn phát thanh"),
        submit=_("Lưu"),
        back=reverse("speakers:limits"),
        template="speakers/limit_form.html",
        preview=shown.value if shown else None,
        nav_key="speakers_limits",
    )


@desk_view
def end_limit(request: DeskRequest, rule_id: int) -> HttpResponse:
    """Give a rule its last day, with a reason."""
    rule = access(reads.list_rules(request.actor), request.actor, id=rule_id, to=None)
    require(request.actor, MANAGE, area=rule.area)
    form = EndRuleForm(posted(request))
    if attempt(form, actions.end_rule, actor=request.actor, rule=rule):
        messages.success(request, _("Đã ghi ngày kết thúc."))
        return redirect("speakers:limits")
    return form_page(
        request,
        form,
        title=_("Kết thúc giới hạn"),
        lead=rule.source,
        submit=_("Ghi ngày kết thúc"),
        back=reverse("speakers:limits"),
        template="speakers/limit_form.html",
        preview=preview_end(rule),
        ends=True,
        nav_key="speakers_limits",
    )
