"""What staff may see of programmes and tasks: the assigning body's reach, and what their own bodies take part in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from loa.tasks.errors import NotForTheBody
from loa.tasks.models import Assignment, HandOver, Programme, Progress, Task
from loa.tasks.rules.words import Part, ProgrammeState, TaskState
from loa.units import access
from loa.units.errors import RightMissing
from loa.units.models import Body
from loa.units.permissions import Permission
from loa.units.voices import speaks_for


def reach(actor: access.Who, right: Permission = Permission.TASKS_READ) -> QuerySet[Any, Any]:
    """Return the ids of the bodies over which the actor holds a right on tasks."""
    return access.body_ids_in_reach(actor, right)


def visible_to(actor: access.Who) -> QuerySet[Task]:
    """Return the tasks of bodies in reach, and those, once opened, in which a body in reach takes part."""
    own = reach(actor)
    part = Assignment.objects.filter(task=OuterRef("pk"), holder__in=own)
    return Task.objects.filter(Q(holder__in=own) | (~Q(state=TaskState.DRAFT) & Exists(part)))


def programmes_visible_to(actor: access.Who) -> QuerySet[Programme]:
    """Return the programmes of bodies in reach, and those, once started, in which a body in reach has a task."""
    own = reach(actor)
    part = Assignment.objects.filter(task__group__programme=OuterRef("pk"), holder__in=own)
    part = part.exclude(task__state=TaskState.DRAFT)
    return Programme.objects.filter(Q(holder__in=own) | (~Q(state=ProgrammeState.DRAFT) & Exists(part)))


def assignments_visible_to(actor: access.Who) -> QuerySet[Assignment]:
    """Return the parts that the actor may see.

    The assigning body sees all parts, a body its own; lead and co-units of a joint task see each other's. One lead does
    not see the other leads: a silent body is shown to itself first (charter 11).
    """
    own = reach(actor)
    mine = Assignment.objects.filter(task=OuterRef("task"), holder__in=own)
    seen = (
        Q(holder__in=own)
        | (Q(part=Part.CO_UNIT) & Exists(mine.filter(part=Part.LEAD)))
        | (Q(part=Part.LEAD) & Exists(mine.filter(part=Part.CO_UNIT)))
    )
    return Assignment.objects.filter(Q(task__holder__in=own) | (~Q(task__state=TaskState.DRAFT) & seen))


def entries_visible_to(actor: access.Who) -> QuerySet[Progress]:
    """Return the entries of progress on the parts that the actor may see."""
    return Progress.objects.filter(assignment__in=assignments_visible_to(actor))


def hand_overs_visible_to(actor: access.Who) -> QuerySet[HandOver]:
    """Return the hand-overs of the assigning bodies in reach, and those that bodies in reach gave or take."""
    own = reach(actor)
    return HandOver.objects.filter(Q(task__holder__in=own) | Q(giver__in=own) | Q(taker__in=own))


def access_task(actor: access.Who, task_id: object, to: Permission | None = None) -> Task:
    """Return a visible task and check the right over the body that holds it. Raises: UnknownThing, RightMissing."""
    rows = visible_to(actor).select_related("body", "holder", "group__programme", "document", "series")
    return access.access(rows, actor, id=task_id, to=to, body_field="holder")


def access_programme(actor: access.Who, programme_id: object, to: Permission | None = None) -> Programme:
    """Return a visible programme and check the right over the body that holds it. Raises: UnknownThing, RightMissing."""
    rows = programmes_visible_to(actor).select_related("body", "holder", "document")
    return access.access(rows, actor, id=programme_id, to=to, body_field="holder")


def access_assignment(
    actor: access.Who, assignment_id: object, to: Permission | None = None, *, of: str = "holder"
) -> Assignment:
    """Return a visible part and check the right over its holder, or over the assigning body ("task__holder").

    Raises: UnknownThing, RightMissing.
    """
    rows = assignments_visible_to(actor).select_related("task__holder", "holder", "body")
    return access.access(rows, actor, id=assignment_id, to=to, body_field=of)


def access_hand_over(
    actor: access.Who, hand_over_id: object, to: Permission | None = None, *, of: str = "taker"
) -> HandOver:
    """Return a visible hand-over and check the right over its taker or giver. Raises: UnknownThing, RightMissing."""
    rows = hand_overs_visible_to(actor).select_related("task__holder", "giver", "taker")
    return access.access(rows, actor, id=hand_over_id, to=to, body_field=of)


def require_any(actor: access.Who, rights: Iterable[Permission], body: Body) -> None:
    """Refuse who holds none of the rights over a body. Raises: RightMissing for the first of them."""
    wanted = list(rights)
    if not any(access.can(actor, right, body=body) for right in wanted):
        raise RightMissing(permission=wanted[0].value)


def require_voice(actor: access.Who, body: Body) -> None:
    """Refuse who may not report for a body. Raises: RightMissing; NotForTheBody while it has officers of its own."""
    access.require(actor, Permission.TASKS_REPORT, body=body)
    if not speaks_for(actor, Permission.TASKS_REPORT, body.pk):
        raise NotForTheBody


def may(actor: access.Who, right: Permission, body: Body | None = None) -> bool:
    """Say whether the actor holds a right over a body, or anywhere."""
    return access.can(actor, right, body=body)
