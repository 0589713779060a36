"""What the room adds to the page frame, and the words of its acts."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.units.permissions import Permission
from loa.web.shell import NavItem

NAV = NavItem("search", _("Tìm kiếm"), "search:search", "search", order=15, shortcut="s")
SYNONYMS = NavItem(
    "synonyms",
    _("Từ đồng nghĩa"),
    "search:synonyms",
    "language",
    _("Kiểm soát"),
    164,
    Permission.SEARCH_MANAGE.value,
)
VERBS: dict[str, str | Promise] = {
    "search.asked": _("tìm trong tin báo chí"),
    "search.rebuild_asked": _("yêu cầu lập lại chỉ mục tìm kiếm"),
    "search.synonym_added": _("thêm nhóm từ đồng nghĩa"),
    "search.synonym_changed": _("sửa nhóm từ đồng nghĩa"),
    "search.synonym_removed": _("bỏ nhóm từ đồng nghĩa"),
    "search.synonyms_imported": _("nhập bảng nhóm từ đồng nghĩa"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "search.index": (_("chỉ mục tìm kiếm"), ""),
    "search.question": (_("câu hỏi tìm kiếm"), ""),
    "search.synonym": (_("nhóm từ đồng nghĩa"), "/search/synonyms/{}/"),
    "search.synonyms": (_("các nhóm từ đồng nghĩa"), ""),
}
