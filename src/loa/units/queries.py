"""Reads of the two dated trees and of people; every question about a unit names its day (today by default)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from loa.lib import clock
from loa.units import access, reach
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import (
    AddressForm,
    Area,
    AreaVersion,
    Body,
    BodyChange,
    BodyVersion,
    Delegation,
    Person,
    Post,
    Succession,
    Topic,
)
from loa.units.permissions import Permission
from loa.units.rules import reforms
from loa.units.versions import in_force, latest

# -- areas ------------------------------------------------------------------------------------------------


def area_version(area: Area | int, as_of: date | None = None) -> AreaVersion | None:
    """Return what the area was on the day, or None when it did not exist then."""
    return in_force(AreaVersion, _day(as_of)).filter(area=area).first()


def area_name(area: Area | int, as_of: date | None = None) -> str:
    """Return kind and name on the day, the last known ones when the area is gone, else its code."""
    key = area if isinstance(area, int) else area.pk
    return area_names([key], as_of).get(key, str(area))


def area_names(area_ids: Iterable[int], as_of: date | None = None) -> dict[int, str]:
    """Return the names of many areas in one query."""
    rows = latest(AreaVersion, _day(as_of)).filter(area__in=list(area_ids))
    return {row.area_id: str(row) for row in rows}


def area_versions(as_of: date | None = None) -> QuerySet[AreaVersion]:
    """Return all areas of a day in Vietnamese order."""
    return in_force(AreaVersion, _day(as_of)).select_related("area").order_by("sort_key", "area__code")


def areas_by_code(codes: Iterable[str]) -> QuerySet[Area]:
    """Return the areas with these codes."""
    return Area.objects.filter(code__in=list(codes))


def seats_of(bodies: Iterable[int], as_of: date | None = None) -> dict[int, int]:
    """Return body id → id of the area where it sits on the day."""
    rows = latest(BodyVersion, _day(as_of)).filter(body__in=list(bodies))
    return dict(rows.values_list("body_id", "seat_area_id"))


# -- reforms ----------------------------------------------------------------------------------------------


def successors(area: Area, on: date | None = None) -> list[Succession]:
    """Return where the area's territory went, by the acts of one day or by all; its default part first."""
    return _successions(old=area, on=on)


def predecessors(area: Area, on: date | None = None) -> list[Succession]:
    """Return what the area was made of, by the acts of one day or by all; default parts first."""
    return _successions(new=area, on=on)


def rollup(
    counts: Mapping[tuple[int, date], int],
    *,
    as_of: date | None = None,
    divided: Literal["default", "apart"] = "default",
) -> reforms.Rollup:
    """Restate counts (area id, day counted) in the areas of a day; see `rules.reforms.rollup`."""
    day = _day(as_of)
    first = min((counted for _area, counted in counts), default=day)
    rows = Succession.objects.filter(change__on__gt=first, change__on__lte=day)
    fields = ("change__on", "change_id", "old_id", "new_id", "share", "is_default")
    links = (reforms.Link(*row) for row in rows.values_list(*fields))
    return reforms.rollup(counts, links, as_of=day, divided=divided)


# -- bodies -----------------------------------------------------------------------------------------------


def body_version(body: Body | int, as_of: date | None = None) -> BodyVersion | None:
    """Return what the body was on the day, or None when it did not exist then."""
    return in_force(BodyVersion, _day(as_of)).filter(body=body).first()


def body_name(body: Body | int, as_of: date | None = None, *, short: bool = False) -> str:
    """Return the name on the day (the last known one when the body is gone), short where asked and set."""
    key = body if isinstance(body, int) else body.pk
    rows = BodyVersion.objects.filter(body=key, valid_from__lte=_day(as_of)).order_by("-valid_from")
    row = rows.values_list("name", "short_name").first()
    return ((short and row[1]) or row[0]) if row else str(body)


def body_names(body_ids: Iterable[int], as_of: date | None = None) -> dict[int, str]:
    """Return the names of many bodies in one query."""
    rows = latest(BodyVersion, _day(as_of)).filter(body__in=list(body_ids))
    return dict(rows.values_list("body_id", "name"))


def body_versions(as_of: date | None = None) -> QuerySet[BodyVersion]:
    """Return all bodies of a day in Vietnamese order."""
    return (
        in_force(BodyVersion, _day(as_of))
        .select_related("body", "seat_area")
        .order_by("sort_key", "body__code")
    )


def superiors(body: Body, as_of: date | None = None) -> list[Body]:
    """Return those above the body on the day, nearest first."""
    version = body_version(body, as_of)
    ids = [int(part) for part in version.path.split("/")[:-1]] if version else []
    found = Body.objects.in_bulk(ids)
    return [found[key] for key in reversed(ids)]


def heirs_of(change: BodyChange) -> dict[int, Body]:
    """Return which body takes over from each that a reform closed: the new one, the first part, or the superior."""
    news = list(change.news.order_by("pk"))
    closed = [body for body in change.olds.all() if body not in news]
    if news:
        return {body.pk: news[0] for body in closed}
    last = BodyVersion.objects.filter(body__in=closed, valid_until=change.on).exclude(superior=None)
    return {row.body_id: row.superior for row in last.select_related("superior") if row.superior}


def committee_members(committee: Body, as_of: date | None = None) -> QuerySet[Body]:
    """Return the bodies that sit in the committee on the day."""
    day = _day(as_of)
    return Body.objects.filter(
        Q(committees__valid_until__isnull=True) | Q(committees__valid_until__gt=day),
        committees__committee=committee,
        committees__valid_from__lte=day,
    )


# -- people -----------------------------------------------------------------------------------------------


def people_visible_to(actor: Who) -> QuerySet[Person]:
    """Return the people who hold or held a post in a body whose people the actor may see."""
    bodies = access.bodies_in_reach(actor, Permission.UNITS_READ)
    mine = Q(pk=actor.person.pk) if isinstance(actor, Actor) else Q()
    return Person.objects.filter(mine | Q(pk__in=Post.objects.filter(body__in=bodies).values("person")))


def posts_of(person: Person) -> QuerySet[Post]:
    """Return the posts the person holds now, to choose which to act as."""
    return reach.active_posts().filter(person=person).select_related("body").order_by("pk")


def delegations_to(post: Post) -> QuerySet[Delegation]:
    """Return the transfers the post may act under now."""
    rows = reach.active_delegations().filter(receiver=post)
    return rows.select_related("giver__person", "giver__body").order_by("pk")


def seat_paths(bodies: Iterable[int]) -> dict[int, str]:
    """Return where each body sits today, as the path of its area."""
    seats = dict(body_versions().filter(body__in=list(bodies)).values_list("body_id", "seat_area_id"))
    paths = dict(area_versions().filter(area__in=seats.values()).values_list("area_id", "path"))
    return {body: paths[area] for body, area in seats.items() if area in paths}


def holders_of(permission: Permission, *, body: Body, limit: int = 50) -> list[Post]:
    """Return the posts that hold a right over a body now, nearest first."""
    version = latest(BodyVersion, clock.today()).filter(body=body).first()
    seat = latest(AreaVersion, clock.today()).filter(area=version.seat_area_id).first() if version else None
    if version is None or seat is None:
        return []
    grants = reach.holders(permission, body_path=version.path, area_path=seat.path, limit=limit)
    return list({grant.post_id: grant.post for grant in grants}.values())


def addressed(person: Person, body: Body) -> str:
    """Return the name as the body addresses its officers: "đồng chí …" or "ông/bà …" (design: the words)."""
    formal = body.address_form == AddressForm.FORMAL
    words = _("ông/bà %(name)s") if formal else _("đồng chí %(name)s")
    return words % {"name": person.full_name}


def addressed_first(person: Person) -> str:
    """Return the name as the body of the first post held addresses it; the bare name without a post."""
    post = posts_of(person).first()
    return addressed(person, post.body) if post else person.full_name


def possible_standing_approvers(body: Body) -> QuerySet[Person]:
    """Return who holds a post now in a body above, nearest or not, each once, by name."""
    above = reach.active_posts().filter(body__in=superiors(body))
    return Person.objects.filter(pk__in=above.values("person")).order_by("sort_key", "pk")


def topics() -> QuerySet[Topic]:
    """Return the public list of topics in its order."""
    return Topic.objects.all()


# -- helpers ----------------------------------------------------------------------------------------------


def _day(as_of: date | None) -> date:
    return clock.today() if as_of is None else as_of


def _successions(*, on: date | None, **which: Area) -> list[Succession]:
    rows = Succession.objects.filter(**which).select_related("change", "old", "new")
    if on is not None:
        rows = rows.filter(change__on=on)
    return list(rows.order_by("change__on", "change", "-is_default", "pk"))
