"""What the working views add to the page frame: menu entries, tabs, the lines of the first screen, words of acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.tasks.queries.days import days_of
from loa.tasks.queries.work import waits
from loa.tasks.shell_items import GROUP
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

READ = Permission.TASKS_READ.value
NAV = (
    NavItem("work", _("Việc của tôi"), "work:mine", "list-check", "", 5, READ, "n", on_phone=True),
    NavItem("watch", _("Theo dõi nhiệm vụ"), "work:progress", "report-analytics", GROUP, 103, READ, "w"),
)
VERBS: dict[str, str | Promise] = {
    "tasks.calendar_closed": _("dừng địa chỉ lịch nhiệm vụ"),
    "tasks.calendar_opened": _("tạo địa chỉ lịch nhiệm vụ"),
    "tasks.reminded": _("nhắc hạn nhiệm vụ"),
    "tasks.silence_shown": _("báo cho đơn vị chưa trả lời nhiệm vụ"),
    "tasks.silence_escalated": _("báo cơ quan giao việc về đơn vị chưa trả lời"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "tasks.calendarlink": (_("địa chỉ lịch nhiệm vụ"), ""),
}
WORK = (("mine", _("Việc của tôi")), ("calendar", _("Lịch")))
WATCH = (
    ("progress", _("Nhóm nhiệm vụ")),
    ("grid", _("Nhiệm vụ × đơn vị")),
    ("bodies", _("Đơn vị")),
    ("hand_overs", _("Chuyển việc")),
    ("rows", _("Từng phần việc")),
)


def work_tabs() -> list[dict[str, object]]:
    """Return the tabs of an officer's own pages."""
    return _tabs(WORK)


def watch_tabs() -> list[dict[str, object]]:
    """Return the tabs of the pages that watch over bodies."""
    return _tabs(WATCH)


def _tabs(names: tuple[tuple[str, Promise], ...]) -> list[dict[str, object]]:
    return [{"key": name, "label": label, "url": reverse(f"work:{name}")} for name, label in names]


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield stuck hand-overs before anything else, then late, new and silent work."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    found = waits(actor, days_of(actor.body))
    yield Item(
        "todo",
        found.stuck,
        _("việc chuyển giữa các đơn vị đang tắc"),
        "/desk/work/hand-overs/?state=stuck",
        tone="bad",
        note=_("Quá hạn, hoặc quá một ngày làm việc chưa ai nhận."),
        leads=True,
    )
    own = f"/desk/work/rows/?body={actor.body.pk}"
    yield Item("todo", found.overdue, _("nhiệm vụ của đơn vị quá hạn"), f"{own}&age=late", tone="bad")
    yield Item("todo", found.new, _("nhiệm vụ mới chờ tiếp nhận"), "/desk/work/", tone="warn")
    yield Item(
        "todo",
        found.silent,
        _("đơn vị chưa trả lời việc được giao"),
        f"/desk/work/rows/?giver={actor.body.pk}&state=silent",
        tone="warn",
        note=_("Từng đơn vị đã được báo trước 24 giờ."),
    )
