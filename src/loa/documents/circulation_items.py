"""What circulation adds to the page frame and the first screen, how copies look, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.documents.queries import circulation as queries
from loa.documents.queries.matrix import Cell
from loa.documents.rules.moves import IN_FORCE
from loa.documents.rules.words import CirculationState
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.status import Status, Tone
from loa.web.today import Item

GROUP = _("Văn bản")
READ = Permission.DOCUMENTS_READ.value
NAV = (
    NavItem("copies", _("Chờ xác nhận"), "circulation:inbox", "clipboard-check", GROUP, 43, READ),
    NavItem("matrix", _("Theo dõi gửi – nhận"), "circulation:matrix", "table", GROUP, 44, READ),
)
VERBS: dict[str, str | Promise] = {
    "documents.acknowledged": _("xác nhận đã tiếp nhận văn bản"),
    "documents.asked_again": _("đề nghị các đơn vị xác nhận bản mới"),
    "documents.circulated": _("gửi văn bản đến các đơn vị"),
    "documents.copies_followed": _("chuyển văn bản theo sắp xếp đơn vị"),
    "documents.copy_advanced": _("ghi tiến độ xử lý văn bản"),
    "documents.copy_entered": _("vào sổ văn bản đến từ bản được gửi"),
    "documents.copy_refused": _("từ chối nhận văn bản"),
    "documents.recall_agreed": _("đồng ý thu hồi văn bản"),
    "documents.recall_asked": _("đề nghị thu hồi văn bản đã gửi"),
    "documents.recall_refused": _("không đồng ý thu hồi văn bản"),
    "documents.refusal_taken_back": _("rút lại việc từ chối nhận văn bản"),
    "documents.reminded": _("nhắc đơn vị chưa xác nhận"),
    "documents.status_taken": _("ghi trạng thái theo tệp edXML của đơn vị"),
    "documents.silent_escalated": _("báo cấp trên đơn vị chưa xác nhận"),
    "documents.silent_shown": _("báo đơn vị quá hạn chưa xác nhận"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "documents.circulation": (_("bản gửi văn bản"), "/desk/circulation/{}/")
}
_LOOKS: dict[CirculationState, tuple[Tone, str | Promise, str]] = {
    CirculationState.ARRIVED: ("wait", _("Chờ xác nhận"), "clock"),
    CirculationState.REFUSED: ("bad", _("Từ chối nhận"), "ban"),
    CirculationState.RECEIVED: ("ok", _("Đã tiếp nhận"), "circle-check"),
    CirculationState.ASSIGNED: ("ok", _("Đã phân công"), "user-check"),
    CirculationState.IN_PROGRESS: ("info", _("Đang xử lý"), "progress"),
    CirculationState.COMPLETED: ("ok", _("Đã hoàn thành"), "checks"),
    CirculationState.RECALL_ASKED: ("warn", _("Đề nghị thu hồi"), "arrow-back-up"),
    CirculationState.RECALLED: ("quiet", _("Đã thu hồi"), "archive"),
    CirculationState.RECALL_REFUSED: ("warn", _("Không đồng ý thu hồi"), "x"),
}
STATES = {state: Status(*look) for state, look in _LOOKS.items()}
CLOSED = Status("quiet", _("Không còn phải xác nhận"), "x")
LATE = Status("bad", pgettext_lazy("deadline", "Quá hạn"), "alarm")


def state_of(copy: Any) -> Status:
    """Return how a copy's state looks; one of which the reader is told that it is late says so, one of a document out of force waits for nothing."""
    if copy.state == CirculationState.ARRIVED and copy.document.state not in IN_FORCE:
        return CLOSED
    return LATE if copy.is_late else STATES[CirculationState(copy.state)]


def cell_state(cell: Cell) -> Status:
    """Return how a cell of the matrix looks."""
    if cell.is_closed and cell.state == CirculationState.ARRIVED:
        return CLOSED
    return LATE if cell.is_late and cell.state == CirculationState.ARRIVED else STATES[cell.state]


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what waits for one's body, what other bodies leave unanswered, and who is silent for a day after that."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    counted = queries.count_waiting(actor)
    late, place = counted["late"], "/desk/circulation/"
    yield Item("todo", late, _("văn bản quá hạn chưa xác nhận"), f"{place}?state=late", tone="bad")
    yield Item("todo", counted["all"] - late, _("văn bản chờ đơn vị xác nhận"), place, tone="warn")
    unanswered = queries.count_late_sent(actor)
    label = _("bản gửi quá hạn, đơn vị nhận chưa xác nhận")
    yield Item("out", unanswered, label, f"{place}matrix/?state=late", tone="warn")
    silent = queries.silent_told(actor).exclude(holder=actor.post.body_id).count()
    yield Item("todo", silent, _("bản gửi đã báo cấp trên vì đơn vị im lặng"), f"{place}silent/", tone="warn")
