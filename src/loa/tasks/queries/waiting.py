"""What waits for acceptance."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from loa.tasks.models import Assignment, Progress
from loa.tasks.queries.visible import reach
from loa.tasks.rules.done import handed_it_in
from loa.tasks.rules.words import AssignmentState, ProgressKind, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.lists import body_name_of
from loa.units.models import Person
from loa.units.permissions import Permission
from loa.units.rules.humans import Human


def waiting_for(actor: access.Who) -> QuerySet[Assignment]:
    """Return the parts whose evidence the actor may accept, the longest waiting first; none that the actor handed in."""
    rows = Assignment.objects.filter(
        state=AssignmentState.REPORTED,
        task__state=TaskState.OPEN,
        task__holder__in=reach(actor, Permission.TASKS_ACCEPT),
    )
    if isinstance(actor, Actor):
        own = Progress.objects.filter(assignment=OuterRef("pk"), kind=ProgressKind.EVIDENCE)
        rows = rows.filter(~Exists(own.filter(person__in=_accounts(actor))))
    rows = rows.annotate(holder_name=body_name_of("holder"))
    return rows.select_related("task").order_by("reported_at", "pk")


def count_waiting(actor: access.Who) -> int:
    """Return how many parts wait for the actor."""
    return waiting_for(actor).count()


def newest_evidence(part: Assignment) -> Progress | None:
    """Return what was handed in last of a part."""
    return part.entries.filter(kind=ProgressKind.EVIDENCE).order_by("at", "pk").last()


def hands(part: Assignment) -> list[Human]:
    """Return who handed in evidence of a part."""
    own = Progress.objects.filter(assignment=part, kind=ProgressKind.EVIDENCE)
    return [_human(person) for person in Person.objects.filter(pk__in=own.values("person"))]


def judges(actor: Actor) -> list[Human]:
    """Return whose judgement an act would be: the person's, and of whom they act for."""
    lender = [actor.delegation.giver.person] if actor.delegation else []
    return [_human(person) for person in (actor.person, *lender)]


def _accounts(actor: Actor) -> set[int]:
    """Return the accounts of those whose judgement an act would be."""
    mine = judges(actor)
    alike = Q(pk__in=[judge.id for judge in mine])
    for judge in mine:
        alike |= Q(phone__endswith=judge.phone[-2:]) if judge.phone else Q()  # however the rest is spaced
    found = [Human(pk, phone) for pk, phone in Person.objects.filter(alike).values_list("pk", "phone")]
    return {human.id for human in found if handed_it_in(mine, [human])}


def _human(person: Person) -> Human:
    return Human(person.pk, person.phone)
