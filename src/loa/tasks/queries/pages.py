"""What the managing screens show: lists with their names and counts, the pages of one programme, task, part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Avg,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Floor

from loa.tasks.models import Assignment, HandOver, Programme, Progress, Task, TaskGroup
from loa.tasks.queries.days import CARE_ORDER, WAITING, Days
from loa.tasks.queries.visible import (
    assignments_visible_to,
    hand_overs_visible_to,
    programmes_visible_to,
    visible_to,
)
from loa.tasks.rules.done import Count as Counts
from loa.tasks.rules.done import Counted, Share, count
from loa.tasks.rules.words import AssignmentState, Origin, TaskState
from loa.units import access
from loa.units.lists import body_name_of

SHOWN_PARTS = 20


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group on a programme's page."""

    group: TaskGroup
    share: Share
    came_up: int
    late: int


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The counts of a programme, with its groups."""

    counts: Counts
    groups: list[GroupLine]
    drafts: int
    waiting: int


def list_programmes(actor: access.Who) -> QuerySet[Programme]:
    """Return the visible programmes with the names and counts that lists show."""
    tasks = visible_to(actor).filter(group__programme=OuterRef("pk"), origin=Origin.PLANNED).order_by()
    return programmes_visible_to(actor).annotate(
        body_name=body_name_of("holder"),
        done=_many(tasks.filter(state=TaskState.DONE), "group__programme"),
        counted=_many(tasks.filter(state__in=[TaskState.OPEN, TaskState.DONE]), "group__programme"),
    )


def programme_page(actor: access.Who, programme: Programme, days: Days) -> ProgrammePage:
    """Return the counts of a programme's visible tasks: by group, what came up apart, what is late by `days`."""
    tasks = visible_to(actor).filter(group__programme=programme)
    rows = list(tasks.values_list("state", "origin", "group", "due_on"))
    counts = count(Counted(TaskState(state), Origin(origin), group) for state, origin, group, _due in rows)
    lines = [
        GroupLine(
            group,
            counts.groups.get(group.pk, Share()),
            sum(g == group.pk and o != Origin.PLANNED and s in {"open", "done"} for s, o, g, _d in rows),
            sum(g == group.pk and s == TaskState.OPEN and due <= days.late for s, _o, g, due in rows),
        )
        for group in programme.groups.all()
    ]
    waiting = assignments_visible_to(actor).filter(WAITING, task__group__programme=programme)
    drafts = sum(state == TaskState.DRAFT for state, *_others in rows)
    return ProgrammePage(counts, lines, drafts, waiting.count())


def list_tasks(actor: access.Who) -> QuerySet[Task]:
    """Return the visible tasks with the names and counts that lists show: of the parts that the actor may see."""
    parts = assignments_visible_to(actor).filter(task=OuterRef("pk")).exclude(state=AssignmentState.WITHDRAWN)
    parts = parts.order_by()
    percent = parts.values("task").annotate(mean=Avg("percent")).values("mean")
    return (
        visible_to(actor)
        .select_related("group__programme")
        .annotate(
            body_name=body_name_of("holder"),
            accepted=_many(parts.filter(state=AssignmentState.ACCEPTED), "task"),
            waiting=_many(parts.filter(WAITING), "task"),
            counted=_many(parts, "task"),
            percent=Coalesce(Cast(Floor(Subquery(percent[:1])), IntegerField()), Value(0)),
        )
    )


def list_parts(actor: access.Who, task: Task) -> QuerySet[Assignment]:
    """Return the visible parts of a task with names, those that need somebody first."""
    rows = assignments_visible_to(actor).filter(task=task).select_related("task", "officer__person")
    named = rows.annotate(holder_name=body_name_of("holder"), body_name=body_name_of("body"), care=CARE_ORDER)
    return named.order_by("care", "part", "holder_name", "pk")


def part_counts(actor: access.Who, task: Task) -> list[tuple[AssignmentState, int]]:
    """Return how many visible parts of a task stand where, in the order of a part's life."""
    rows = assignments_visible_to(actor).filter(task=task).order_by().values("state").annotate(n=Count("pk"))
    found = dict(rows.values_list("state", "n"))
    return [(state, found[state]) for state in AssignmentState if state in found]


def entries_of(part: Assignment) -> QuerySet[Progress]:
    """Return the entries of a part, the newest first, with who wrote them and their files."""
    rows = part.entries.select_related("person", "post").prefetch_related("files")
    return rows.annotate(by_body=body_name_of("post__body")).order_by("-at", "-pk")


def hand_overs_of(actor: access.Who, task: Task) -> QuerySet[HandOver]:
    """Return the visible hand-overs of a task, open ones first."""
    rows = hand_overs_visible_to(actor).filter(task=task)
    named = rows.annotate(giver_name=body_name_of("giver"), taker_name=body_name_of("taker"))
    return named.order_by(F("closed_at").desc(nulls_first=True), "due_at")


def occurrences_of(actor: access.Who, task: Task) -> QuerySet[Task]:
    """Return the visible occurrences of a repeating task."""
    return visible_to(actor).filter(series=task).order_by("due_on")


def waited_for(actor: access.Who, task: Task) -> QuerySet[Task]:
    """Return the visible tasks for which a task waits."""
    return visible_to(actor).filter(before=task).order_by("due_on", "pk")


def may_wait_for(actor: access.Who, task: Task) -> QuerySet[Task]:
    """Return the tasks that a task could wait for: of its programme, else what came up at its body, each with `label`."""
    rows = (
        visible_to(actor).filter(holder=task.holder_id).exclude(pk=task.pk).exclude(state=TaskState.CANCELLED)
    )
    near = Q(group__programme=task.group.programme_id) if task.group else Q(group=None)
    chosen = Exists(Task.after.through.objects.filter(from_task=task, to_task=OuterRef("pk")))
    return rows.filter(near | Q(chosen)).annotate(label=F("title")).order_by("code")[:200]


def _many(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted[:1], output_field=IntegerField()), Value(0))
