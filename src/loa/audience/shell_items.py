"""What the room adds to the page frame, how its states look, and the words of its acts."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.audience import waiting
from loa.audience.models import Subscriber
from loa.clocks.slots import Purpose
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.status import Status

GROUP = _("Người nhận và kênh")
NAV = NavItem(
    "audience", _("Người nhận tin"), "audience:areas", "users-group", GROUP, 140, Permission.AUDIENCE_READ.value, "n"
)  # fmt: skip

ACTIVE = Status("ok", _("Đang nhận"))
WAITING = Status("wait", _("Chờ xác nhận"))
BOUNCED = Status("bad", _("Địa chỉ bị trả lại"))
STOPPED = Status("quiet", _("Đã ngừng"), "mail-off")

SUBSCRIPTIONS = _("lượt đăng ký nhận tin")

VERBS: dict[str, str | Promise] = {
    "audience.bounced": _("ngừng gửi vì địa chỉ không tồn tại"),
    "audience.chosen": _("người nhận đổi lựa chọn"),
    "audience.confirmed": _("người nhận xác nhận đăng ký"),
    "audience.erased": _("xóa dữ liệu người nhận theo yêu cầu"),
    "audience.gone": _("thiết bị không còn nhận thông báo, đã xóa khỏi danh sách"),
    "audience.imported": _("nhập danh sách người nhận"),
    "audience.lifted": _("cho gửi lại tới địa chỉ từng bị trả lại"),
    "audience.joined": _("người nhận bật thông báo trên trình duyệt"),
    "audience.moved": _("trình duyệt của người nhận đổi địa chỉ nhận thông báo"),
    "audience.stopped": _("người nhận ngừng đăng ký"),
}
PURPOSES = {
    waiting.ERASURE: Purpose(
        pgettext_lazy("deadline", "xóa dữ liệu người nhận theo yêu cầu"), waiting.who_may_erase
    )
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "audience.subscriber": (_("người nhận"), "/desk/audience/{}/erase/")
}


def subscriber_status(row: Subscriber) -> Status:
    """Return how a row of `lists.list_masked` stands."""
    if row.stopped_at is not None:
        return STOPPED
    if getattr(row, "is_bounced", False):
        return BOUNCED
    return ACTIVE if getattr(row, "is_confirmed", False) else WAITING
