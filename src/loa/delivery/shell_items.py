"""What the room adds to the page frame: a menu entry, and lines on the first screen; and how its states look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loa.delivery import apart, queries
from loa.delivery.states import PROVEN, DispatchState, State
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.status import Status
from loa.web.today import Item

NAV = NavItem(
    "dispatches", _("Đợt gửi"), "delivery:list", "send", order=20, needs=Permission.DELIVERY_READ.value, shortcut="g",
    on_phone=True,
)  # fmt: skip

STATES: dict[str, Status] = {
    State.PLANNED: Status("wait", State.PLANNED.label),
    State.QUEUED: Status("wait", State.QUEUED.label, "hourglass"),
    State.SENDING: Status("info", State.SENDING.label, "send"),
    State.ACCEPTED: Status("info", State.ACCEPTED.label, "check"),
    State.DELIVERED: Status("ok", State.DELIVERED.label),
    State.PLAYED: Status("ok", State.PLAYED.label, "broadcast"),
    State.PLAYED_PARTLY: Status("warn", State.PLAYED_PARTLY.label),
    State.FAILED: Status("bad", State.FAILED.label),
    State.UNKNOWN: Status("unknown", State.UNKNOWN.label),
    State.EXPIRED: Status("warn", State.EXPIRED.label, "clock"),
    State.SUPPRESSED: Status("quiet", State.SUPPRESSED.label),
    State.SUPERSEDED: Status("quiet", State.SUPERSEDED.label),
    State.WITHDRAWN: Status("quiet", State.WITHDRAWN.label),
}
DISPATCH_STATES: dict[str, Status] = {
    DispatchState.PLANNED: Status("wait", DispatchState.PLANNED.label),
    DispatchState.SENDING: Status("info", DispatchState.SENDING.label, "send"),
    DispatchState.PAUSED: Status("warn", DispatchState.PAUSED.label, "player-pause"),
    DispatchState.MISSED: Status("bad", DispatchState.MISSED.label, "alarm"),
    DispatchState.DONE: Status("ok", DispatchState.DONE.label),
    DispatchState.CANCELLED: Status("quiet", DispatchState.CANCELLED.label),
    DispatchState.UNDONE: Status("quiet", DispatchState.UNDONE.label, "arrow-back-up"),
}


def state_of(state: str, *, is_word_alone: bool) -> Status:
    """Return how a delivery's state looks; one that a person's word alone confirms says so and is not green."""
    status = STATES[state]
    if not is_word_alone:
        return status
    tone = "info" if status.tone == "ok" else status.tone
    return Status(tone, format_lazy("{} ({})", status.text, _("tự báo")), "user-check")


def basis_of(row: Any) -> str | Promise:
    """Return what a confirmed delivery (of `rows_with_names`) rests on: a person's word, or the channel's proof; empty where none is."""
    if row.is_word_alone:
        return _("tự báo")
    return _("bằng chứng của kênh") if row.state in PROVEN else ""


THINGS = {
    "delivery.dispatch": (_("đợt gửi"), "/desk/dispatches/{}/"),
    "delivery.queue": (_("hàng đợi"), ""),
    "delivery.delivery": (_("lượt gửi"), "/desk/deliveries/{}/"),
}
REACHED = _("lượt gửi đã đến nơi nhận")

VERBS = {
    "delivery.dispatch_created": _("lập đợt gửi"),
    "delivery.dispatch_planned": _("đợt gửi chờ đến giờ"),
    "delivery.dispatch_sending": _("đợt gửi bắt đầu hoặc tiếp tục"),
    "delivery.dispatch_paused": _("tạm dừng đợt gửi"),
    "delivery.dispatch_missed": _("đợt gửi lỡ giờ"),
    "delivery.dispatch_done": _("gửi xong"),
    "delivery.dispatch_cancelled": _("hủy phần chưa gửi"),
    "delivery.dispatch_undone": _("hoàn tác trước khi gửi"),
    "delivery.account_paused": _("tạm dừng một kênh"),
    "delivery.account_resumed": _("cho một kênh gửi tiếp"),
    "delivery.queue_paused": _("dừng toàn bộ hàng đợi"),
    "delivery.queue_resumed": _("mở lại hàng đợi"),
    "delivery.chunk_requeued": _("cho thử lại phần bị cách ly"),
    "delivery.recounted": _("đếm lại số liệu của đợt gửi"),
    "delivery.confirmed": _("ghi nhận kết quả tự báo"),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what is going out, what waits for a decision and what nobody knows the outcome of."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    base = "/desk/dispatches/"
    yield Item(
        "out", queries.going_out(actor).count(), _("đợt đang gửi hoặc chờ đến giờ"), f"{base}?moving=on"
    )
    waiting = queries.needs_a_person(actor).count()
    yield Item("todo", waiting, _("đợt gửi dừng, chờ quyết định"), f"{base}?waiting=on", tone="warn")
    unknown = queries.with_unknown(actor).count()
    yield Item(
        "broken",
        apart.differences(actor).count(),
        _("lượt gửi lệch với bên nhận"),
        f"{base}differences/",
        tone="warn",
    )
    yield Item("broken", unknown, _("đợt gửi có lượt chưa rõ kết quả"), f"{base}?unknown=on", tone="unknown")
