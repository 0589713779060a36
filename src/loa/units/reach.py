"""How far a post's rights reach at this moment: its grants, and those of a giver it acts for.

Every question of access is answered from these rows, so that leaving a post, revoking a grant or ending a
delegation counts with the very next question; only within one request that reads is the answer remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from loa.lib import clock
from loa.units.actor import Actor
from loa.units.models import AreaVersion, BodyVersion, Delegation, Grant, Post
from loa.units.permissions import Permission
from loa.units.rules.roles import delegable, permissions_of, roles_with
from loa.units.versions import is_under, latest_path


@dataclass(frozen=True)
class Reach:
    """One grant as it counts now: these rights over this branch of bodies and this branch of areas."""

    grant: Grant
    rights: frozenset[Permission]
    body_path: str
    area_path: str
    delegation: Delegation | None = None

    @property
    def until(self) -> date | None:
        """Return the day on which this right ends, if one is set."""
        days = [self.grant.valid_until, self.grant.post.valid_until]
        if self.delegation:
            days.append(self.delegation.valid_until.astimezone(clock.HANOI).date())
        return min((day for day in days if day), default=None)

    def covers(self, *, body_path: str | None, area_path: str | None) -> bool:
        """Say whether both paths, where given, lie in the two branches."""
        return (body_path is None or is_under(body_path, self.body_path)) and (
            area_path is None or is_under(area_path, self.area_path)
        )


def active(prefix: str = "") -> Q:
    """Return the condition that a post is held now, by a person whose account is open."""
    today, now = clock.today(), clock.now()
    return (
        Q(**{f"{prefix}valid_from__lte": today, f"{prefix}person__is_active": True})
        & (Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": today}))
        & (Q(**{f"{prefix}ended_at__isnull": True}) | Q(**{f"{prefix}ended_at__gt": now}))
    )


def active_posts() -> QuerySet[Post]:
    """Return the posts held now."""
    return Post.objects.filter(active())


def active_grants() -> QuerySet[Grant]:
    """Return the grants in force now whose post is held."""
    today = clock.today()
    return Grant.objects.filter(
        active("post__"),
        Q(valid_until__isnull=True) | Q(valid_until__gt=today),
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=clock.now()),
        valid_from__lte=today,
    )


def active_delegations() -> QuerySet[Delegation]:
    """Return the transfers in force now whose giver and receiver both still hold their posts."""
    now = clock.now()
    return Delegation.objects.filter(
        active("giver__"),
        active("receiver__"),
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=now),
        valid_from__lte=now,
        valid_until__gt=now,
    )


def reaches(actor: Actor) -> list[Reach]:
    """Return everything the actor may do now and where; delegated rights only while acting under them."""
    if actor.seen is None:
        return _reaches(actor)
    key = actor.delegation.pk if actor.delegation else None
    if key not in actor.seen:
        actor.seen[key] = _reaches(actor)
    return actor.seen[key]


def _reaches(actor: Actor) -> list[Reach]:
    found = [_reach(grant) for grant in _located(active_grants().filter(post=actor.post))]
    if actor.delegation is None:
        return found
    current = active_delegations().filter(pk=actor.delegation.pk, receiver=actor.post).first()
    return found + (delegated(current) if current else [])


def delegated(delegation: Delegation) -> list[Reach]:
    """Return what a transfer passes on: the named rights, nowhere farther than the giver holds them now."""
    named = frozenset(right for right in Permission if delegation.allows(right))
    grants = _located(active_grants().filter(post_id=delegation.giver_id))
    return [_reach(grant, delegation, delegable(named)) for grant in grants]


def reaches_of(actor: Actor, permission: Permission) -> list[Reach]:
    """Return the branches in which the actor holds one right now."""
    return [reach for reach in reaches(actor) if permission in reach.rights]


def holders(
    permission: Permission, *, body_path: str | None, area_path: str | None, limit: int
) -> list[Grant]:
    """Return grants by which others hold the right there, nearest body first."""
    grants = _located(active_grants().filter(role__in=roles_with(permission))).select_related("post__person")
    fitting = [g for g in grants if _reach(g).covers(body_path=body_path, area_path=area_path)]
    return sorted(fitting, key=lambda g: (-len(_reach(g).body_path), g.pk))[:limit]


def _located(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    today = clock.today()
    return grants.select_related("post").annotate(
        body_path=Coalesce(latest_path(BodyVersion, "body", today), Value("-")),
        area_path=Coalesce(latest_path(AreaVersion, "area", today), Value("-")),
    )


def _reach(
    grant: Grant, delegation: Delegation | None = None, within: frozenset[Permission] | None = None
) -> Reach:
    rights = permissions_of(grant.role)
    return Reach(
        grant=grant,
        rights=rights if within is None else rights & within,
        body_path=grant.body_path,  # type: ignore[attr-defined]
        area_path=grant.area_path,  # type: ignore[attr-defined]
        delegation=delegation,
    )
