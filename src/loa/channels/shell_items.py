"""What the room adds to the page frame, how its states look, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import ceil

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loa.channels import expiring, queries, rules
from loa.channels.models import AccountState, CanaryState, Mode
from loa.channels.standings import Word
from loa.lib import clock
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
RUNS: dict[str, Status] = {
    CanaryState.BEGUN: Status("wait", _("Đang thử")),
    CanaryState.ACCEPTED: Status("info", _("Máy chủ đã nhận")),
    CanaryState.ARRIVED: Status("ok", _("Đã đến nơi")),
    CanaryState.FAILED: Status("bad", _("Không gửi được")),
    CanaryState.OVERDUE: Status("bad", _("Quá giờ chưa thấy đến"), "clock-pause"),
}
STANDINGS: dict[str, Status] = {
    Word.GOOD: Status("ok", _("Bình thường")),
    Word.HANDED_OVER: Status("ok", _("Máy chủ nhận tốt")),
    Word.BAD: Status("bad", _("Đang trục trặc")),
    Word.SILENT: Status("unknown", _("Chưa kiểm tra được")),
    Word.NEW: Status("wait", _("Chờ kiểm tra lần đầu")),
    Word.PAUSED: STATES[AccountState.PAUSED],
    Word.BY_PEOPLE: Status("quiet", _("Thủ công"), "user"),
    Word.NO_WAY: Status("quiet", _("Không tự kiểm tra được")),
}
VERBS: dict[str, str | Promise] = {
    "channels.changed": _("sửa thông số kênh"),
    "channels.closed": _("đóng tài khoản kênh"),
    "channels.halted": _("kênh tự tạm dừng vì bên nhận từ chối tài khoản"),
    "channels.opened": _("mở tài khoản kênh"),
    "channels.paused": _("tạm dừng kênh"),
    "channels.resumed": _("cho kênh gửi tiếp"),
    "channels.secret_rotated": _("thay khóa bí mật của kênh"),
    "channels.secret_renewed": _("khóa của kênh được gia hạn tự động"),
    "channels.tested": _("cho kênh tự kiểm tra"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "channels.account": (_("tài khoản kênh"), "/desk/channels/{}/")
}


def ending(ends_at: datetime) -> Status:
    """Return how near the end of a token or certificate is."""
    left = ends_at - clock.now()
    days = ceil(left.total_seconds() / 86_400)
    if days <= 0:
        return Status("bad", _("Đã hết hạn"))
    text = gettext("Còn %(n)s ngày") % {"n": days}
    return Status("bad" if left <= rules.TOKEN_NOW else "warn" if left <= rules.TOKEN_SOON else "ok", text)


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield how many accounts stand still."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        paused = queries.visible_to(actor).filter(state=AccountState.PAUSED).count()
        yield Item("broken", paused, _("kênh đang tạm dừng"), "/desk/channels/?state=paused", tone="warn")
        soon = expiring.counted(actor)
        yield Item(
            "broken",
            soon.now,
            _("khóa của kênh hết hạn trong 7 ngày hoặc đã hết hạn"),
            "/desk/channels/?ends=7",
            tone="bad",
        )
        yield Item(
            "todo",
            soon.later,
            _("khóa của kênh hết hạn trong 30 ngày"),
            "/desk/channels/?ends=30",
            tone="warn",
        )
        yield Item(
            "broken",
            expiring.count_bad(actor),
            _("kênh không qua được lần tự kiểm tra"),
            "/desk/status/",
            tone="bad",
        )
