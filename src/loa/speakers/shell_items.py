"""What the room adds to the page frame: menu entries, lines on the first screen, words for its verbs."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.speakers import cluster_items, schedule_items
from loa.speakers.queries import silent
from loa.units.access import Who
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Loa truyền thanh")
READ = Permission.SPEAKERS_READ.value
NAV: tuple[NavItem, ...] = (
    *cluster_items.NAV,
    NavItem("speakers_week", _("Lịch phát"), "speakers:week", "calendar", GROUP, 152, READ),
    NavItem("speakers_slots", _("Khung giờ phát"), "speakers:slots", "clock", GROUP, 153, READ),
    NavItem(
        "speakers_limits",
        _("Giới hạn phát thanh"),
        "speakers:limits",
        "adjustments-horizontal",
        GROUP,
        158,
        READ,
    ),
    NavItem(
        "speakers_reconcile",
        _("Đối soát phát thanh"),
        "speakers:reconcile",
        "speakerphone",
        GROUP,
        56,
        READ,
    ),
)
THINGS: dict[str, tuple[str | Promise, str]] = {
    "speakers.cluster": (_("cụm loa"), "/desk/speakers/{}/"),
    "speakers.sound": (_("bản thu"), ""),
    "speakers.slot": (_("khung giờ phát"), "/desk/speakers/slots/{}/"),
    "speakers.noiserule": (_("giới hạn phát thanh"), "/desk/speakers/limits/"),
    "speakers.airing": (_("buổi phát"), ""),
    **cluster_items.THINGS,
}
VERBS: dict[str, str | Promise] = {
    "speakers.airing_cancelled": _("hủy buổi phát"),
    "speakers.sound_made": _("tạo bản thu"),
    "speakers.sound_heard": _("nghe duyệt bản thu"),
    **cluster_items.VERBS,
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what of loudspeakers waits for the reader."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    yield from cluster_items.today_lines(actor)
    yield from schedule_items.today(request)
    yield from _silent(actor)


def _silent(actor: Who) -> Iterator[Item]:
    number = silent.silent_visible_to(actor).order_by().values("cluster").distinct().count()
    yield Item("broken", number, _("cụm loa đến giờ mà không phát"), "/desk/speakers/silent/", tone="bad")
