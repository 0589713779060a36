"""Who may do what, where: one predicate per model, one explanation, two refusals.

Strangers are told that a thing does not exist; colleagues without the right are told that the right is missing.
`loa.journal.actions.SYSTEM` (the software itself, which no request carries) may do everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.units import explain, reach
from loa.units.actor import Actor
from loa.units.errors import RightMissing, UnknownThing
from loa.units.models import Area, AreaVersion, Body, BodyVersion
from loa.units.permissions import Permission
from loa.units.versions import latest, latest_path, under

M = TypeVar("M", bound=Model)
Who = Actor | Author | None


@dataclass(frozen=True)
class Verdict:
    """Whether an act is allowed, and the sentences that say why."""

    allowed: bool
    reasons: tuple[str | Promise, ...]


def can(actor: Who, permission: Permission, *, body: Body | None = None, area: Area | None = None) -> bool:
    """Say whether the actor holds the right over the body and the area, where given.

    One grant must cover both. A body alone must also sit inside the grant's area; with neither, holding the right
    anywhere is enough.
    """
    if actor is SYSTEM:
        return True
    return bool(_covering(actor, permission, body, area))


def require(
    actor: Who, permission: Permission, *, body: Body | None = None, area: Area | None = None
) -> None:
    """Refuse unless the actor holds the right there.

    Raises:
        RightMissing: with the permission as a fact, so that a page can show why.

    """
    if not can(actor, permission, body=body, area=area):
        raise RightMissing(permission=permission.value)


def author(actor: Who) -> Author:
    """Return who is named in the journal; nobody at all may write.

    Raises:
        RightMissing: for an anonymous reader.

    """
    if actor is None:
        raise RightMissing
    return actor


def why(actor: Who, permission: Permission, *, body: Body | None = None, area: Area | None = None) -> Verdict:
    """Explain in Vietnamese which grant or delegation allows the act, or what is missing and who can give it."""
    if actor is SYSTEM:
        return Verdict(allowed=True, reasons=(explain.system(),))
    covering = _covering(actor, permission, body, area)
    if covering:
        return Verdict(allowed=True, reasons=tuple(explain.granted(item, permission) for item in covering))
    held = reach.reaches_of(actor, permission) if isinstance(actor, Actor) else []
    body_path, area_path = _paths(body, area)
    givers = reach.holders(Permission.PEOPLE_MANAGE, body_path=body_path, area_path=area_path, limit=3)
    usable = _usable_delegations(actor, permission, body_path, area_path)
    return Verdict(allowed=False, reasons=explain.refused(permission, held, usable, givers, body, area))


def acting(
    actor: Actor, permission: Permission, *, body: Body | None = None, area: Area | None = None
) -> Actor:
    """Return the actor to act and be journalled as: with own right as is, else under a delegation that fits.

    Raises:
        RightMissing: when neither an own nor a received right covers the act.

    """
    if can(actor, permission, body=body, area=area):
        return actor
    for item in _usable_delegations(actor, permission, *_paths(body, area)):
        return replace(actor, delegation=item.delegation)
    raise RightMissing(permission=permission.value)


def bodies_in_reach(actor: Who, permission: Permission) -> QuerySet[Body]:
    """Return the bodies over which the actor holds the right, abolished ones by their last place."""
    if actor is SYSTEM:
        return Body.objects.all()
    return Body.objects.filter(pk__in=body_ids_in_reach(actor, permission))


def body_ids_in_reach(actor: Who, permission: Permission) -> QuerySet[Any, Any]:
    """Return their ids, for a condition inside another question: one level less for the database to read."""
    if actor is SYSTEM:
        return Body.objects.values("pk")
    held = _held(actor, permission)
    if not held:
        return BodyVersion.objects.none().values("body")
    condition = Q()
    for item in held:
        condition |= under([item.body_path]) & Q(seat_area__in=_areas_under([item.area_path]))
    return latest(BodyVersion, clock.today()).filter(condition).values("body")


def areas_in_reach(actor: Who, permission: Permission) -> QuerySet[Area]:
    """Return the areas over which the actor holds the right, abolished ones by their last place."""
    if actor is SYSTEM:
        return Area.objects.all()
    paths = [item.area_path for item in _held(actor, permission)]
    return Area.objects.filter(pk__in=_areas_under(paths))


def branches_in_reach(actor: Who, permission: Permission) -> list[str]:
    """Return the codes of the areas at the head of each branch over which the actor holds the right."""
    if actor is SYSTEM:
        rows = latest(AreaVersion, clock.today()).filter(parent=None)
        return sorted(rows.values_list("area__code", flat=True))
    return sorted({item.area_path.rsplit("/", 1)[-1] for item in _held(actor, permission)})


def access(
    queryset: QuerySet[M],
    actor: Who,
    *,
    id: object,  # noqa: A002 -- the word every caller uses
    to: Permission | None,
    body_field: str = "body",
) -> M:
    """Fetch one thing of the reader's visible ones and check the right over the body it belongs to.

    `queryset` is what the actor may see (`visible_to`); `body_field` is the path to its body, "pk" for a body itself.

    Raises:
        UnknownThing: when it is not among the visible ones; the same words as for an id that never was.
        RightMissing: when it is visible but the right is missing.

    """
    thing = _find(queryset, id)
    if to is not None and actor is not SYSTEM:
        bodies = body_ids_in_reach(actor, to)
        if not queryset.filter(pk=thing.pk, **{f"{body_field}__in": bodies}).exists():
            raise RightMissing(permission=to.value)
    return thing


def _find(queryset: QuerySet[M], key: object) -> M:
    try:
        thing = queryset.filter(pk=key).first()
    except (ValueError, TypeError, OverflowError):
        thing = None
    if thing is None:
        raise UnknownThing
    return thing


def _areas_under(paths: Iterable[str]) -> QuerySet[AreaVersion, Any]:
    return latest(AreaVersion, clock.today()).filter(under(paths)).values("area")


def _held(actor: Who, permission: Permission) -> list[reach.Reach]:
    return reach.reaches_of(actor, permission) if isinstance(actor, Actor) else []


def _covering(actor: Who, permission: Permission, body: Body | None, area: Area | None) -> list[reach.Reach]:
    held = _held(actor, permission)
    if not held or (body is None and area is None):
        return held
    body_path, area_path = _paths(body, area)
    return [item for item in held if item.covers(body_path=body_path, area_path=area_path)]


def _usable_delegations(
    actor: Who, permission: Permission, body_path: str | None, area_path: str | None
) -> list[reach.Reach]:
    if not isinstance(actor, Actor):
        return []
    return [
        item
        for delegation in reach.active_delegations().filter(receiver=actor.post).order_by("pk")
        for item in reach.delegated(delegation)
        if permission in item.rights and item.covers(body_path=body_path, area_path=area_path)
    ]


def _paths(body: Body | None, area: Area | None) -> tuple[str | None, str | None]:
    """Return the places of both; a body alone is placed in the area where it sits."""
    today = clock.today()
    body_path, area_path = None, None
    if body is not None:
        row = (
            BodyVersion.objects.filter(body=body, valid_from__lte=today)
            .annotate(seat_path=latest_path(AreaVersion, "seat_area", today))
            .order_by("-valid_from")
            .values_list("path", "seat_path")
            .first()
        )
        body_path, area_path = row or ("?", "?")
    if area is not None:
        rows = AreaVersion.objects.filter(area=area, valid_from__lte=today).order_by("-valid_from")
        area_path = rows.values_list("path", flat=True).first() or "?"
    return body_path, area_path
