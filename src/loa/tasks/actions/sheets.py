"""A programme's table back in: checked first, row by row; then every change in one act, or none.

A row with a known code changes that task, another one makes a task; rows that are missing change nothing. Progress stands
in the table to be read only. What a row does not fit, and what changed on screen since the table was taken out, is
refused with line and column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from loa.lib import clock
from loa.lib.ids import digest
from loa.lib.tables import TableReading
from loa.tasks.actions.saying import check_task, fit_figures, folded_of
from loa.tasks.actions.settling import settle
from loa.tasks.actions.sheet_plan import Plan, Planned, plan_of
from loa.tasks.actions.taking import begun_anew, take_programme, write
from loa.tasks.actions.telling import tell_started, tell_table_changed
from loa.tasks.errors import NotImportable
from loa.tasks.models import Assignment, Programme, Task
from loa.tasks.rules.words import AssignmentState, Part, ProgrammeState, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table: tasks made, changed, left as they were."""

    new: int
    changed: int
    same: int


def check_sheet(actor: Actor, programme: Programme, reading: TableReading) -> Plan:
    """Return what a table would do, with every row that is refused and why; nothing is written.

    Raises: RightMissing.
    """
    access.require(actor, Permission.TASKS_ASSIGN, body=programme.holder)
    return plan_of(actor, programme, reading)


@transaction.atomic
def import_sheet(*, actor: Actor, programme: Programme, reading: TableReading) -> Imported:
    """Bring a table in: all rows or none; its bodies are told once.

    Raises: RightMissing; ProgrammeClosed; NotImportable with the checked reading as the fact `reading`.
    """
    taken = take_programme(programme)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    list(Task.objects.select_for_update(no_key=True).filter(group__programme=taken).order_by("pk"))
    plan = plan_of(actor, taken, reading)
    if not plan.reading.ok:
        raise NotImportable(reading=plan.reading)
    if plan.new or plan.changed:
        _write(actor, taken, plan)
    return Imported(len(plan.new), len(plan.changed), plan.same)


@dataclass
class _Moved:
    """Whom the table concerns: bodies with a new part, bodies whose task changed."""

    given: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)


def _write(actor: Actor, programme: Programme, plan: Plan) -> None:
    state = TaskState.OPEN if programme.state == ProgrammeState.RUNNING else TaskState.DRAFT
    now, moved = clock.now(), _Moved()
    made = [_made(actor, programme, row, state) for row in plan.new]
    Task.objects.bulk_create(made, batch_size=BATCH)
    changed = [_changed(row) for row in plan.changed]
    _save(changed, plan)
    parts = [
        _part(task, body, part)
        for task, row in zip(made, plan.new, strict=True)
        for body, part in row.parts.items()
    ]
    parts += [
        _part(row.task, body, part) for row in plan.changed if row.task for body, part in row.added.items()
    ]
    again = _given_again(parts)
    Assignment.objects.bulk_create([one for one in parts if one not in again], batch_size=BATCH)
    ended = sum(_settle_parts(actor, row) for row in plan.changed)
    moved.given = {one.body_id for one in parts}
    moved.told = {body for row in plan.changed for body in row.parts} - moved.given
    facts = {"new": len(made), "changed": len(changed), "same": plan.same, "hand_overs": ended}
    ids = sorted(task.pk for task in (*made, *changed))
    write(actor, "table_imported", programme.thing, **facts, digest=digest(ids))
    if state == TaskState.OPEN:
        if moved.given:
            tell_started(programme, moved.given, len({part.task_id for part in parts}), now.isoformat())
        tell_table_changed(programme, moved.told, now.isoformat())


def _made(actor: Actor, programme: Programme, row: Planned, state: TaskState) -> Task:
    now = clock.now()
    task = Task(
        body=programme.body,
        holder=programme.holder,
        state=state,
        created_by=actor.person,
        created_at=now,
        changed_at=now,
        **row.says,
    )
    check_task(task)
    task.folded = folded_of(task)
    return task


def _changed(row: Planned) -> Task:
    task = row.existing
    for name, value in row.says.items():
        setattr(task, name, value)
    check_task(task)
    task.folded = folded_of(task)
    return task


def _save(changed: Sequence[Task], plan: Plan) -> None:
    """Save what the rows say, only the columns that any of them touches."""
    fields = {name for row in plan.changed for name in row.says}
    if "title" in fields:
        fields.add("folded")
    if fields:
        Task.objects.bulk_update(changed, sorted(fields), batch_size=BATCH)
    own = Task.objects.filter(pk__in=[task.pk for task in changed])
    own.update(sequence=F("sequence") + 1, changed_at=clock.now())


def _part(task: Task | None, body: int, part: Part) -> Assignment:
    now = clock.now()
    return Assignment(task=task, body_id=body, holder_id=body, part=part, assigned_at=now, changed_at=now)


def _given_again(parts: list[Assignment]) -> list[Assignment]:
    """Begin anew the parts that had been taken back from their bodies; return which of the wished ones they were."""
    wished = {(part.task_id, part.body_id): part for part in parts}
    old = Assignment.objects.filter(
        task__in={part.task_id for part in parts}, state=AssignmentState.WITHDRAWN
    )
    found = [row for row in old if (row.task_id, row.body_id) in wished]
    for row in found:
        part = Part(wished[row.task_id, row.body_id].part)
        Assignment.objects.filter(pk=row.pk).update(**begun_anew(part), holder=row.body_id)
    return [wished[row.task_id, row.body_id] for row in found]


def _settle_parts(actor: Actor, row: Planned) -> int:
    """Take parts back, change roles, and let figures and state of the task follow; return how many hand-overs ended."""
    task, now = row.existing, clock.now()
    counted = task.assignments.exclude(state=AssignmentState.WITHDRAWN)
    if row.removed:
        counted.filter(holder__in=row.removed).update(state=AssignmentState.WITHDRAWN, changed_at=now)
    for body, part in row.turned.items():
        counted.filter(holder=body).update(part=part, changed_at=now)
    if row.says.keys() & {"measure", "milestones"}:
        fit_figures(task)
    return settle(actor, task) if row.removed or row.added else 0
