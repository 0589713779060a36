"""How the states of programmes, tasks, parts and hand-overs look, and how far a day is, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.lib import clock
from loa.tasks.models import Assignment, HandOver, Programme, Task
from loa.tasks.queries.days import Days
from loa.tasks.rules.moves import AT_WORK, OPEN_HAND_OVER
from loa.tasks.rules.words import AssignmentState, HandOverState, ProgrammeState, TaskState
from loa.web.status import Status, Tone

_LOOKS: dict[type[Any], dict[Any, tuple[Tone, str]]] = {
    ProgrammeState: {
        ProgrammeState.DRAFT: ("quiet", "edit"),
        ProgrammeState.RUNNING: ("wait", "progress"),
        ProgrammeState.CLOSED: ("ok", "lock"),
    },
    TaskState: {
        TaskState.DRAFT: ("quiet", "edit"),
        TaskState.OPEN: ("wait", "progress"),
        TaskState.DONE: ("ok", "circle-check"),
        TaskState.CANCELLED: ("quiet", "ban"),
    },
    AssignmentState: {
        AssignmentState.ASSIGNED: ("info", "mail"),
        AssignmentState.ACKNOWLEDGED: ("wait", "check"),
        AssignmentState.IN_PROGRESS: ("wait", "progress"),
        AssignmentState.REPORTED: ("info", "clipboard-check"),
        AssignmentState.RETURNED: ("warn", "arrow-back-up"),
        AssignmentState.ACCEPTED: ("ok", "circle-check"),
        AssignmentState.WITHDRAWN: ("quiet", "minus"),
    },
    HandOverState: {
        HandOverState.GIVEN: ("info", "transfer"),
        HandOverState.TAKEN: ("wait", "progress"),
        HandOverState.DONE: ("ok", "circle-check"),
        HandOverState.REFUSED: ("warn", "ban"),
        HandOverState.CALLED_BACK: ("quiet", "arrow-back-up"),
    },
}


def programme_status(programme: Programme) -> Status:
    """Return how the state of a programme looks."""
    return _look(ProgrammeState(programme.state))


def task_status(task: Task) -> Status:
    """Return how the state of a task looks; an open one past its day says so."""
    if task.state == TaskState.OPEN and task.due_on < clock.today():
        return Status("bad", _("quá hạn"), "alarm")
    return _look(TaskState(task.state))


def part_status(part: Assignment) -> Status:
    """Return how the state of a part looks."""
    return _look(AssignmentState(part.state))


def passed_status(passed: HandOver) -> Status:
    """Return how the state of a hand-over looks; a stuck one says so."""
    state = HandOverState(passed.state)
    if state in OPEN_HAND_OVER and passed.due_at < clock.now():
        return Status("bad", _("quá hạn, %(state)s") % {"state": state.label}, "alarm")
    return _look(state)


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


def _look(state: ProgrammeState | TaskState | AssignmentState | HandOverState) -> Status:
    tone, icon = _LOOKS[type(state)][state]
    return Status(tone, str(state.label), icon)
