"""How far groups of tasks are, how old what is overdue has become, and the bars of a programme's year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from loa.tasks.models import Assignment, Programme, Task, TaskGroup
from loa.tasks.queries import visible
from loa.tasks.queries.days import ADDED_UP, WAITING, Days
from loa.tasks.rules.ageing import Age
from loa.tasks.rules.words import Origin, TaskState
from loa.units.access import Who
from loa.units.lists import body_name_of


def groups_with_counts(actor: Who, days: Days) -> QuerySet[TaskGroup]:
    """Return the groups of visible programmes with `done` of `counted`, overdue by age, and what waits for acceptance."""
    planned = Task.objects.filter(group=OuterRef("pk"), origin=Origin.PLANNED, state__in=ADDED_UP)
    late = planned.filter(state=TaskState.OPEN)
    waiting = Assignment.objects.filter(WAITING, task__group=OuterRef("pk"))
    rows = TaskGroup.objects.filter(programme__in=visible.programmes_visible_to(actor))
    return rows.select_related("programme").annotate(
        counted=_count(planned, "group"),
        done=_count(planned.filter(state=TaskState.DONE), "group"),
        late_week=_count(late.filter(days.aged(Age.WEEK, "due_on")), "group"),
        late_month=_count(late.filter(days.aged(Age.MONTH, "due_on")), "group"),
        late_older=_count(late.filter(days.aged(Age.OLDER, "due_on")), "group"),
        waiting=_count(waiting, "task__group"),
    )


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    """Return how many rows a group has; counted apart, since counts of joined tables would multiply."""
    per_group = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(per_group), 0)


@dataclass(frozen=True)
class Bar:
    """One task on the year's line; `start` and `length` in days of the year."""

    task: Task
    start: int
    length: int
    is_late: bool

    @property
    def is_done(self) -> bool:
        """Say whether it is finished."""
        return self.task.state == TaskState.DONE


@dataclass(frozen=True)
class Line:
    """A programme's year: its groups with their tasks, and what is found in it."""

    groups: list[tuple[TaskGroup, list[Bar]]]
    first: date
    days: int
    today: int | None
    total: int
    done: int
    late: int

    def months(self) -> list[tuple[int, int, int]]:
        """Return number, first day and length of each month."""
        begins = [(date(self.first.year, m, 1) - self.first).days for m in range(1, 13)]
        return [
            (m, begin, end - begin)
            for m, begin, end in zip(range(1, 13), begins, [*begins[1:], self.days], strict=True)
        ]


def line_of(actor: Who, programme: Programme, days: Days) -> Line:
    """Return the bars of a programme's visible tasks, group by group."""
    first = date(programme.year, 1, 1)
    length = (date(programme.year + 1, 1, 1) - first).days
    tasks = visible.visible_to(actor).filter(group__programme=programme, state__in=ADDED_UP)
    rows = list(
        tasks.select_related("group")
        .annotate(lead_name=_lead_name())
        .order_by("group__position", "due_on", "pk")
    )
    bars = [_bar(task, first, length, days) for task in rows]
    groups = {task.group_id: task.group for task in rows if task.group}
    return Line(
        groups=[(group, [bar for bar in bars if bar.task.group_id == pk]) for pk, group in groups.items()],
        first=first,
        days=length,
        today=(days.today - first).days if days.today.year == programme.year else None,
        total=len(bars),
        done=sum(bar.is_done for bar in bars),
        late=sum(bar.is_late for bar in bars),
    )


def _lead_name() -> Subquery:
    leads = Assignment.objects.filter(task=OuterRef("pk"), part="lead").exclude(state="withdrawn")
    return Subquery(leads.order_by("pk").annotate(name=body_name_of("holder")).values("name")[:1])


def _bar(task: Task, first: date, length: int, days: Days) -> Bar:
    begins = task.starts_on or (task.group.starts_on if task.group else task.due_on)
    start = min(max((begins - first).days, 0), length - 1)
    end = min(max((task.due_on - first).days + 1, start + 1), length)
    is_late = task.state == TaskState.OPEN and task.due_on <= days.late
    return Bar(task, start, end - start, is_late)
