"""The helpers under every act: take a thing for writing, move it along its table.

The task is always locked before its assignments, so that two acts never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.lib.text import nfc, squeeze
from loa.tasks.errors import Moved, NoReason, ProgrammeClosed
from loa.tasks.models import Assignment, Programme, Task, TaskGroup
from loa.tasks.rules import moves
from loa.tasks.rules.words import AssignmentState, Part, ProgrammeState, TaskState

STANDING = (TaskState.DRAFT, TaskState.OPEN)


def take_task(task: Task, states: Iterable[TaskState] = STANDING) -> Task:
    """Return the task as it is now, locked until the transaction ends. Raises: Moved when in no wanted state."""
    rows = Task.objects.select_for_update(of=("self",), no_key=True)
    taken = rows.select_related("holder", "group__programme__holder").get(pk=task.pk)
    if TaskState(taken.state) not in set(states):
        raise Moved(state=taken.state)
    return taken


def take_assignment(assignment: Assignment) -> Assignment:
    """Return the assignment as it is now, locked until the transaction ends."""
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("task__holder", "holder").get(pk=assignment.pk)


def take_programme(programme: Programme, *, to_plan: bool = True) -> Programme:
    """Return the programme locked. Raises: ProgrammeClosed when it is closed and something is to be planned."""
    rows = Programme.objects.select_for_update(of=("self",), no_key=True)
    taken = rows.select_related("body", "holder").get(pk=programme.pk)
    if to_plan and taken.state == ProgrammeState.CLOSED:
        raise ProgrammeClosed
    return taken


def plannable(group: TaskGroup | None) -> None:
    """Refuse to plan in a closed programme. Raises: ProgrammeClosed."""
    if group is not None and group.programme.state == ProgrammeState.CLOSED:
        raise ProgrammeClosed


def move_assignment(assignment: Assignment, to: AssignmentState, **set_to: Any) -> Assignment:
    """Move a locked assignment along the table, with what changes beside its state. Raises: Moved."""
    if to not in moves.ASSIGNMENT_MOVES[AssignmentState(assignment.state)]:
        raise Moved(state=assignment.state)
    return set_assignment(assignment, state=to, **set_to)


def set_assignment(assignment: Assignment, **set_to: Any) -> Assignment:
    """Save fields of a locked assignment."""
    values = {**set_to, "changed_at": clock.now()}
    for name, value in values.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(values))
    return assignment


def move_task(task: Task, to: TaskState, **set_to: Any) -> Task:
    """Move a locked task along the table, with what changes beside its state. Raises: Moved."""
    if to not in moves.TASK_MOVES[TaskState(task.state)]:
        raise Moved(state=task.state)
    return set_task(task, state=to, **set_to)


def set_task(task: Task, **set_to: Any) -> Task:
    """Save fields of a locked task."""
    values = {**set_to, "changed_at": clock.now()}
    for name, value in values.items():
        setattr(task, name, value)
    task.save(update_fields=list(values))
    return task


def begun_anew(part: Part, due_on: date | None = None) -> dict[str, Any]:
    """Return the fields of a part that is given again after it was taken back."""
    now = clock.now()
    firsts = ("acknowledged_at", "answered_at", "reported_at", "shown_silent_at", "escalated_at", "officer")
    return {
        **dict.fromkeys(firsts),
        "state": AssignmentState.ASSIGNED,
        "part": part,
        "due_on": due_on,
        "percent": 0,
        "milestone": 0,
        "assigned_at": now,
        "changed_at": now,
    }


def words(text: str) -> str:
    """Return what a person typed over several lines, as it is stored."""
    return nfc(text).replace("\r\n", "\n").replace("\0", "").strip()


def reason_of(text: str) -> str:
    """Return a reason in one line. Raises: NoReason when there is none."""
    said = squeeze(nfc(text))
    if not said:
        raise NoReason
    return said[:300]


def noted(reason: str) -> str:
    """Return a reason as the journal may keep it."""
    return journal.masked(reason)


def write(actor: Author, verb: str, thing: str, **facts: object) -> None:
    """Write the act's one journal row."""
    journal.write(actor=actor, verb=f"tasks.{verb}", thing=thing, facts=facts)
