"""What the sources add to the page frame: menu entries, lines on the first screen, words."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.press.queries.sources import count_odd
from loa.units.access import can
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

NAV: tuple[NavItem, ...] = (
    NavItem(
        "sources",
        _("Nguồn tin báo chí"),
        "sources:sources",
        "rss",
        _("Người nhận và kênh"),
        150,
        Permission.PRESS_LISTEN.value,
    ),
)
THINGS: dict[str, tuple[Promise, str]] = {
    "press.source": (_("nguồn tin báo chí"), "/desk/newsroom/sources/{}/"),
    "press.publisher": (_("cơ quan báo chí"), "/desk/newsroom/sources/publishers/{}/"),
    "press.topicword": (_("từ khóa của chủ đề"), ""),
    "press.bulkimport": (_("tệp tin nhập vào"), ""),
    "press.retag": (_("lần xếp lại tin"), ""),
    "press.item": (_("tin báo chí"), ""),
}
VERBS: dict[str, Promise] = {
    "press.import_done": _("nhập hết tệp tin"),
    "press.import_stopped": _("dừng nhập tệp tin giữa chừng"),
    "press.item_clipped": _("nhập tin bằng tay"),
    "press.publisher_changed": _("sửa cơ quan báo chí"),
    "press.publisher_entered": _("thêm cơ quan báo chí"),
    "press.publisher_name_dropped": _("bỏ tên hoặc tên miền của cơ quan báo chí"),
    "press.publisher_named": _("thêm tên hoặc tên miền của cơ quan báo chí"),
    "press.publishers_merged": _("gộp hai cơ quan báo chí là một"),
    "press.retag_done": _("xếp lại hết tin theo từ khóa và địa bàn"),
    "press.retag_stopped": _("dừng xếp lại tin giữa chừng"),
    "press.source_asked_now": _("yêu cầu lấy tin ngay"),
    "press.source_changed": _("sửa nguồn tin"),
    "press.source_ended": _("thôi lấy tin từ nguồn"),
    "press.source_entered": _("thêm nguồn tin"),
    "press.source_given_up": _("tạm dừng nguồn tin vì nhiều lần liên tiếp không lấy được"),
    "press.source_paused": _("tạm dừng nguồn tin"),
    "press.source_resumed": _("lấy tin trở lại"),
    "press.sources_brought_in": _("nạp danh sách nguồn tin"),
    "press.topic_word_added": _("thêm từ khóa của chủ đề"),
    "press.topic_words_taken": _("thêm bộ từ mẫu của các chủ đề"),
    "press.topic_word_dropped": pgettext_lazy("journal", "bỏ từ khóa của chủ đề"),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield the sources that do something else than usual, to who may mend it."""
    actor = getattr(request, "actor", None)
    if actor is None or not can(actor, Permission.PRESS_SOURCES):
        return
    url = "/desk/newsroom/sources/?standing=odd"
    yield Item(
        "broken", count_odd(actor), _("nguồn tin khác thường lệ hoặc không lấy được"), url, tone="warn"
    )
