"""What the room adds to the page frame, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.clocks import queries
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Địa bàn và con người")
READ = Permission.UNITS_READ.value
NAV = (
    NavItem("duty", _("Lịch trực"), "clocks:duty", "user-check", GROUP, 121, READ, "r"),
    NavItem("calendar", _("Lịch làm việc"), "clocks:calendar", "calendar", GROUP, 122, READ, "l"),
)
VERBS: dict[str, str | Promise] = {
    "clocks.days_removed": _("bỏ ngày đặc biệt khỏi lịch"),
    "clocks.days_set": _("ghi ngày đặc biệt vào lịch"),
    "clocks.duty_changed": _("sửa ca trực"),
    "clocks.duty_planned": _("phân công ca trực"),
    "clocks.duty_removed": _("bỏ ca trực"),
    "clocks.escalated": _("báo tiếp người trực hoặc cấp trên"),
    "clocks.hours_set": _("đặt giờ làm việc trong tuần"),
    "clocks.opened": _("bắt đầu tính thời hạn"),
    "clocks.stopped": _("kết thúc thời hạn"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "clocks.clock": (_("thời hạn"), "/desk/duty/deadlines/"),
    "clocks.dutyroster": (_("ca trực"), "/desk/duty/{}/"),
    "clocks.holiday": (_("ngày trong lịch"), ""),
    "clocks.workcalendar": (_("giờ làm việc"), ""),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield the deadlines of visible bodies that ran out."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        late = queries.count_late(actor)
        yield Item("todo", late, _("thời hạn đã quá"), "/desk/duty/deadlines/?state=late", tone="bad")
