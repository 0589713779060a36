"""What the room adds to the page frame: menu entries, lines on the first screen, words for its verbs."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.speakers import cluster_items, proof_items, schedule_items
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Loa truyền thanh")
READ = Permission.SPEAKERS_READ.value
NAV: tuple[NavItem, ...] = (*cluster_items.NAV, *schedule_items.NAV, *proof_items.NAV)
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
VERBS |= schedule_items.VERBS


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what of loudspeakers waits for the reader."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        yield from cluster_items.today_lines(actor)
    yield from schedule_items.today(request)
    yield from proof_items.today(request)
