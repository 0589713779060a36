"""What the room adds to the page frame, how its states look, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.kinds.manual import queries
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.status import Status
from loa.web.today import Item

GROUP = _("Người nhận và kênh")
READ = Permission.CHANNELS_READ.value
NAV = (
    NavItem("stations", _("Điểm phát"), "manual:stations", "map-pin", GROUP, 142, READ),
    NavItem("sheets", _("Phiếu thực hiện"), "manual:sheets", "clipboard-check", GROUP, 143, READ),
)
OPEN = Status("ok", _("Đang dùng"))
CLOSED = Status("quiet", _("Đã đóng"), "lock")
WAITS = Status("wait", _("Chờ xác nhận"))

VERBS: dict[str, str | Promise] = {
    "manual.station_closed": _("đóng điểm phát"),
    "manual.station_opened": _("mở điểm phát"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {"manual.station": (_("điểm phát"), "")}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield how many run sheets wait for somebody's word."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        waiting = queries.list_unconfirmed(actor).count()
        yield Item("todo", waiting, _("phiếu thực hiện chờ xác nhận"), "/desk/sheets/", tone="wait")
