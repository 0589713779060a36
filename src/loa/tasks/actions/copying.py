"""The steps of copying a programme to another year: groups, planned tasks, their order, their bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loa.lib import clock
from loa.tasks.actions.saying import folded_of
from loa.tasks.models import Assignment, Programme, Task, TaskGroup
from loa.tasks.queries.choices import assignable_bodies
from loa.tasks.rules import codes, dates
from loa.tasks.rules.words import AssignmentState, Origin, TaskState
from loa.units.actor import Actor

BATCH = 1000


def copy_groups(source: Programme, made: Programme, years: int) -> dict[int, TaskGroup]:
    """Copy the groups; return the new ones by the ids of the old."""
    old = list(source.groups.order_by("position"))
    new = TaskGroup.objects.bulk_create(
        [
            TaskGroup(
                programme=made,
                position=group.position,
                name=group.name,
                starts_on=dates.moved(group.starts_on, years),
                ends_on=dates.moved(group.ends_on, years),
            )
            for group in old
        ]
    )
    return {was.pk: now for was, now in zip(old, new, strict=True)}


def copy_tasks(
    actor: Actor, source: Programme, made: Programme, groups: Mapping[int, TaskGroup], years: int
) -> dict[int, Task]:
    """Copy the planned tasks in their order with new numbers; return the new ones by the ids of the old."""
    rows = Task.objects.filter(group__programme=source, origin=Origin.PLANNED, series=None)
    old = list(rows.exclude(state=TaskState.CANCELLED).order_by("group__position", "code", "pk"))
    prefix = codes.prefix_of(made.code, made.year)
    used = Task.objects.filter(body=made.body_id, code__startswith=prefix).values_list("code", flat=True)
    first = codes.next_number(prefix, used)
    new = [
        _copied(actor, task, groups[task.group_id or 0], codes.code_of(prefix, first + n), years)
        for n, task in enumerate(old)
    ]
    Task.objects.bulk_create(new, batch_size=BATCH)
    return {was.pk: now for was, now in zip(old, new, strict=True)}


def _copied(actor: Actor, task: Task, group: TaskGroup, code: str, years: int) -> Task:
    names = (
        "title",
        "why",
        "evidence",
        "needs_file",
        "measure",
        "milestones",
        "target",
        "document_id",
        "is_sample",
    )
    same: dict[str, Any] = {name: getattr(task, name) for name in names}
    now = clock.now()
    made = Task(
        body_id=group.programme.body_id,
        holder_id=group.programme.holder_id,
        group=group,
        code=code,
        starts_on=dates.moved(task.starts_on, years) if task.starts_on else None,
        due_on=dates.moved(task.due_on, years),
        repeats=dates.moved_rule(task.repeats, years),
        created_by=actor.person,
        created_at=now,
        changed_at=now,
        **same,
    )
    made.folded = folded_of(made)
    return made


def copy_order(tasks: Mapping[int, Task]) -> None:
    links = Task.after.through.objects.filter(from_task__in=tasks, to_task__in=tasks)
    new = [
        Task.after.through(from_task=tasks[one], to_task=tasks[other])
        for one, other in links.values_list("from_task", "to_task")
    ]
    Task.after.through.objects.bulk_create(new, batch_size=BATCH)


def copy_parts(actor: Actor, tasks: Mapping[int, Task], years: int) -> int:
    """Give the parts of the old tasks to the bodies that carry them now; return how many."""
    standing = set(assignable_bodies(actor).values_list("pk", flat=True))
    rows = Assignment.objects.filter(task__in=tasks).exclude(state=AssignmentState.WITHDRAWN)
    now = clock.now()
    parts = {
        (task, holder): Assignment(
            task=tasks[task],
            body_id=holder,
            holder_id=holder,
            part=part,
            due_on=dates.moved(due_on, years) if due_on else None,
            assigned_at=now,
            changed_at=now,
        )
        for task, holder, part, due_on in rows.values_list("task", "holder", "part", "due_on").order_by(
            "-part"
        )
        if holder in standing
    }
    Assignment.objects.bulk_create(parts.values(), batch_size=BATCH)
    return len(parts)
