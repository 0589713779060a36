"""Who of a body is told, and who may act for it."""

from __future__ import annotations

from collections.abc import Iterable

from loa.clocks.models import Clock
from loa.units import reach
from loa.units.models import Body, Person
from loa.units.permissions import Permission
from loa.units.queries import holders_of
from loa.units.rules.roles import roles_with


def who_may(right: Permission, bodies: Iterable[int]) -> list[Person]:
    """Return those who hold a post in one of the bodies with a right in it, each once: one query for 600 bodies."""
    grants = reach.active_grants().filter(role__in=roles_with(right), post__body__in=list(bodies))
    return list(Person.objects.filter(pk__in=grants.values("post__person")).order_by("pk"))


def who_may_answer(_waits: Clock, body: Body) -> list[Person]:
    """Return who may do what a hand-over's clock waits for at a body, or above it when they are called."""
    return [post.person for post in holders_of(Permission.TASKS_REPORT, body=body)]
