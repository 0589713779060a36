"""Who speaks for a body: its own officers with the right; while it has none, those of its superior."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from loa.lib import clock
from loa.units import access, reach
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import Body, BodyVersion, Person
from loa.units.permissions import Permission
from loa.units.rules.roles import roles_with
from loa.units.versions import in_force


def bodies_spoken_for(actor: Who, right: Permission) -> QuerySet[Body]:
    """Return the bodies for which the actor may use a right that is a body's own word."""
    bodies = access.bodies_in_reach(actor, right)
    if not isinstance(actor, Actor):
        return bodies
    own = own_bodies(actor)
    officers = reach.active_grants().filter(role__in=roles_with(right), post__body=OuterRef("pk"))
    below = in_force(BodyVersion, clock.today()).filter(superior__in=own).values("body")
    return bodies.filter(Q(pk__in=own) | (Q(pk__in=below) & ~Exists(officers)))


def speaks_for(actor: Who, right: Permission, body_id: int) -> bool:
    """Say whether the actor may use such a right for a body."""
    return bodies_spoken_for(actor, right).filter(pk=body_id).exists()


def people_with(bodies: Collection[int] | QuerySet[Any, Any], *rights: Permission) -> QuerySet[Person]:
    """Return the people of these bodies who hold one of the rights there, each once; one query for any number."""
    roles = {role for right in rights for role in roles_with(right)}
    grants = reach.active_grants().filter(role__in=roles, post__body__in=bodies)
    return Person.objects.filter(pk__in=grants.values("post__person"))


def own_bodies(actor: Actor) -> list[int]:
    """Return the body of the post an actor acts as, and that of who lent them their right."""
    giver = [actor.delegation.giver.body_id] if actor.delegation else []
    return [actor.post.body_id, *giver]
