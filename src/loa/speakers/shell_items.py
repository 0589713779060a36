"""What the room adds to the page frame: menu entries, lines on the first screen, words for its verbs."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Loa truyền thanh")
READ = Permission.SPEAKERS_READ.value
NAV: tuple[NavItem, ...] = ()
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
    del request
    yield from ()
