"""What the room adds to the page frame, how its states look, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.clocks.slots import Purpose
from loa.kinds.press import rules
from loa.kinds.press.models import Newsroom, Question, QuestionState, StoppedBy
from loa.kinds.press.queries import questions
from loa.lib import clock
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.status import Status
from loa.web.today import Item

GROUP = _("Người nhận và kênh")
NAV = (
    NavItem(
        "questions",
        _("Câu hỏi báo chí"),
        "pressroom:questions",
        "messages",
        order=30,
        needs=Permission.PRESS_READ.value,
    ),
    NavItem(
        "newsrooms",
        _("Tòa soạn"),
        "pressroom:newsrooms",
        "file-text",
        GROUP,
        145,
        Permission.AUDIENCE_READ.value,
    ),
)
RECEIVING = Status("ok", _("Đang nhận"))
STOPPED: dict[str, Status] = {
    StoppedBy.NEWSROOM: Status("quiet", _("Tòa soạn tự ngừng"), "mail-off"),
    StoppedBy.OFFICER: Status("quiet", _("Cán bộ ngừng"), "player-pause"),
}
STATES: dict[str, Status] = {
    QuestionState.OPEN: Status("wait", _("Chờ trả lời")),
    QuestionState.ANSWERED: Status("ok", _("Đã trả lời")),
    QuestionState.REFUSED: Status("quiet", _("Từ chối, có căn cứ")),
}
OVERDUE = Status("bad", _("Quá hạn trả lời"))
VERBS: dict[str, str | Promise] = {
    "pressroom.newsroom_changed": _("sửa tòa soạn nhận thông cáo"),
    "pressroom.newsroom_listed": _("thêm tòa soạn nhận thông cáo"),
    "pressroom.newsroom_resumed": _("cho gửi lại tới tòa soạn"),
    "pressroom.newsroom_stopped": _("ngừng gửi tới tòa soạn"),
    "pressroom.newsrooms_imported": _("nhập danh sách tòa soạn"),
    "pressroom.question_answered": _("ghi trả lời báo chí"),
    "pressroom.question_assigned": _("giao đơn vị chuẩn bị trả lời báo chí"),
    "pressroom.question_recorded": _("tiếp nhận câu hỏi của báo chí"),
    "pressroom.question_refused": _("ghi từ chối cung cấp thông tin, có căn cứ"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "pressroom.newsroom": (_("tòa soạn"), "/desk/press/newsrooms/{}/"),
    "pressroom.question": (_("câu hỏi của báo chí"), "/desk/press/questions/{}/"),
}
PURPOSES = {rules.ANSWER: Purpose(pgettext_lazy("deadline", "trả lời báo chí"), questions.who_may_answer)}


def status_of(newsroom: Newsroom) -> Status:
    """Return how the state of a newsroom looks."""
    return STOPPED[newsroom.stopped_by] if newsroom.stopped_at else RECEIVING


def standing_of(question: Question) -> Status:
    """Return how the state of a question looks; one past its limit says so."""
    if question.state == QuestionState.OPEN and question.due_at < clock.now():
        return OVERDUE
    return STATES[question.state]


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what waits for an answer."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    waiting, late = questions.count_waiting(actor)
    base = "/desk/press/questions/"
    yield Item("todo", late, _("câu hỏi báo chí quá hạn trả lời"), f"{base}?state=overdue", tone="bad")
    yield Item("todo", waiting, _("câu hỏi báo chí chờ trả lời"), f"{base}?state=waiting", tone="warn")
