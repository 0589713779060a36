"""What bodies carry out, as its readers see it: parts, tasks, hand-overs, and what waits for one's own body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Q, QuerySet, When
from django.db.models.functions import Coalesce

from loa.tasks.models import Assignment, HandOver, Progress, Task
from loa.tasks.queries import visible
from loa.tasks.queries.days import ADDED_UP, CARE_ORDER, NEW, OPEN, WAITING, Days
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.lists import body_name_of
from loa.web.lists.filters import folded


def with_due(rows: QuerySet[Assignment]) -> QuerySet[Any]:
    """Return parts (`Assignment`) with `due`, their own day where it differs from the task's."""
    return rows.annotate(due=Coalesce("due_on", "task__due_on"))


def parts_visible_to(actor: Who) -> QuerySet[Any]:
    """Return the visible parts with `due`."""
    return with_due(visible.assignments_visible_to(actor))


def list_hand_overs(actor: Who) -> QuerySet[HandOver]:
    """Return the visible hand-overs with `giver_name` and `taker_name`; `folded` is for search."""
    names = {"giver_name": body_name_of("giver"), "taker_name": body_name_of("taker")}
    rows = visible.hand_overs_visible_to(actor).select_related("task")
    return rows.annotate(**names, folded=folded("what", "task__code", "task__title", *names.values()))


def list_parts(actor: Who) -> QuerySet[Any]:
    """Return the visible parts with `due`, `holder_name` and `giver_name`; `folded` is for search, `care` puts first what needs somebody."""
    name = body_name_of("holder")
    rows: QuerySet[Any] = parts_visible_to(actor).annotate(
        holder_name=name,
        giver_name=body_name_of("task__holder"),
        folded=folded("task__folded", "task__code", name),
        care=CARE_ORDER,
    )
    return rows.select_related("task__group__programme")


def issued(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the parts of tasks that were given out: drafts and cancelled ones count nowhere."""
    return rows.filter(task__state__in=ADDED_UP)


def find_task(actor: Who, number: str) -> Task | None:
    """Return the visible task that an address asks for, if it does."""
    return visible.visible_to(actor).filter(pk=number).first() if number.isdecimal() else None


# -- one's own -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """What an officer's body carries out, in the order in which it is due."""

    late: list[Assignment]
    soon: list[Assignment]
    later: list[Assignment]
    waiting: list[Assignment]

    @property
    def open(self) -> list[Assignment]:
        """Return everything that is still worked at."""
        return [*self.late, *self.soon, *self.later]


MOST_MINE = 60  # on one page; the rest stands in the list


def parts_of_own_body(actor: Actor) -> QuerySet[Any]:
    """Return the visible parts that the actor's own body holds; `is_mine` marks those named for the actor's post."""
    mine = Case(When(officer=actor.post, then=True), default=False, output_field=BooleanField())
    rows: QuerySet[Any] = list_parts(actor).filter(holder=actor.body).annotate(is_mine=mine)
    return rows.order_by("-is_mine", "due", "pk")


def my_work(actor: Actor, days: Days, *, only_mine: bool = False) -> Mine:
    """Return what the actor's body works at and what it handed in, the actor's own first."""
    rows = parts_of_own_body(actor)
    rows = rows.filter(officer=actor.post) if only_mine else rows
    at_work = list(rows.filter(OPEN)[:MOST_MINE])
    late = [row for row in at_work if row.due <= days.late]
    ahead = [row for row in at_work if row.due > days.late]
    return Mine(
        late=late,
        soon=[row for row in ahead if (row.due - days.today).days <= 7],
        later=[row for row in ahead if (row.due - days.today).days > 7],
        waiting=list(rows.filter(WAITING)[:MOST_MINE]),
    )


@dataclass(frozen=True)
class Waits:
    """The counts of the first screen."""

    stuck: int
    overdue: int
    new: int
    silent: int


def waits(actor: Actor, days: Days) -> Waits:
    """Count what waits for the actor: hand-overs, late and new parts of the own body, silence; cheap at any size."""
    parts = parts_visible_to(actor)
    own = parts.filter(holder=actor.body).aggregate(
        overdue=Count("pk", filter=days.overdue), new=Count("pk", filter=NEW)
    )
    silent = parts.filter(told_silent(days), task__holder=actor.body)
    return Waits(
        stuck=visible.hand_overs_visible_to(actor).filter(days.stuck).count(),
        silent=silent.aggregate(n=Count("holder", distinct=True))["n"],
        **own,
    )


def told_silent(days: Days) -> Q:
    """Return the silence that was shown to the body itself first and may now be seen by who assigned it (charter 11)."""
    return days.silent & Q(escalated_at__isnull=False)


def was_sent(part: Assignment, client_key: UUID) -> bool:
    """Say whether an entry made on a device under this key has come in already."""
    return part.entries.filter(client_key=client_key).exists()


def entries_of(part: Assignment) -> list[Progress]:
    """Return what was said of a part, with its files, the latest first."""
    rows = part.entries.select_related("person").prefetch_related("files")
    return list(rows.order_by("-at", "-pk")[:30])
