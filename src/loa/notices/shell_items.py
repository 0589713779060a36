"""What the room adds to the page frame: a menu entry and a line on the first screen."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.notices import queries
from loa.web.shell import NavItem
from loa.web.today import Item

VERBS: dict[str, str | Promise] = {
    "notices.paths_chosen": _("chọn cách nhận thông báo"),
    "notices.device_on": _("bật thông báo trên một thiết bị"),
    "notices.device_off": _("tắt thông báo trên thiết bị"),
}
NAV = NavItem("notices", _("Thông báo"), "notices:list", "bell", order=90, shortcut="t")


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield how many notices wait for the person."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        yield Item("todo", queries.count_open(actor), _("thông báo mới"), "/desk/notices/", tone="info")
