"""How the states of parts, tasks and hand-overs look, and how far a day is, in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.lib import clock
from loa.tasks.models import Assignment, HandOver, Task
from loa.tasks.queries.days import Days
from loa.tasks.rules.moves import AT_WORK
from loa.tasks.rules.words import AssignmentState, HandOverState, TaskState
from loa.web.status import Status, Tone

PART: dict[str, tuple[Tone, str]] = {
    AssignmentState.ASSIGNED: ("info", "mail"),
    AssignmentState.ACKNOWLEDGED: ("wait", "check"),
    AssignmentState.IN_PROGRESS: ("wait", "progress"),
    AssignmentState.REPORTED: ("info", "clipboard-check"),
    AssignmentState.RETURNED: ("warn", "arrow-back-up"),
    AssignmentState.ACCEPTED: ("ok", "circle-check"),
    AssignmentState.WITHDRAWN: ("quiet", "minus"),
}
TASK: dict[str, tuple[Tone, str]] = {
    TaskState.DRAFT: ("quiet", "edit"),
    TaskState.OPEN: ("wait", "progress"),
    TaskState.DONE: ("ok", "circle-check"),
    TaskState.CANCELLED: ("quiet", "ban"),
}
PASSED: dict[str, tuple[Tone, str]] = {
    HandOverState.GIVEN: ("info", "transfer"),
    HandOverState.TAKEN: ("wait", "progress"),
    HandOverState.DONE: ("ok", "circle-check"),
    HandOverState.REFUSED: ("warn", "ban"),
    HandOverState.CALLED_BACK: ("quiet", "arrow-back-up"),
}


def part_status(part: Assignment) -> Status:
    """Return how the state of a part looks."""
    return _status(PART, part.state, AssignmentState(part.state).label)


def task_status(task: Task) -> Status:
    """Return how the state of a task looks."""
    return _status(TASK, task.state, TaskState(task.state).label)


def passed_status(passed: HandOver) -> Status:
    """Return how the state of a hand-over looks; one that is late says so."""
    if passed.state in {HandOverState.GIVEN, HandOverState.TAKEN} and passed.due_at < clock.now():
        waits = passed.state == HandOverState.GIVEN
        return Status("bad", _("quá hạn, chưa nhận") if waits else _("quá hạn, đang làm"), "alarm")
    return _status(PASSED, passed.state, HandOverState(passed.state).label)


def due_status(part: Assignment, days: Days) -> Status:
    """Return how far the due day of a part is: late by so many days, today, or so many days ahead."""
    if AssignmentState(part.state) not in AT_WORK:
        return part_status(part)
    return day_status(part.due, days)  # type: ignore[attr-defined]


def day_status(due_on: date, days: Days) -> Status:
    """Return how far a due day is; a day off moves the limit to the next working day."""
    away = (due_on - days.today).days
    if due_on <= days.late:
        late = max(-away, 0)
        said = ngettext("quá hạn %d ngày", "quá hạn %d ngày", late) % late if late else _("vừa quá hạn")
        return Status("bad", said, "alarm")
    if away < 0:
        return Status("warn", _("hạn lùi sang ngày làm việc tới"), "clock")
    if away == 0:
        return Status("warn", _("hạn hôm nay"), "clock")
    said = ngettext("còn %d ngày", "còn %d ngày", away) % away
    return Status("warn" if away <= 3 else "wait", said, "clock")


def _status(table: dict[str, tuple[Tone, str]], state: str, label: object) -> Status:
    tone, icon = table[state]
    return Status(tone, str(label), icon)
