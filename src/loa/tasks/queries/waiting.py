"""What waits for acceptance."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from loa.tasks.models import Assignment, Progress
from loa.tasks.queries.visible import reach
from loa.tasks.rules.words import AssignmentState, ProgressKind, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.lists import body_name_of
from loa.units.permissions import Permission


def waiting_for(actor: access.Who) -> QuerySet[Assignment]:
    """Return the parts whose evidence the actor may accept, the longest waiting first; none that the actor handed in."""
    rows = Assignment.objects.filter(
        state=AssignmentState.REPORTED,
        task__state=TaskState.OPEN,
        task__body__in=reach(actor, Permission.TASKS_ACCEPT),
    )
    if isinstance(actor, Actor):
        own = Progress.objects.filter(assignment=OuterRef("pk"), kind=ProgressKind.EVIDENCE)
        rows = rows.filter(~Exists(own.filter(_persons(actor))))
    rows = rows.annotate(holder_name=body_name_of("holder"))
    return rows.select_related("task").order_by("reported_at", "pk")


def count_waiting(actor: access.Who) -> int:
    """Return how many parts wait for the actor."""
    return waiting_for(actor).count()


def _persons(actor: Actor) -> Q:
    mine = Q(person=actor.person)
    return mine | Q(person=actor.delegation.giver.person_id) if actor.delegation else mine
