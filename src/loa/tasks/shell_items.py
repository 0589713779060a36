"""What the room adds to the page frame: menu entries, lines on the first screen, words for its verbs and clocks."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.clocks.slots import Purpose
from loa.tasks.actions.handing import CLOCK
from loa.tasks.queries.people import who_may_answer
from loa.tasks.queries.waiting import count_waiting
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Chương trình, nhiệm vụ")
NAV = (
    NavItem(
        "programmes",
        _("Chương trình"),
        "tasks:programmes",
        "list-check",
        group=GROUP,
        order=100,
        needs=Permission.TASKS_READ.value,
    ),
    NavItem(
        "tasks",
        _("Nhiệm vụ"),
        "tasks:list",
        "checks",
        group=GROUP,
        order=101,
        needs=Permission.TASKS_READ.value,
        shortcut="m",
    ),
    NavItem(
        "to_accept",
        _("Chờ nghiệm thu"),
        "tasks:to_accept",
        "signature",
        group=GROUP,
        order=102,
        needs=Permission.TASKS_ACCEPT.value,
    ),
)

THINGS = {
    "tasks.programme": (_("chương trình"), "/desk/tasks/programmes/{}/"),
    "tasks.task": (_("nhiệm vụ"), "/desk/tasks/{}/"),
    "tasks.assignment": (_("phần việc của đơn vị"), "/desk/tasks/parts/{}/"),
    "tasks.handover": (_("việc được chuyển"), "/desk/tasks/hand-overs/{}/"),
}
PURPOSES = {CLOCK: Purpose(pgettext_lazy("deadline", "nhận và làm xong việc được chuyển"), who_may_answer)}
VERBS = {
    "tasks.programme_created": _("lập chương trình"),
    "tasks.programme_changed": _("sửa chương trình"),
    "tasks.programme_started": _("giao nhiệm vụ của chương trình"),
    "tasks.programme_closed": _("kết thúc chương trình"),
    "tasks.programme_copied": _("chép chương trình sang năm khác"),
    "tasks.group_added": _("thêm nhóm nhiệm vụ"),
    "tasks.group_changed": _("sửa nhóm nhiệm vụ"),
    "tasks.task_created": _("lập nhiệm vụ"),
    "tasks.task_changed": _("sửa nhiệm vụ"),
    "tasks.task_opened": _("giao nhiệm vụ"),
    "tasks.task_cancelled": _("hủy nhiệm vụ"),
    "tasks.task_reopened": _("mở lại nhiệm vụ"),
    "tasks.occurrences_created": _("lập các kỳ tiếp theo"),
    "tasks.order_set": _("đặt thứ tự thực hiện"),
    "tasks.table_imported": _("nhập bảng nhiệm vụ"),
    "tasks.assigned": _("giao cho đơn vị"),
    "tasks.withdrawn": _("thôi giao cho đơn vị"),
    "tasks.part_changed": _("sửa vai trò, hạn của đơn vị"),
    "tasks.officer_set": _("phân công cán bộ"),
    "tasks.acknowledged": _("đơn vị tiếp nhận"),
    "tasks.reported": _("báo cáo tiến độ"),
    "tasks.handed_in": _("báo cáo hoàn thành"),
    "tasks.accepted": _("nghiệm thu"),
    "tasks.returned": _("trả lại, cần bổ sung"),
    "tasks.part_reopened": _("mở lại kết quả đã nghiệm thu"),
    "tasks.handed_over": _("chuyển việc"),
    "tasks.hand_over_taken": _("nhận việc được chuyển"),
    "tasks.hand_over_done": _("làm xong việc được chuyển"),
    "tasks.hand_over_refused": _("không nhận việc được chuyển"),
    "tasks.hand_over_called_back": _("rút lại việc đã chuyển"),
    "tasks.reform_followed": _("chuyển nhiệm vụ theo sắp xếp đơn vị"),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what waits for the actor's acceptance."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    label = _("kết quả nhiệm vụ chờ nghiệm thu")
    yield Item("todo", count_waiting(actor), label, "/desk/tasks/to-accept/", tone="warn")
