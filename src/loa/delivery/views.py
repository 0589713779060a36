"""The ledger on screen: dispatches, the live page of one, its rows, one delivery's history, and the steering."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_POST

from loa.delivery import actions, apart, queries
from loa.delivery.figures import FIGURES, columns, lines, numbered
from loa.delivery.forms import ConfirmForm, DeliveryFilter, DifferenceFilter, DispatchFilter
from loa.delivery.live import controls, events, resting, version
from loa.delivery.models import Delivery, Dispatch
from loa.delivery.selfreported import is_word_alone
from loa.delivery.shell_items import DISPATCH_STATES, STATES, basis_of, state_of
from loa.lib.ids import digest
from loa.units.access import access, can
from loa.units.actor import Actor
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, posted
from loa.web.formats import number_text
from loa.web.forms import ErrorsSummary
from loa.web.lists import export
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
    search=("folded_title",),
    search_label=gettext_lazy("Tìm theo tiêu đề bản tin"),
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
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            value=lambda row: state_of(row.state, is_word_alone=row.is_word_alone),
            sort="state",
        ),
        Column("proof", gettext_lazy("Căn cứ"), value=basis_of),
        Column("reason", gettext_lazy("Lý do")),
        Column("changed_at", gettext_lazy("Lúc"), sort="changed_at"),
    ),
    search=("folded_reason",),
    search_label=gettext_lazy("Tìm theo số lượt gửi, kênh, địa bàn hoặc lý do"),
    also=lambda _request, typed: queries.named(typed),
    filters=DeliveryFilter,
    default_sort="pk",
    page_size=50,
    empty=Empty(
        gettext_lazy("Chưa có lượt gửi nào"),
        gettext_lazy("Lượt gửi hiện ra khi đợt gửi bắt đầu. Nếu đang lọc, hãy bỏ bớt điều kiện lọc."),
    ),
)

DIFFERENCES = ListScreen(
    key="differences",
    title=gettext_lazy("Đối chiếu với bên nhận"),
    nav_key="dispatches",
    columns=(
        Column("account", gettext_lazy("Kênh"), value=lambda row: row.account.name, sort="account_id"),
        Column("side", gettext_lazy("Lệch ở đâu"), value=lambda row: row.get_side_display(), sort="side"),
        Column(
            "delivery",
            gettext_lazy("Lượt gửi"),
            value=lambda row: row.delivery_id or row.key,
            url=lambda row: f"/desk/deliveries/{row.delivery_id}/" if row.delivery_id else "",
        ),
        Column(
            "state",
            gettext_lazy("Sổ gửi ghi"),
            value=lambda row: STATES[row.state] if row.state else _("không có lượt gửi này"),
            sort="state",
        ),
        Column("found_at", gettext_lazy("Thấy lần đầu"), sort="found_at"),
        Column("last_at", gettext_lazy("Thấy lần cuối"), sort="last_at"),
    ),
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên kênh"),
    filters=DifferenceFilter,
    default_sort="-found_at",
    empty=Empty(
        gettext_lazy("Không có lượt nào lệch"),
        gettext_lazy(
            "Mỗi đêm, sổ gửi được đối chiếu với danh sách mà bên nhận cho biết. Hệ thống chỉ liệt kê,"
            " không tự sửa kết quả."
        ),
        gettext_lazy("Xem các đợt gửi"),
        "/desk/dispatches/",
        "check",
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
def list_differences(request: DeskRequest) -> HttpResponse:
    """Show what only a channel has and what only the ledger has."""
    return DIFFERENCES.respond(request, apart.differences(request.actor))


@desk_view
def show(request: DeskRequest, dispatch_id: int) -> HttpResponse:
    """Show the live ledger of one dispatch."""
    dispatch = _dispatch(request, dispatch_id)
    context = {"nav_key": "dispatches", "mode": dispatch.mode}
    return render(request, "delivery/show.html", context | _live(request, dispatch))


def _live(request: DeskRequest, dispatch: Dispatch) -> dict[str, object]:
    """Return what the polled part shows."""
    ledger = queries.ledger(dispatch)
    return {
        "dispatch": dispatch,
        "ledger": ledger,
        "figures": FIGURES,
        "accounts": numbered(ledger.accounts),
        "areas": numbered(ledger.areas),
        "status": DISPATCH_STATES[dispatch.state],
        "controls": controls(dispatch),
        "resting": resting(dispatch),
        "events": events(dispatch),
        "may_manage": _may_manage(request, dispatch),
    }


def _may_manage(request: HttpRequest, dispatch: Dispatch) -> bool:
    return can(request.actor, Permission.DELIVERY_MANAGE, body=dispatch.body)  # type: ignore[attr-defined]


def _etag(request: HttpRequest, dispatch_id: int) -> str:
    """Return the tag of the polled part: the ledger, what the reader may do, the language, and the forms' secret."""
    dispatch = _dispatch(request, dispatch_id)
    reader = [_may_manage(request, dispatch), get_language(), request.META.get("CSRF_COOKIE", "")]
    return f'"{version(dispatch)}-{digest(reader)[:12]}"'


@desk_view
@cache_control(
    private=True, no_cache=True
)  # kept by the browser, asked after each time: that is what the ETag is for
@condition(etag_func=_etag)
def live(request: DeskRequest, dispatch_id: int) -> HttpResponse:
    """Give the part that changes; the page asks every second and mostly hears "not modified"."""
    return render(request, "delivery/_live.html", _live(request, _dispatch(request, dispatch_id)))


@desk_view
def figures(request: DeskRequest, dispatch_id: int) -> HttpResponse:
    """Give the figures by channel and area as a file: the same lines, columns and numbers as on screen."""
    dispatch = _dispatch(request, dispatch_id)
    return export.table(
        request,
        request.GET.get("export", "xlsx"),
        key=f"dispatch-{dispatch.pk}",
        title=_("Số liệu đợt gửi %(n)s") % {"n": dispatch.pk},
        columns=columns(),
        rows=list(lines(queries.ledger(dispatch))),
    )


@desk_view
def rows(request: DeskRequest, dispatch_id: int) -> HttpResponse:
    """Show the deliveries of a dispatch; the export holds the same rows."""
    dispatch = _dispatch(request, dispatch_id)
    context = {"dispatch": dispatch, "mode": dispatch.mode}
    return DELIVERIES.respond(request, queries.rows_with_names(dispatch), context, note=_missing(dispatch))


def _missing(dispatch: Dispatch) -> str:
    """Return what the rows lack beside the figures: receivers of whom no delivery was made yet."""
    left = queries.count_not_expanded(dispatch)
    told = _("Cả đợt còn %(n)s người nhận chưa được lập thành lượt gửi, chưa có dòng ở đây.")
    return told % {"n": number_text(left)} if left else ""


def _steer(act: Callable[..., object], said: str | Promise) -> Callable[..., HttpResponse]:
    """Return the view of a button; what the path names beside the dispatch is handed to the action."""

    @require_POST
    @desk_view
    def steer(request: DeskRequest, /, dispatch_id: int, **part: int) -> HttpResponse:
        dispatch = _dispatch(request, dispatch_id, to=Permission.DELIVERY_MANAGE)
        act(actor=request.actor, dispatch=dispatch, **part)
        messages.success(request, str(said))
        return redirect("delivery:show", dispatch_id=dispatch_id)

    return steer


def _accept(**given: object) -> object:
    return actions.resume_dispatch(accept_count=True, **given)  # type: ignore[arg-type]


def _requeue(*, actor: Actor, dispatch: Dispatch, chunk_id: int) -> None:
    chunk = access(dispatch.chunks.select_related("dispatch__body"), actor, id=chunk_id, to=None)
    actions.requeue_chunk(actor=actor, chunk=chunk)


def _of_account(act: Callable[..., object]) -> Callable[..., None]:
    """Return the action for one channel of the dispatch; a channel it does not go through is unknown."""

    def steer_account(*, actor: Actor, dispatch: Dispatch, account_id: int) -> None:
        access(queries.accounts_of(dispatch), actor, id=account_id, to=None)
        act(actor=actor, dispatch=dispatch, account_id=account_id)

    return steer_account


pause = _steer(actions.pause_dispatch, gettext_lazy("Đã tạm dừng đợt gửi."))
resume = _steer(actions.resume_dispatch, gettext_lazy("Đợt gửi tiếp tục."))
accept_count = _steer(_accept, gettext_lazy("Đã chấp nhận số người nhận mới, đợt gửi tiếp tục."))
cancel = _steer(actions.cancel_dispatch, gettext_lazy("Đã hủy phần chưa gửi."))
pause_account = _steer(_of_account(actions.pause_dispatch), gettext_lazy("Đã tạm dừng kênh này của đợt gửi."))
resume_account = _steer(_of_account(actions.resume_dispatch), gettext_lazy("Kênh này gửi tiếp."))
requeue = _steer(_requeue, gettext_lazy("Phần bị cách ly sẽ được gửi lại."))


@desk_view
def delivery(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Show everything known about one delivery, and take an officer's word about it."""
    found: Delivery = access(
        queries.deliveries_visible_to(request.actor), request.actor, id=delivery_id, to=None
    )
    form = ConfirmForm(posted(request))
    if attempt(form, actions.confirm_delivery, actor=request.actor, delivery=found):
        messages.success(request, _("Đã ghi nhận kết quả."))
        return redirect("delivery:delivery", delivery_id=delivery_id)
    may_confirm = queries.is_confirmable(found, request.actor)
    refusal = queries.objection_to(found) if may_confirm else None
    context = {
        "delivery": found,
        "dispatch": _dispatch(request, found.dispatch_id),
        "status": state_of(found.state, is_word_alone=is_word_alone(found)),
        "history": queries.history(found),
        "states": STATES,
        "form": form if may_confirm and not refusal else None,
        "refusal": refusal,
        "errors": ErrorsSummary(form),
        "nav_key": "dispatches",
        "mode": found.mode,
    }
    return render(request, "delivery/delivery.html", context, status=422 if form.errors else 200)
