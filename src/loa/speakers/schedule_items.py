"""What the schedule adds to the page frame: menu entries, words, what waits for the reader; Hanoi's limits beside Hanoi's areas."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from loa.journal.models import Entry
from loa.speakers.actions.limits import lay_hanoi_limits
from loa.speakers.queries.slots import waiting_for
from loa.speakers.queries.week import own_clash
from loa.units.access import can
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Loa truyền thanh")
READ = Permission.SPEAKERS_READ.value
NAV = (
    NavItem("speakers_week", _("Lịch phát"), "speakers:week", "calendar", GROUP, 152, READ),
    NavItem("speakers_slots", _("Khung giờ phát"), "speakers:slots", "clock", GROUP, 153, READ),
    NavItem("speakers_limits", _("Giới hạn phát thanh"), "speakers:limits", "gavel", GROUP, 158, READ),
)
VERBS: dict[str, str | Promise] = {
    "speakers.airing_moved": _("chuyển giờ buổi phát"),
    "speakers.airings_ordered": _("xếp thứ tự bản tin trùng giờ"),
    "speakers.limits_added": _("thêm giới hạn phát thanh"),
    "speakers.limits_ended": _("kết thúc giới hạn phát thanh"),
    "speakers.limits_loaded": _("nạp giới hạn phát thanh của Hà Nội"),
    "speakers.slot_approved": _("duyệt khung giờ phát"),
    "speakers.slot_changed": _("sửa khung giờ phát"),
    "speakers.slot_drafted": _("lập khung giờ phát"),
    "speakers.slot_ended": _("dừng khung giờ phát"),
    "speakers.slot_returned": _("trả lại khung giờ phát"),
    "speakers.slot_submitted": _("gửi duyệt khung giờ phát"),
}


def today(request: HttpRequest) -> Iterator[Item]:
    """Yield the slots that wait for this person's approval, and priority items that wait for an order."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    if can(actor, Permission.SPEAKERS_RELEASE):
        waiting = waiting_for(actor).count()
        yield Item(
            "todo",
            waiting,
            _("khung giờ phát chờ duyệt"),
            "/desk/speakers/slots/?state=waiting",
            tone="wait",
        )
    if can(actor, Permission.SPEAKERS_SCHEDULE, body=actor.body):
        met = own_clash(actor)
        yield Item("todo", met, _("bản tin ưu tiên trùng giờ"), "/desk/speakers/clashes/", tone="warn")


def limits_changed(entry: Entry) -> None:
    """Have devices told of a changed noise rule; the job is part of the act that changed it."""
    del entry
    app.configure_task("speakers.refresh_devices_now").defer()


def hanoi_loaded(entry: Entry) -> None:
    """Lay down Hanoi's limits in the act that loads its areas."""
    del entry
    lay_hanoi_limits()
