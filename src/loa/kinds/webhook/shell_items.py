"""What the room adds to the page frame, how its states look, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.kinds.webhook import queries
from loa.kinds.webhook.models import Endpoint, Pause
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.status import Status
from loa.web.today import Item

GROUP = _("Người nhận và kênh")
NAV = NavItem("webhooks", _("Webhook"), "webhook:list", "link", GROUP, 144, Permission.CHANNELS_READ.value)

OPEN = Status("ok", _("Đang gửi"))
FAILING = Status("warn", _("Đang lỗi, còn thử lại"))
CLOSED = Status("quiet", _("Đã đóng"), "lock")
PAUSED: dict[str, Status] = {
    Pause.OFFICER: Status("warn", _("Tạm dừng"), "player-pause"),
    Pause.GONE: Status("bad", _("Bên nhận không nhận nữa")),
    Pause.FAILING: Status("bad", _("Đã dừng vì lỗi nhiều ngày")),
}
VERBS: dict[str, str | Promise] = {
    "webhook.changed": _("sửa địa chỉ nhận webhook"),
    "webhook.closed": _("đóng địa chỉ nhận webhook"),
    "webhook.paused": _("tạm dừng địa chỉ nhận webhook"),
    "webhook.pinged": _("gọi thử webhook"),
    "webhook.registered": _("thêm địa chỉ nhận webhook"),
    "webhook.replayed": _("gửi lại một lượt webhook"),
    "webhook.resumed": _("cho webhook gửi tiếp"),
    "webhook.secret_rotated": _("thay khóa ký webhook"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "webhook.endpoint": (_("địa chỉ nhận webhook"), "/desk/webhooks/{}/")
}


def status_of(endpoint: Endpoint) -> Status:
    """Return how the state of an endpoint looks."""
    if endpoint.closed_at:
        return CLOSED
    if endpoint.paused_at:
        return PAUSED[endpoint.paused_by]
    return FAILING if endpoint.failing_since else OPEN


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield how many endpoints were left alone until a person looks."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        left = queries.count_left_alone(actor)
        yield Item("broken", left, _("webhook đã dừng vì lỗi"), "/desk/webhooks/?state=left", tone="bad")
