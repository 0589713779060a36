"""What the room adds to the page frame, how its states look, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.channels import queries
from loa.channels.models import AccountState, Mode
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.status import Status
from loa.web.today import Item

GROUP = _("Người nhận và kênh")
NAV = NavItem(
    "channels", _("Kênh"), "channels:list", "broadcast", GROUP, 141, Permission.CHANNELS_READ.value, "k"
)

STATES: dict[str, Status] = {
    AccountState.ACTIVE: Status("ok", _("Đang dùng")),
    AccountState.PAUSED: Status("warn", _("Tạm dừng"), "player-pause"),
    AccountState.CLOSED: Status("quiet", _("Đã đóng"), "lock"),
}
MODES: dict[str, Status] = {
    Mode.LIVE: Status("info", _("Thật"), "broadcast"),
    Mode.EXERCISE: Status("warn", _("Diễn tập"), "presentation"),
    Mode.TEST: Status("quiet", _("Thử nghiệm"), "tool"),
}
VERBS: dict[str, str | Promise] = {
    "channels.changed": _("sửa thông số kênh"),
    "channels.closed": _("đóng tài khoản kênh"),
    "channels.halted": _("kênh tự tạm dừng vì bên nhận từ chối tài khoản"),
    "channels.opened": _("mở tài khoản kênh"),
    "channels.paused": _("tạm dừng kênh"),
    "channels.resumed": _("cho kênh gửi tiếp"),
    "channels.secret_rotated": _("thay khóa bí mật của kênh"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "channels.account": (_("tài khoản kênh"), "/desk/channels/{}/")
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield how many accounts stand still."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        paused = queries.visible_to(actor).filter(state=AccountState.PAUSED).count()
        yield Item("broken", paused, _("kênh đang tạm dừng"), "/desk/channels/?state=paused", tone="warn")
