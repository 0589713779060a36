"""What the room adds to the page frame: menu entries, lines on the first screen, words for its verbs."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.speakers.queries import silent
from loa.units.access import Who
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Loa truyền thanh")
READ = Permission.SPEAKERS_READ.value
NAV: tuple[NavItem, ...] = (
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
    "speakers.slot": (_("khung giờ phát"), ""),
    "speakers.airing": (_("buổi phát"), ""),
    "speakers.silence": (_("lần ngắt loa khẩn cấp"), ""),
}
VERBS: dict[str, str | Promise] = {
    "speakers.airing_cancelled": _("hủy buổi phát"),
    "speakers.sound_heard": _("nghe duyệt bản thu"),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what of loudspeakers waits for the reader."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    yield from _silent(actor)


def _silent(actor: Who) -> Iterator[Item]:
    number = silent.silent_visible_to(actor).order_by().values("cluster").distinct().count()
    yield Item("broken", number, _("cụm loa đến giờ mà không phát"), "/desk/speakers/silent/", tone="bad")
