"""How states and days look on the managing screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from loa.lib import clock
from loa.tasks.models import Assignment, HandOver, Programme, Task
from loa.tasks.rules.moves import OPEN_HAND_OVER
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


def _look(state: ProgrammeState | TaskState | AssignmentState | HandOverState) -> Status:
    tone, icon = _LOOKS[type(state)][state]
    return Status(tone, str(state.label), icon)
