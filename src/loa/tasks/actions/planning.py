"""What is to be done: tasks made, changed, given out, cancelled; what waits for what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from loa.documents.models import Document
from loa.lib import clock
from loa.tasks.actions.handing import call_all_back
from loa.tasks.actions.saying import check_task, clean, fit_figures, folded_of, insert, next_code, own_code
from loa.tasks.actions.settling import settle
from loa.tasks.actions.taking import (
    STANDING,
    move_task,
    noted,
    plannable,
    reason_of,
    set_task,
    take_programme,
    take_task,
    write,
)
from loa.tasks.actions.telling import tell_assigned, tell_cancelled, tell_changed
from loa.tasks.errors import AlreadyRepeated, ClosesCircle, DoneByAcceptance
from loa.tasks.models import Task, TaskGroup
from loa.tasks.rules.order import closes_circle
from loa.tasks.rules.words import AssignmentState, Origin, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission

_TOLD = frozenset({"title", "due_on", "evidence", "needs_file", "target"})


@transaction.atomic
def create_task(
    *,
    actor: Actor,
    title: str,
    due_on: date,
    group: TaskGroup | None = None,
    body: Body | None = None,
    code: str = "",
    document: Document | None = None,
    is_sample: bool = False,
    **says: Any,
) -> Task:
    """Make a task of a group, or one that came up at a body (the actor's by default); a draft until it is given out.

    `says` are fields named in `FIELDS`. Without a code it gets the next number.

    Raises: RightMissing; ProgrammeClosed; what `change_task` refuses; CodeTaken, BadCode.
    """
    programme = take_programme(group.programme) if group else None
    owner = programme.body if programme else (body or actor.body)
    holder = programme.holder if programme else owner
    access.require(actor, Permission.TASKS_ASSIGN, body=holder)
    now = clock.now()
    given = {"origin": Origin.PLANNED if group else Origin.AD_HOC, **says}
    task = Task(
        body=owner,
        holder=holder,
        group=group,
        document=document,
        created_by=actor.person,
        created_at=now,
        changed_at=now,
        is_sample=is_sample,
        **clean({**given, "title": title, "due_on": due_on}),
    )
    check_task(task)
    task.code = own_code(code) if code else next_code(task)
    insert(task)
    write(actor, "task_created", task.thing, code=task.code, group=task.group_id, due_on=due_on)
    return task


@transaction.atomic
def change_task(*, actor: Actor, task: Task, **says: Any) -> Task:
    """Change what a task says; its `sequence` rises with whatever changed. Nothing changed is no act.

    Raises: RightMissing; Moved when it is done or cancelled; ProgrammeClosed; NoTitle, BadSpan, NoGroup,
    NoMilestones, BadRepeat, AlreadyRepeated.
    """
    taken = take_task(task, STANDING)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    plannable(taken.group)
    wanted = {name: value for name, value in clean(says).items() if getattr(taken, name) != value}
    if not wanted:
        return taken
    if "repeats" in wanted and taken.occurrences.exists():
        raise AlreadyRepeated
    for name, value in wanted.items():
        setattr(taken, name, value)
    check_task(taken)
    set_task(taken, **wanted, folded=folded_of(taken), sequence=taken.sequence + 1)
    if wanted.keys() & {"measure", "milestones"}:
        fit_figures(taken)
    write(actor, "task_changed", taken.thing, fields=sorted(wanted), sequence=taken.sequence)
    if taken.state == TaskState.OPEN and wanted.keys() & _TOLD:
        tell_changed(taken)
    return taken


@transaction.atomic
def open_task(*, actor: Actor, task: Task) -> Task:
    """Give a draft out: its bodies see it and are told. Raises: RightMissing; Moved; ProgrammeClosed."""
    taken = take_task(task, [TaskState.DRAFT])
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    plannable(taken.group)
    move_task(taken, TaskState.OPEN)
    parts, now = taken.assignments.exclude(state=AssignmentState.WITHDRAWN), clock.now()
    parts.update(assigned_at=now, changed_at=now)  # the time to answer runs from here, not from the draft
    holders = list(parts.values_list("holder", flat=True))
    write(actor, "task_opened", taken.thing, bodies=len(holders))
    tell_assigned(taken, holders, f"opened-{taken.sequence}")
    return taken


@transaction.atomic
def cancel(*, actor: Actor, task: Task, reason: str) -> Task:
    """Cancel a task that is not done; its open hand-overs are called back. Raises: RightMissing; NoReason; Moved."""
    taken = take_task(task, STANDING)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    why, was_open = reason_of(reason), taken.state == TaskState.OPEN
    move_task(taken, TaskState.CANCELLED, reason=why, sequence=taken.sequence + 1)
    called_back = call_all_back(actor=actor, task=taken, reason=why)
    write(actor, "task_cancelled", taken.thing, reason=noted(why), hand_overs=called_back)
    if was_open:
        tell_cancelled(taken)
    return taken


@transaction.atomic
def reopen(*, actor: Actor, task: Task, reason: str) -> Task:
    """Take a cancelled task up again. Raises: RightMissing; NoReason; DoneByAcceptance for a done one; Moved."""
    taken = take_task(task, TaskState)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    if taken.state == TaskState.DONE:
        raise DoneByAcceptance
    plannable(taken.group)
    why = reason_of(reason)
    move_task(taken, TaskState.OPEN, reason=why, sequence=taken.sequence + 1)
    settle(actor, taken)
    write(actor, "task_reopened", taken.thing, reason=noted(why))
    tell_changed(taken)
    return taken


@transaction.atomic
def depends(*, actor: Actor, task: Task, after: Iterable[Task]) -> Task:
    """Say what a task waits for, all of it anew. Raises: RightMissing; Moved; ClosesCircle; BodyOutOfReach."""
    Body.objects.select_for_update(no_key=True).get(
        pk=task.holder_id
    )  # two acts at once must not close a circle
    taken = take_task(task, STANDING)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    held = Task.objects.filter(pk__in=[one.pk for one in after], holder=taken.holder_id)
    own = set(held.values_list("pk", flat=True))
    links = Task.after.through.objects.filter(from_task__holder=taken.holder_id).exclude(from_task=taken)
    waits: dict[int, set[int]] = {}
    for one, other in links.values_list("from_task", "to_task"):
        waits.setdefault(one, set()).add(other)
    if closes_circle(taken.pk, own, waits):
        raise ClosesCircle
    if own != set(taken.after.values_list("pk", flat=True)):
        taken.after.set(own)
        set_task(taken, sequence=taken.sequence + 1)
        write(actor, "order_set", taken.thing, after=sorted(own))
    return taken
