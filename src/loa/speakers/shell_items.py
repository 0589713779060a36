"""What the room adds to the page frame: menu entries, lines on the first screen, words for its verbs."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.speakers import schedule_items
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Loa truyền thanh")
READ = Permission.SPEAKERS_READ.value
NAV: tuple[NavItem, ...] = (*schedule_items.NAV,)
THINGS: dict[str, tuple[str | Promise, str]] = {
    "speakers.cluster": (_("cụm loa"), "/desk/speakers/{}/"),
    "speakers.sound": (_("bản thu"), ""),
    "speakers.slot": (_("khung giờ phát"), "/desk/speakers/slots/{}/"),
    "speakers.noiserule": (_("giới hạn phát thanh"), "/desk/speakers/limits/"),
    "speakers.airing": (_("buổi phát"), ""),
    "speakers.silence": (_("lần ngắt loa khẩn cấp"), ""),
}
VERBS: dict[str, str | Promise] = {
    "speakers.airing_cancelled": _("hủy buổi phát"),
    "speakers.sound_made": _("tạo bản thu"),
    "speakers.sound_heard": _("nghe duyệt bản thu"),
}
VERBS |= schedule_items.VERBS


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what of loudspeakers waits for the reader."""
    yield from schedule_items.today(request)
