"""One body's page: what it leads and joins, its programmes, its hand-overs, its own timeliness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from loa.tasks.models import Assignment, HandOver, Programme
from loa.tasks.queries import visible, work
from loa.tasks.queries.days import ADDED_UP, NEW, OPEN, UNDER_WAY, WAITING, Days
from loa.tasks.queries.timeliness import timeliness_of
from loa.tasks.rules.timeliness import Compared, Period, Span
from loa.tasks.rules.words import AssignmentState, Origin, Part, TaskState
from loa.units import access
from loa.units.access import Who
from loa.units.lists import body_name_of
from loa.units.models import Body, BodyVersion
from loa.units.permissions import Permission
from loa.units.versions import latest
from loa.web.lists.filters import folded

SHOWN = 10  # of each kind; the rest stands in the list behind the number


@dataclass(frozen=True)
class BodyPage:
    """Everything the page shows."""

    counts: dict[str, int]
    parts: list[Assignment]
    programmes: list[Programme]
    received: list[HandOver]
    given: list[HandOver]
    spans: tuple[Span, Span]
    timeliness: list[Compared]


def bodies_visible_to(actor: Who) -> QuerySet[Body]:
    """Return the bodies whose tasks the actor may read."""
    return Body.objects.filter(pk__in=access.body_ids_in_reach(actor, Permission.TASKS_READ))


def list_bodies(actor: Who, days: Days) -> QuerySet[Body]:
    """Return the bodies in reach that hold a part, with `label` and the counts `open`, `overdue`, `new`, `waiting`."""
    held = work.with_due(Assignment.objects.filter(holder=OuterRef("pk")))
    name = body_name_of("pk")
    sort = latest(BodyVersion, days.today).filter(body=OuterRef("pk")).values("sort_key")[:1]
    return (
        bodies_visible_to(actor)
        .filter(pk__in=Assignment.objects.exclude(task__state=TaskState.DRAFT).values("holder"))
        .annotate(
            label=name,
            order=Subquery(sort),
            folded=folded(name),
            open=_count(held.filter(OPEN)),
            overdue=_count(held.filter(days.overdue)),
            new=_count(held.filter(NEW)),
            waiting=_count(held.filter(WAITING)),
        )
    )


def _count(rows: QuerySet[Assignment]) -> Coalesce:
    per_body = rows.order_by().values("holder").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(per_body), 0)


def body_page(actor: Who, body: Body, period: Period, days: Days) -> BodyPage:
    """Return what a body's page shows."""
    held = work.list_parts(actor).filter(holder=body)
    passed = work.list_hand_overs(actor).filter(UNDER_WAY).order_by("due_at", "pk")
    both, told = timeliness_of(body, period, days)
    return BodyPage(
        counts=_counts(held, days),
        parts=list(held.filter(OPEN | WAITING).order_by("due", "pk")[:SHOWN]),
        programmes=list(
            programmes_with_counts(visible.programmes_visible_to(actor).filter(holder=body))[:SHOWN]
        ),
        received=list(passed.filter(taker=body)[:SHOWN]),
        given=list(passed.filter(giver=body)[:SHOWN]),
        spans=both,
        timeliness=told,
    )


def _counts(held: QuerySet[Assignment], days: Days) -> dict[str, int]:
    return held.aggregate(
        leads=Count("pk", filter=OPEN & Q(part=Part.LEAD)),
        joins=Count("pk", filter=OPEN & Q(part=Part.CO_UNIT)),
        overdue=Count("pk", filter=days.overdue),
        new=Count("pk", filter=NEW),
        waiting=Count("pk", filter=WAITING),
        accepted=Count("pk", filter=Q(state=AssignmentState.ACCEPTED)),
    )


def programmes_with_counts(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """Return programmes with `done` and `counted`, by the rule of `rules/done.py`, the newest first."""
    planned: dict[str, Any] = {
        "groups__tasks__origin": Origin.PLANNED,
        "groups__tasks__state__in": ADDED_UP,
    }
    return programmes.annotate(
        counted=Count("groups__tasks", filter=Q(**planned)),
        done=Count("groups__tasks", filter=Q(**planned | {"groups__tasks__state": TaskState.DONE})),
    ).order_by("-year", "code")
