"""The ledger on screen: dispatches, the live page of one, its rows, one delivery's history, and the steering."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_POST

from loa.delivery import actions, queries
from loa.delivery.forms import ConfirmForm, DeliveryFilter, DispatchFilter
from loa.delivery.models import Delivery, Dispatch
from loa.delivery.shell_items import DISPATCH_STATES, STATES
from loa.units.access import access, can
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

DISPATCHES = ListScreen(
    key="dispatches",
    title=gettext_lazy("Đợt gửi"),
    nav_key="dispatches",
    columns=(
        Column("title", gettext_lazy("Bản tin"), url=lambda row: f"/desk/dispatches/{row.pk}/"),
        Column(
            "state", gettext_lazy("Trạng thái"), value=lambda row: DISPATCH_STATES[row.state], sort="state"
        ),
        Column("lane", gettext_lazy("Mức"), value=lambda row: row.get_lane_display(), sort="lane"),
        Column("mode", gettext_lazy("Chế độ"), value=lambda row: row.get_mode_display(), sort="mode"),
        Column("approved_count", gettext_lazy("Người nhận"), sort="approved_count", numeric=True),
        Column("starts_at", gettext_lazy("Bắt đầu"), sort="starts_at"),
    ),
    filters=DispatchFilter,
    default_sort="-starts_at",
    empty=Empty(
        gettext_lazy("Chưa có đợt gửi nào"),
        gettext_lazy("Đợt gửi được tạo khi một bản tin được duyệt phát."),
        gettext_lazy("Xem bản tin"),
        "/desk/bulletins/",
        "send",
    ),
)

DELIVERIES = ListScreen(
    key="deliveries",
    title=gettext_lazy("Lượt gửi"),
    nav_key="dispatches",
    template="delivery/rows.html",
    columns=(
        Column("pk", gettext_lazy("Lượt gửi"), url=lambda row: f"/desk/deliveries/{row.pk}/", sort="pk"),
        Column("account", gettext_lazy("Kênh"), value=lambda row: row.account_name, sort="account_id"),
        Column("area", gettext_lazy("Địa bàn"), value=lambda row: row.area_name, sort="area_id"),
        Column("state", gettext_lazy("Trạng thái"), value=lambda row: STATES[row.state], sort="state"),
        Column("reason", gettext_lazy("Lý do")),
        Column("changed_at", gettext_lazy("Lúc"), sort="changed_at"),
    ),
    filters=DeliveryFilter,
    default_sort="pk",
    page_size=50,
    empty=Empty(
        gettext_lazy("Chưa có lượt gửi nào"),
        gettext_lazy("Lượt gửi hiện ra khi đợt gửi bắt đầu. Nếu đang lọc, hãy bỏ bớt điều kiện lọc."),
    ),
)


def _dispatch(request: HttpRequest, dispatch_id: int, to: Permission | None = None) -> Dispatch:
    visible = queries.with_titles(queries.visible_to(request.actor))  # type: ignore[attr-defined]
    return access(visible, request.actor, id=dispatch_id, to=to)  # type: ignore[attr-defined]


@desk_view
def list_dispatches(request: DeskRequest) -> HttpResponse:
    """Show the dispatches, latest first."""
    return DISPATCHES.respond(request, queries.with_titles(queries.visible_to(request.actor)))


@desk_view
def show(request: DeskRequest, dispatch_id: int) -> HttpResponse:
    """Show the live ledger of one dispatch."""
    dispatch = _dispatch(request, dispatch_id)
    context = {
        "dispatch": dispatch,
        "ledger": queries.ledger(dispatch),
        "status": DISPATCH_STATES[dispatch.state],
        "states": STATES,
        "may_manage": can(request.actor, Permission.DELIVERY_MANAGE, body=dispatch.body),
        "events": history_of(f"delivery.dispatch:{dispatch.pk}"),
        "nav_key": "dispatches",
        "mode": dispatch.mode,
    }
    return render(request, "delivery/show.html", context)


def _etag(request: HttpRequest, dispatch_id: int) -> str:
    return f'"{queries.version(_dispatch(request, dispatch_id))}"'


@desk_view
@cache_control(
    private=True, no_cache=True
)  # kept by the browser, asked after each time: that is what the ETag is for
@condition(etag_func=_etag)
def live(request: DeskRequest, dispatch_id: int) -> HttpResponse:
    """Give the part that changes; the page asks every two seconds and mostly hears "not modified"."""
    dispatch = _dispatch(request, dispatch_id)
    context = {
        "dispatch": dispatch,
        "ledger": queries.ledger(dispatch),
        "status": DISPATCH_STATES[dispatch.state],
        "states": STATES,
    }
    return render(request, "delivery/_ledger.html", context)


@desk_view
def rows(request: DeskRequest, dispatch_id: int) -> HttpResponse:
    """Show the deliveries of a dispatch; the export holds the same rows."""
    dispatch = _dispatch(request, dispatch_id)
    return DELIVERIES.respond(
        request, queries.rows_with_names(dispatch), {"dispatch": dispatch, "mode": dispatch.mode}
    )


def _steer(act: Callable[..., object], said: str | Promise) -> Callable[..., HttpResponse]:
    @require_POST
    @desk_view
    def steer(request: DeskRequest, dispatch_id: int) -> HttpResponse:
        dispatch = _dispatch(request, dispatch_id, to=Permission.DELIVERY_MANAGE)
        act(actor=request.actor, dispatch=dispatch)
        messages.success(request, str(said))
        return redirect("delivery:show", dispatch_id=dispatch_id)

    return steer


def _accept(**given: object) -> object:
    return actions.resume_dispatch(accept_count=True, **given)  # type: ignore[arg-type]


pause = _steer(actions.pause_dispatch, gettext_lazy("Đã tạm dừng đợt gửi."))
resume = _steer(actions.resume_dispatch, gettext_lazy("Đợt gửi tiếp tục."))
accept_count = _steer(_accept, gettext_lazy("Đã chấp nhận số người nhận mới, đợt gửi tiếp tục."))
cancel = _steer(actions.cancel_dispatch, gettext_lazy("Đã hủy phần chưa gửi."))


@desk_view
def delivery(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Show everything known about one delivery, and take an officer's word about it."""
    found: Delivery = access(
        queries.deliveries_visible_to(request.actor), request.actor, id=delivery_id, to=None
    )
    form = ConfirmForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.confirm_delivery(actor=request.actor, **form.for_delivery(found))
        messages.success(request, _("Đã ghi nhận kết quả."))
        return redirect("delivery:delivery", delivery_id=delivery_id)
    context = {
        "delivery": found,
        "dispatch": _dispatch(request, found.dispatch_id),
        "status": STATES[found.state],
        "history": queries.history(found),
        "states": STATES,
        "form": form if queries.is_confirmable(found, request.actor) else None,
        "errors": ErrorsSummary(form),
        "nav_key": "dispatches",
        "mode": found.mode,
    }
    return render(request, "delivery/delivery.html", context, status=422 if form.errors else 200)
