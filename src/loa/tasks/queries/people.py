"""Who of a body is told, and who may act for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from loa.clocks.models import Clock
from loa.tasks.models import Assignment
from loa.units import reach
from loa.units.models import Body, Person
from loa.units.permissions import Permission
from loa.units.queries import holders_of
from loa.units.rules.roles import roles_with
from loa.units.voices import people_with


def who_may(right: Permission, bodies: Iterable[int]) -> list[Person]:
    """Return those who hold a post in one of the bodies with a right in it, each once: one query for 600 bodies."""
    return list(people_with(list(bodies), right).order_by("pk"))


def who_may_each(right: Permission, bodies: Iterable[int]) -> dict[int, list[Person]]:
    """Return the same body by body, in two queries for any number of bodies."""
    grants = reach.active_grants().filter(role__in=roles_with(right), post__body__in=set(bodies))
    pairs = set(grants.values_list("post__body", "post__person"))
    people = Person.objects.in_bulk({person for _body, person in pairs})
    found: dict[int, list[Person]] = {}
    for body, person in sorted(pairs):
        found.setdefault(body, []).append(people[person])
    return found


def people_for_each(parts: Iterable[Assignment]) -> dict[int, list[Person]]:
    """Return who is told of each part: the officer named for it while they may report, else all who may at its body."""
    held = {part.pk: part.holder_id for part in parts}
    able = who_may_each(Permission.TASKS_REPORT, held.values())
    named = Assignment.objects.filter(
        pk__in=held, officer__in=reach.active_posts(), officer__body=F("holder")
    )
    officers = dict(named.values_list("pk", "officer__person"))
    found: dict[int, list[Person]] = {}
    for part, body in held.items():
        everybody = able.get(body, [])
        officer = [person for person in everybody if person.pk == officers.get(part)]
        found[part] = officer or everybody
    return found


def who_may_answer(_waits: Clock, body: Body) -> list[Person]:
    """Return who may do what a hand-over's clock waits for at a body, or above it when they are called."""
    return [post.person for post in holders_of(Permission.TASKS_REPORT, body=body)]
