"""Duty and working time on screen: the roster, who is on duty now, a month of an area, and the calculator."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.clocks import actions, calculator, queries
from loa.clocks.forms import (
    ClockFilter,
    DayFilter,
    DueForm,
    HoursForm,
    ShiftFilter,
    ShiftForm,
    SpecialDayForm,
    WeekForm,
)
from loa.clocks.models import DutyRoster
from loa.clocks.months import month_of, parse_month
from loa.clocks.slots import words_of
from loa.clocks.status import called, state_of
from loa.journal.wording import thing_in_words, thing_url
from loa.lib import clock
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

DUTY = ListScreen(
    key="duty",
    title=gettext_lazy("Lịch trực"),
    nav_key="duty",
    template="clocks/duty.html",
    search=("post__person__folded", "second__person__folded"),
    search_label=gettext_lazy("Tìm theo tên người trực"),
    filters=ShiftFilter,
    default_sort="-begins_at",
    columns=(
        Column(
            "post",
            gettext_lazy("Người trực"),
            value=lambda row: row.post.person.full_name,
            sort="post__person__sort_key",
            url=lambda row: f"/desk/duty/{row.pk}/",
        ),
        Column("body_name", gettext_lazy("Cơ quan, đơn vị"), sort="body_name"),
        Column("begins_at", gettext_lazy("Bắt đầu"), sort="begins_at"),
        Column("ends_at", gettext_lazy("Kết thúc"), sort="ends_at"),
        Column(
            "second",
            gettext_lazy("Người thứ hai"),
            value=lambda row: row.second.person.full_name if row.second else "",
        ),
        Column("escalate_after", gettext_lazy("Báo tiếp sau (phút)"), numeric=True),
    ),
    empty=Empty(
        gettext_lazy("Chưa phân công ca trực nào"),
        gettext_lazy("Ca trực cho biết ai nhận việc gấp ngoài giờ và báo tiếp cho ai."),
        gettext_lazy("Phân công ca trực"),
        "/desk/duty/new/",
        "user-check",
    ),
)

DEADLINES = ListScreen(
    key="deadlines",
    title=gettext_lazy("Thời hạn"),
    nav_key="duty",
    search=("folded", "thing"),
    search_label=gettext_lazy("Tìm theo việc, số bản tin hoặc cơ quan"),
    filters=ClockFilter,
    default_sort="-due_at",
    columns=(
        Column(
            "thing",
            gettext_lazy("Việc"),
            value=lambda row: f"{words_of(row.purpose)}, {thing_in_words(row.thing)}",
            sort=("purpose", "thing"),
            url=lambda row: thing_url(row.thing),
        ),
        Column("state", gettext_lazy("Trạng thái"), value=state_of),
        Column("due_at", gettext_lazy("Hạn"), sort="due_at"),
        Column("rule", gettext_lazy("Cách tính"), value=lambda row: row.rule_in_words),
        Column("body_name", gettext_lazy("Cơ quan, đơn vị"), sort="body_name"),
        Column("last_step", gettext_lazy("Đã báo"), value=called, sort="last_step"),
    ),
    empty=Empty(
        gettext_lazy("Không có thời hạn nào"),
        gettext_lazy("Thời hạn bắt đầu tính khi có việc chờ, ví dụ bản tin chờ duyệt hay đính chính chờ ký xác nhận."),
        gettext_lazy("Xem bản tin"),
        "/desk/bulletins/",
        "alarm",
    ),
)  # fmt: skip

DAYS = ListScreen(
    key="days",
    title=gettext_lazy("Ngày đã ghi vào lịch"),
    nav_key="calendar",
    template="clocks/days.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên ngày hoặc căn cứ"),
    filters=DayFilter,
    default_sort="-on",
    columns=(
        Column("on", gettext_lazy("Ngày"), sort="on"),
        Column("kind", gettext_lazy("Loại ngày"), value=lambda row: row.get_kind_display(), sort="kind"),
        Column("name", gettext_lazy("Tên"), sort="name"),
        Column(
            "area_name",
            gettext_lazy("Địa bàn"),
            value=lambda row: row.area_name or _("cả nước"),
            sort="area_name",
        ),
        Column("source", gettext_lazy("Căn cứ")),
        Column(
            "act",
            gettext_lazy("Thao tác"),
            value=lambda row: _("Bỏ") if row.area_id else "",
            export=lambda _row: None,
            url=lambda row: f"/desk/calendar/days/{row.pk}/remove/",
        ),
    ),
    empty=Empty(
        gettext_lazy("Chưa ghi ngày riêng nào"),
        gettext_lazy("Ngày lễ, Tết và ngày hoán đổi của cả nước đã có sẵn; ghi thêm ngày nghỉ, nửa ngày của địa phương."),
        gettext_lazy("Thêm ngày"),
        "/desk/calendar/days/new/",
        "calendar-event",
    ),
)  # fmt: skip


# -- duty ----------------------------------------------------------------------------------------------------


@desk_view
def duty(request: DeskRequest) -> HttpResponse:
    """Show the roster, above it who is on duty now and on the next days."""
    require(request.actor, Permission.UNITS_READ)
    chosen = {"of": request.actor.body.pk, "days": 7} | request.GET.dict()
    form = WeekForm(chosen, request=request)
    context = {
        "week_form": form,
        "week": calculator.roster(request.actor, form),
        "now": queries.on_duty_now(request.actor),
        "may_manage": can(request.actor, Permission.DUTY_MANAGE),
    }
    return DUTY.respond(request, queries.list_shifts(request.actor), context)


@desk_view
def deadlines(request: DeskRequest) -> HttpResponse:
    """Show the deadlines that run, ran out or were met."""
    require(request.actor, Permission.UNITS_READ)
    return DEADLINES.respond(request, queries.list_clocks(request.actor))


@desk_view
def plan(request: DeskRequest) -> HttpResponse:
    """Put somebody on duty."""
    require(request.actor, Permission.DUTY_MANAGE)
    begins = clock.now().astimezone(clock.HANOI).replace(hour=17, minute=0)
    initial = {
        "body": request.actor.body,
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=15),
    }
    form = ShiftForm(posted(request), actor=request.actor, initial=initial)
    if attempt(form, actions.plan_duty, actor=request.actor):
        messages.success(request, _("Đã phân công ca trực."))
        return redirect("clocks:duty")
    return form_page(
        request,
        form,
        title=_("Phân công ca trực"),
        submit=_("Phân công"),
        back=reverse("clocks:duty"),
        nav_key="duty",
    )


@desk_view
def shift(request: DeskRequest, shift_id: int) -> HttpResponse:
    """Change a shift, or take it out."""
    found = _shift(request, shift_id)
    named = ("body", "post", "second", "begins_at", "ends_at", "escalate_after")
    form = ShiftForm(
        posted(request), actor=request.actor, initial={name: getattr(found, name) for name in named}
    )
    if attempt(form, calculator.change_shift, actor=request.actor, shift=found):
        messages.success(request, _("Đã lưu ca trực."))
        return redirect("clocks:duty")
    return form_page(
        request,
        form,
        title=_("Ca trực của %(name)s") % {"name": found.post.person.full_name},
        submit=_("Lưu"),
        back=reverse("clocks:duty"),
        template="clocks/shift.html",
        shift=found,
        nav_key="duty",
    )


@require_POST
@desk_view
def remove_shift(request: DeskRequest, shift_id: int) -> HttpResponse:
    """Take a shift out of the roster."""
    actions.remove_duty(actor=request.actor, shift=_shift(request, shift_id))
    messages.success(request, _("Đã bỏ ca trực."))
    return redirect("clocks:duty")


def _shift(request: DeskRequest, shift_id: int) -> DutyRoster:
    shifts = queries.list_shifts(request.actor)
    return access(shifts, request.actor, id=shift_id, to=Permission.DUTY_MANAGE)


# -- calendar ------------------------------------------------------------------------------------------------


@desk_view
def calendar(request: DeskRequest) -> HttpResponse:
    """Show a month of an area, and the calculator."""
    require(request.actor, Permission.UNITS_READ)
    area = calculator.area_asked(request.actor, request.GET.get("area", ""))
    start = {"start": clock.now().astimezone(clock.HANOI), "area": area, "amount": 8, "unit": "hours"}
    form = DueForm(request.GET if "amount" in request.GET else None, actor=request.actor, initial=start)
    first = parse_month(request.GET.get("month", ""), clock.today())
    asked = form.is_bound and form.is_valid()
    context = {
        "area": area,
        "month": month_of(first, queries.calendar_for(area, first), clock.today()),
        "form": form,
        "errors": ErrorsSummary(form),
        "answer": calculator.answer(**form.cleaned_data) if asked else None,
        "may_manage": can(request.actor, Permission.CALENDAR_MANAGE),
        "nav_key": "calendar",
    }
    return render(
        request, "clocks/calendar.html", context, status=422 if form.is_bound and form.errors else 200
    )


@desk_view
def days(request: DeskRequest) -> HttpResponse:
    """Show the days that were entered."""
    require(request.actor, Permission.UNITS_READ)
    context = {"may_manage": can(request.actor, Permission.CALENDAR_MANAGE)}
    return DAYS.respond(request, queries.days_visible_to(request.actor), context)


@desk_view
def add_days(request: DeskRequest) -> HttpResponse:
    """Enter days unlike their weekdays."""
    require(request.actor, Permission.CALENDAR_MANAGE)
    form = SpecialDayForm(posted(request), actor=request.actor)
    return _keep(request, form, actions.set_days, _("Ghi ngày vào lịch"), "clocks:days")


@desk_view
def set_hours(request: DeskRequest) -> HttpResponse:
    """Set the weekly hours of an area, beginning with those it has."""
    area = calculator.area_asked(request.actor, request.GET.get("area", ""))
    require(request.actor, Permission.CALENDAR_MANAGE, area=area)
    today = clock.today()
    held = queries.calendar_for(area, today).week(today)
    form = HoursForm(posted(request), week=held, initial={"valid_from": today})
    return _keep(
        request,
        form,
        partial(actions.set_hours, area=area),
        _("Giờ làm việc trong tuần"),
        "clocks:calendar",
        lead=calculator.name_of(area),
        warning_title=_("Giờ đã ghi cho sau này"),
        warning=calculator.later_hours(area, today),
    )


def _keep(request: DeskRequest, form: Any, act: Any, title: str, then: str, **context: Any) -> HttpResponse:
    if attempt(form, act, actor=request.actor):
        messages.success(request, _("Đã ghi vào lịch."))
        return redirect(then)
    return form_page(
        request,
        form,
        title=title,
        submit=_("Ghi vào lịch"),
        back=reverse(then),
        nav_key="calendar",
        **context,
    )


@desk_view
def remove_day(request: DeskRequest, day_id: int) -> HttpResponse:
    """Ask once, then take an entered day back."""
    found = access(queries.days_visible_to(request.actor), request.actor, id=day_id, to=None)
    require(request.actor, Permission.CALENDAR_MANAGE, area=found.area)
    if request.method == "POST":
        actions.remove_day(actor=request.actor, day=found)
        messages.success(request, _("Đã bỏ ngày khỏi lịch."))
        return redirect("clocks:days")
    return render(request, "clocks/remove_day.html", {"day": found, "nav_key": "calendar"})
