"""For which bodies somebody speaks when a copy is acknowledged, and whom a body has to be told.

A body is answered for by its own officers; while it has none, by the officers of its superior.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from loa.documents.circulation_errors import NotForTheBody
from loa.documents.models import Circulation
from loa.documents.rules import circulation as rules
from loa.documents.rules.words import CirculationState
from loa.lib import clock
from loa.units import access, reach, voices
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import Body, BodyVersion, Person
from loa.units.permissions import Permission
from loa.units.rules.roles import roles_with
from loa.units.versions import in_force
from loa.units.voices import people_with

ACKNOWLEDGE = Permission.DOCUMENTS_ACKNOWLEDGE


def bodies_spoken_for(actor: Who) -> QuerySet[Body]:
    """Return the bodies for which the actor may acknowledge."""
    return voices.bodies_spoken_for(actor, ACKNOWLEDGE)


def speaks_for(actor: Who, body_id: int) -> bool:
    """Say whether the actor may acknowledge for a body."""
    return voices.speaks_for(actor, ACKNOWLEDGE, body_id)


def require_voice(actor: Who, body_id: int) -> None:
    """Refuse unless the actor may acknowledge for a body. Raises: NotForTheBody."""
    if not speaks_for(actor, body_id):
        raise NotForTheBody


def may_enter(actor: Actor, copy: Circulation) -> bool:
    """Say whether a copy waits to be entered into its body's register, and the actor receives for that body."""
    shut = copy.state == CirculationState.REFUSED or copy.state in rules.CALLED_BACK
    return not (copy.entered_id or shut) and access.can(actor, Permission.DOCUMENTS_RECEIVE, body=copy.holder)


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told for some bodies, and the bodies for which nobody can be told."""

    people: QuerySet[Person]
    deaf: frozenset[int]


def ears_of(bodies: Collection[int]) -> Ears:
    """Return who is told for bodies: their own officers, for a body without one those of its superior."""
    own = _with_officers(bodies)
    above = superiors_of([body for body in bodies if body not in own])
    heard = _with_officers(set(above.values()))
    deaf = {body for body in bodies if body not in own and above.get(body) not in heard}
    return Ears(people_with(own | heard, ACKNOWLEDGE), frozenset(deaf))


def _with_officers(bodies: Collection[int]) -> set[int]:
    """Return those of the bodies that have somebody who may acknowledge."""
    grants = reach.active_grants().filter(role__in=roles_with(ACKNOWLEDGE), post__body__in=bodies)
    return set(grants.values_list("post__body", flat=True))


def superiors_of(bodies: Collection[int]) -> dict[int, int]:
    """Return the body above each of these today; one that stands at the top is left out."""
    rows = in_force(BodyVersion, clock.today()).filter(body__in=bodies, superior__isnull=False)
    return dict(rows.values_list("body_id", "superior_id"))
