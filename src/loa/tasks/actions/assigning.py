"""Giving bodies their parts of a task: hundreds in one act, each told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from loa.lib import clock
from loa.lib.ids import digest
from loa.tasks.actions.settling import settle
from loa.tasks.actions.taking import (
    begun_anew,
    move_assignment,
    noted,
    plannable,
    reason_of,
    set_assignment,
    set_task,
    take_assignment,
    take_task,
    write,
)
from loa.tasks.actions.telling import tell_assigned
from loa.tasks.errors import BodyOutOfReach, Moved, NotAnOfficer
from loa.tasks.models import Assignment, Task
from loa.tasks.queries.choices import assignable_bodies
from loa.tasks.queries.visible import require_any
from loa.tasks.rules.words import AssignmentState, Part, TaskState
from loa.units import access, reach
from loa.units.actor import Actor
from loa.units.models import Body, Post
from loa.units.permissions import Permission

MAY_NAME = (Permission.TASKS_REPORT, Permission.TASKS_ASSIGN)
ASSIGNABLE = (TaskState.DRAFT, TaskState.OPEN, TaskState.DONE)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of an act of assigning: bodies that got the part now, and those that had one."""

    added: int
    kept: int


@transaction.atomic
def assign(
    *, actor: Actor, task: Task, bodies: Iterable[Body], part: Part = Part.LEAD, due_on: date | None = None
) -> Assigned:
    """Give a part of a task to bodies; those that carry one keep it as it is. A done task is open again.

    Raises: RightMissing; BodyOutOfReach for a body that is not below the actor, or stands no more; Moved when the task
    was cancelled; ProgrammeClosed.
    """
    taken = take_task(task, ASSIGNABLE)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    plannable(taken.group)
    wanted = {body.pk for body in bodies}
    if assignable_bodies(actor).filter(pk__in=wanted).count() != len(wanted):
        raise BodyOutOfReach
    had = dict(taken.assignments.filter(body__in=wanted).values_list("body", "state"))
    again = {body for body, state in had.items() if state == AssignmentState.WITHDRAWN}
    new = wanted - had.keys() - _carrying(taken, wanted)
    _add(taken, new, again, part, due_on)
    given = new | again
    if given:
        _announce(actor, taken, given, part, due_on)
    return Assigned(len(given), len(wanted) - len(given))


@transaction.atomic
def withdraw(*, actor: Actor, assignment: Assignment, reason: str) -> Assignment:
    """Take a part back from a body; what it reported stays to be read, but no longer counts.

    Raises: RightMissing; NoReason; Moved when it was accepted.
    """
    task = take_task(assignment.task, ASSIGNABLE)
    access.require(actor, Permission.TASKS_ASSIGN, body=task.holder)
    why = reason_of(reason)
    taken = move_assignment(take_assignment(assignment), AssignmentState.WITHDRAWN)
    ended = settle(actor, task)
    set_task(task, sequence=task.sequence + 1)
    facts = {"reason": noted(why), "hand_overs": ended}
    write(actor, "withdrawn", taken.thing, task=task.pk, body=taken.holder_id, **facts)
    return taken


@transaction.atomic
def change_part(
    *, actor: Actor, assignment: Assignment, part: Part, due_on: date | None = None
) -> Assignment:
    """Let a body lead instead of helping, or set its own limit. Raises: RightMissing; Moved when it no longer counts."""
    task = take_task(assignment.task, ASSIGNABLE)
    access.require(actor, Permission.TASKS_ASSIGN, body=task.holder)
    taken = take_assignment(assignment)
    if taken.state == AssignmentState.WITHDRAWN:
        raise Moved(state=taken.state)
    if (taken.part, taken.due_on) == (part, due_on):
        return taken
    set_assignment(taken, part=part, due_on=due_on)
    set_task(task, sequence=task.sequence + 1)
    write(actor, "part_changed", taken.thing, task=task.pk, body=taken.holder_id, part=part, due_on=due_on)
    return taken


@transaction.atomic
def set_officer(*, actor: Actor, assignment: Assignment, officer: Post | None) -> Assignment:
    """Say who at the body does the work, or nobody in particular.

    Raises: RightMissing without the right to report or to assign there; NotAnOfficer for a post not held at the body.
    """
    taken = take_assignment(assignment)
    require_any(actor, MAY_NAME, taken.holder)
    if officer is not None and not reach.active_posts().filter(pk=officer.pk, body=taken.holder).exists():
        raise NotAnOfficer
    set_assignment(taken, officer=officer)
    write(actor, "officer_set", taken.thing, task=taken.task_id, post=officer.pk if officer else None)
    return taken


# -- steps ------------------------------------------------------------------------------------------------


def _carrying(task: Task, bodies: set[int]) -> set[int]:
    """Return which of these bodies carry a part already, perhaps one that a reform brought them."""
    counted = task.assignments.exclude(state=AssignmentState.WITHDRAWN).filter(holder__in=bodies)
    return set(counted.values_list("holder", flat=True))


def _add(task: Task, new: set[int], again: set[int], part: Part, due_on: date | None) -> None:
    now = clock.now()
    Assignment.objects.bulk_create(
        [
            Assignment(
                task=task,
                body_id=body,
                holder_id=body,
                part=part,
                due_on=due_on,
                assigned_at=now,
                changed_at=now,
            )
            for body in sorted(new)
        ]
    )
    task.assignments.filter(body__in=again).update(**begun_anew(part, due_on))


def _announce(actor: Actor, task: Task, given: set[int], part: Part, due_on: date | None) -> None:
    """Write the one row of an act of assigning and tell the bodies, once the task is given out."""
    settle(actor, task)
    set_task(task, sequence=task.sequence + 1)
    facts = {"bodies": len(given), "digest": digest(sorted(given)), "part": part, "due_on": due_on}
    write(actor, "assigned", task.thing, **facts)
    if task.state == TaskState.OPEN:
        holders = task.assignments.filter(body__in=given).values_list("holder", flat=True)
        tell_assigned(task, holders, task.sequence)
