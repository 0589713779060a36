"""The matrix of tasks and bodies: one page of both, the cells between them, and the counts that open their rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery

from loa.lib import clock
from loa.tasks.models import Assignment, Task
from loa.tasks.queries.days import OPEN, WAITING
from loa.tasks.rules.words import AssignmentState
from loa.units.lists import body_name_of
from loa.units.models import Body, BodyVersion
from loa.units.versions import latest

BODIES, TASKS = 25, 8  # on one page

FARTHEST = (
    AssignmentState.ASSIGNED,
    AssignmentState.RETURNED,
    AssignmentState.ACKNOWLEDGED,
    AssignmentState.IN_PROGRESS,
    AssignmentState.REPORTED,
    AssignmentState.ACCEPTED,
)
"""The states from the one that needs most attention to the one that needs none."""


@dataclass(frozen=True)
class Square:
    """Where one body stands with one task; after a merger it may hold several parts, the least advanced is shown."""

    part: Assignment
    count: int = 1


@dataclass(frozen=True)
class Row:
    """One body with its squares in the order of the tasks, and its counts over all tasks that were asked for."""

    body: Body
    squares: list[Square | None]
    open: int
    all: int


@dataclass(frozen=True)
class Head:
    """One task above its column, with its counts over all bodies that were asked for."""

    task: Task
    open: int
    waiting: int
    all: int


@dataclass(frozen=True)
class Grid:
    """One page of the matrix."""

    heads: list[Head]
    rows: list[Row]
    bodies: Page[Body]
    tasks: Page[Task]


def grid_of(parts: QuerySet[Assignment], *, body_page: str | None, task_page: str | None) -> Grid:
    """Return one page of the matrix of some visible parts; the number of queries does not depend on its size."""
    parts = parts.exclude(state=AssignmentState.WITHDRAWN)
    bodies = Paginator(_bodies(parts), BODIES).get_page(body_page)
    tasks = Paginator(_tasks(parts), TASKS).get_page(task_page)
    columns, lines = list(tasks.object_list), list(bodies.object_list)
    cells = _cells(parts, lines, columns)
    per_body = _counts(parts.filter(holder__in=[body.pk for body in lines]), "holder_id")
    per_task = _counts(parts.filter(task__in=[task.pk for task in columns]), "task_id")
    return Grid(
        heads=[Head(task, *per_task[task.pk]) for task in columns],
        rows=[
            Row(
                body,
                [cells.get((body.pk, task.pk)) for task in columns],
                per_body[body.pk][0],
                per_body[body.pk][2],
            )
            for body in lines
        ],
        bodies=bodies,
        tasks=tasks,
    )


def _bodies(parts: QuerySet[Assignment]) -> QuerySet[Body]:
    sort = latest(BodyVersion, clock.today()).filter(body=OuterRef("pk")).values("sort_key")[:1]
    rows = Body.objects.filter(pk__in=parts.order_by().values("holder"))
    return rows.annotate(label=body_name_of("pk"), order=Subquery(sort)).order_by("order", "pk")


def _tasks(parts: QuerySet[Assignment]) -> QuerySet[Task]:
    return Task.objects.filter(pk__in=parts.order_by().values("task")).order_by("due_on", "code", "pk")


def _cells(
    parts: QuerySet[Assignment], bodies: list[Body], tasks: list[Task]
) -> dict[tuple[int, int], Square]:
    here = parts.filter(holder__in=[body.pk for body in bodies], task__in=[task.pk for task in tasks])
    found: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    for part in here.select_related(None).select_related("task").order_by("pk"):
        found[part.holder_id, part.task_id].append(part)
    return {
        place: Square(min(rows, key=lambda row: FARTHEST.index(AssignmentState(row.state))), len(rows))
        for place, rows in found.items()
    }


def _counts(parts: QuerySet[Assignment], field: str) -> dict[int, tuple[int, int, int]]:
    rows = (
        parts.order_by()
        .values(field)
        .annotate(open=Count("pk", filter=OPEN), waiting=Count("pk", filter=WAITING), all=Count("pk"))
    )
    return {row[field]: (row["open"], row["waiting"], row["all"]) for row in rows}
