"""The bodies of a task between which work may be passed."""

from __future__ import annotations

from django.db.models import QuerySet

from loa.tasks.models import Task
from loa.tasks.queries.visible import assignments_visible_to
from loa.tasks.rules.words import AssignmentState
from loa.units import access
from loa.units.lists import body_name_of
from loa.units.models import Body
from loa.units.permissions import Permission


def takers_of(actor: access.Who, task: Task) -> QuerySet[Body]:
    """Return the bodies of a task that the actor may see take part, each with `label`."""
    parts = assignments_visible_to(actor).filter(task=task).exclude(state=AssignmentState.WITHDRAWN)
    rows = Body.objects.filter(pk__in=parts.values("holder"))
    return rows.annotate(label=body_name_of("pk")).order_by("label", "code")


def givers_of(actor: access.Who, task: Task) -> QuerySet[Body]:
    """Return those of them for which the actor reports."""
    return takers_of(actor, task).filter(pk__in=access.body_ids_in_reach(actor, Permission.TASKS_REPORT))
