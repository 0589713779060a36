"""What the newsroom, counts and signals add to the page frame: menu entries, lines on the first screen, words."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.press.queries import signals
from loa.units.access import can
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

LISTEN = Permission.PRESS_LISTEN.value
NAV: tuple[NavItem, ...] = (
    NavItem("newsroom", _("Tin báo chí"), "press:stories", "rss", order=30, needs=LISTEN, shortcut="i"),
)
THINGS: dict[str, tuple[str | Promise, str]] = {
    "press.story": (_("chùm tin"), "/desk/newsroom/stories/{}/"),
    "press.item": (_("tin – bài"), "/desk/newsroom/items/{}/"),
    "press.savedcount": (_("số tin – bài đã lưu"), "/desk/newsroom/counts/saved/{}/"),
    "press.signal": (_("dấu hiệu tăng"), "/desk/newsroom/signals/{}/"),
    "press.digest": (_("bản điểm tin"), ""),
}
VERBS: dict[str, str | Promise] = {
    "press.story_merged": _("gộp chùm tin"),
    "press.story_split": _("tách chùm tin"),
    "press.story_pinned": _("ghim tin – bài vào chùm tin"),
    "press.reprints_merged": _("ghi nhận tin đăng lại"),
    "press.reprints_split": _("ghi nhận không phải tin đăng lại"),
    "press.count_saved": _("lưu số tin – bài"),
    "press.count_ended": _("bỏ lưu số tin – bài"),
    "press.counted": _("đếm tin – bài"),
    "press.signals_found": _("phát hiện dấu hiệu tăng"),
    "press.signal_taken": _("nhận xử lý dấu hiệu tăng"),
    "press.signal_dismissed": _("ghi dấu hiệu tăng không cần xử lý"),
    "press.digest_chosen": _("chọn chủ đề điểm tin"),
    "press.digest_told": _("gửi bản điểm tin"),
}
SHOWN = 2
"""Signals that stand on the first screen with their curves; the others are counted."""


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what grows faster than its own past, with curve, newspapers and the step to an answer."""
    actor = getattr(request, "actor", None)
    if not can(actor, Permission.PRESS_LISTEN):
        return
    found = list(signals.open_signals(actor)[:100])
    facts = {"cards": signals.cards(found[:SHOWN]), "may_write": can(actor, Permission.BULLETINS_WRITE)}
    yield Item(
        "todo",
        len(found),
        _("dấu hiệu báo chí tăng khác thường"),
        "/desk/newsroom/signals/",
        tone="warn",
        below=render_to_string("press/_signals_today.html", facts, request) if found else "",
    )
