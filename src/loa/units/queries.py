"""Reads of the two dated trees and of people; every question about a unit names its day (today by default)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from loa.lib import clock
from loa.lib.text import fold, squeeze
from loa.units import access, reach
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import (
    AddressForm,
    Area,
    AreaLevel,
    AreaVersion,
    Body,
    BodyVersion,
    Delegation,
    Grant,
    Person,
    Post,
    Succession,
    Topic,
)
from loa.units.permissions import Permission
from loa.units.rules import reforms
from loa.units.versions import in_force, latest, under

# Short forms as they are typed and printed; the long form is what `folded` holds.
_SHORT = {
    "p": "phuong",
    "q": "quan",
    "h": "huyen",
    "x": "xa",
    "tt": "thi tran",
    "tx": "thi xa",
    "tp": "thanh pho",
    "tdp": "to dan pho",
    "hn": "ha noi",
}


@dataclass(frozen=True)
class AreaNode:
    """One area of the tree on a day, with those right below it in Vietnamese order."""

    area_id: int
    code: str
    name: str
    level: str
    depth: int
    children: list[AreaNode] = field(default_factory=list)


@dataclass(frozen=True)
class BodyNode:
    """One body of the tree on a day, with those right below it in Vietnamese order."""

    body_id: int
    code: str
    name: str
    short_name: str
    system: str
    depth: int
    children: list[BodyNode] = field(default_factory=list)


Node = TypeVar("Node", AreaNode, BodyNode)


# -- areas ------------------------------------------------------------------------------------------------


def area_version(area: Area | int, as_of: date | None = None) -> AreaVersion | None:
    """Return what the area was on the day, or None when it did not exist then."""
    return in_force(AreaVersion, _day(as_of)).filter(area=area).first()


def current_version(unit: Area | Body, as_of: date | None = None) -> AreaVersion | BodyVersion | None:
    """Return the version of an area or a body on the day, or None when it did not exist then."""
    return area_version(unit, as_of) if isinstance(unit, Area) else body_version(unit, as_of)


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


def area_tree(as_of: date | None = None, *, root: Area | None = None) -> list[AreaNode]:
    """Return the territory of a day as a forest, or only the branch under `root`, in one query."""
    rows = list(area_versions(as_of))
    nodes = {
        row.area_id: AreaNode(row.area_id, row.area.code, str(row), row.level, row.path.count("/"))
        for row in rows
    }
    tops = _hang(nodes, [(row.area_id, row.parent_id) for row in rows])
    return tops if root is None else [nodes[root.pk]] * (root.pk in nodes)


def descendant_areas(area: Area, as_of: date | None = None) -> QuerySet[Area]:
    """Return the area and everything below it on the day; nothing when it did not exist then."""
    version = area_version(area, as_of)
    rows = in_force(AreaVersion, _day(as_of)).filter(under([version.path] if version else []))
    return Area.objects.filter(pk__in=rows.values("area"))


def find_areas(
    text: str,
    as_of: date | None = None,
    *,
    level: AreaLevel | None = None,
    within: Area | None = None,
    limit: int = 20,
) -> list[AreaVersion]:
    """Return the areas of a day whose name fits what was typed, best first.

    Marks, case, "P.", "Q.", "TP." and a missing kind do not matter; names that match with their marks come first.
    """
    typed = squeeze(text)
    needle = search_form(typed)
    if not needle:
        return []
    rows = area_versions(as_of).filter(_all_words(needle))
    if level is not None:
        rows = rows.filter(level=level)
    if within is not None:
        rows = rows.filter(area__in=descendant_areas(within, as_of))
    return sorted(rows[:200], key=lambda row: _fit(row, typed, needle))[:limit]


def search_form(text: str) -> str:
    """Return typed text as `folded` holds names: no marks, short forms written out."""
    bare = re.sub(r"[,;–-]", " ", fold(squeeze(text)))
    return squeeze(re.sub(r"\S+", _spell, re.sub(r"\.(?=\S)", ". ", bare)))


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
    row = latest(BodyVersion, _day(as_of)).filter(body=key).first()
    return (short and row.short_name) or row.name if row else str(body)


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


def body_tree(as_of: date | None = None, *, root: Body | None = None) -> list[BodyNode]:
    """Return the organisation of a day as a forest, or only the branch under `root`, in one query."""
    rows = list(body_versions(as_of))
    nodes = {
        r.body_id: BodyNode(r.body_id, r.body.code, r.name, r.short_name, r.system, r.path.count("/"))
        for r in rows
    }
    tops = _hang(nodes, [(row.body_id, row.superior_id) for row in rows])
    return tops if root is None else [nodes[root.pk]] * (root.pk in nodes)


def descendant_bodies(body: Body, as_of: date | None = None) -> QuerySet[Body]:
    """Return the body and everything below it on the day; nothing when it did not exist then."""
    version = body_version(body, as_of)
    rows = in_force(BodyVersion, _day(as_of)).filter(under([version.path] if version else []))
    return Body.objects.filter(pk__in=rows.values("body"))


def bodies_seated_in(areas: Iterable[Area], as_of: date | None = None) -> QuerySet[BodyVersion]:
    """Return the bodies whose seat is one of the areas on the day."""
    return body_versions(as_of).filter(seat_area__in=list(areas))


def superiors(body: Body, as_of: date | None = None) -> list[Body]:
    """Return those above the body on the day, nearest first."""
    version = body_version(body, as_of)
    ids = [int(part) for part in version.path.split("/")[:-1]] if version else []
    found = Body.objects.in_bulk(ids)
    return [found[key] for key in reversed(ids)]


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


def grants_of(post: Post) -> QuerySet[Grant]:
    """Return the grants of a post that are in force now."""
    return reach.active_grants().filter(post=post).select_related("body", "area").order_by("pk")


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


def _hang(nodes: Mapping[int, Node], pairs: Iterable[tuple[int, int | None]]) -> list[Node]:
    """Hang each node under its parent and return those without one; order is kept."""
    tops: list[Node] = []
    for key, parent in pairs:
        above = nodes.get(parent) if parent is not None else None
        shelf = above.children if above is not None else tops
        shelf.append(nodes[key])
    return tops


def _successions(*, on: date | None, **which: Area) -> list[Succession]:
    rows = Succession.objects.filter(**which).select_related("change", "old", "new")
    if on is not None:
        rows = rows.filter(change__on=on)
    return list(rows.order_by("change__on", "change", "-is_default", "pk"))


def _spell(word: re.Match[str]) -> str:
    return _SHORT.get(word[0].rstrip("."), word[0].rstrip("."))


def _all_words(needle: str) -> Q:
    condition = Q()
    for word in needle.split():
        condition &= Q(folded__contains=word)
    return condition


def _fit(row: AreaVersion, typed: str, needle: str) -> tuple[bool, bool, bool, int, bytes]:
    name, wanted = row.name.casefold(), typed.casefold()
    return (
        name not in wanted and wanted not in str(row).casefold(),
        needle not in (row.folded, fold(row.name)),
        needle not in row.folded,
        len(row.folded),
        bytes(row.sort_key),
    )
