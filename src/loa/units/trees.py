"""What the pages of areas and bodies show: a unit through time, what is below it, where it came from and went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from loa.journal import queries as journal
from loa.units import access, queries, reach
from loa.units.access import Who
from loa.units.history import Told, tell
from loa.units.lists import LEVEL_ORDER, area_name_of, body_name_of
from loa.units.models import Area, AreaChange, AreaVersion, Body, BodyChange, BodyVersion, Post, Succession
from loa.units.permissions import Permission
from loa.units.versions import in_force


def list_areas(day: date) -> QuerySet[AreaVersion]:
    """Return the territory of a day with `parent_name` and `below`, for lists and exports."""
    children = in_force(AreaVersion, day).filter(parent=OuterRef("area")).order_by()
    count = children.values("parent").annotate(n=Count("pk")).values("n")
    return queries.area_versions(day).annotate(
        parent_name=area_name_of("parent", day), below=Coalesce(Subquery(count), 0), level_order=LEVEL_ORDER
    )


def tops(actor: Who) -> QuerySet[AreaVersion]:
    """Return the areas that the actor may change and under which a new one may be founded, the highest only."""
    mine = access.areas_in_reach(actor, Permission.UNITS_MANAGE)
    return queries.area_versions().filter(area__in=mine, parent=None)


def held_posts(body: Body) -> QuerySet[Post]:
    """Return the posts held in a body now, with their people."""
    return reach.active_posts().filter(body=body).select_related("person")


def list_bodies(actor: Who, day: date) -> QuerySet[BodyVersion]:
    """Return the visible bodies of a day with `superior_name` and `seat_name`, for lists and exports."""
    seen = access.bodies_in_reach(actor, Permission.UNITS_READ)
    return (
        queries.body_versions(day)
        .filter(body__in=seen)
        .annotate(superior_name=body_name_of("superior", day), seat_name=area_name_of("seat_area", day))
    )


def areas_visible_to(actor: Who) -> QuerySet[Area]:
    """Return every area to whoever may read about units anywhere: territory is public."""
    return Area.objects.all() if access.can(actor, Permission.UNITS_READ) else Area.objects.none()


def bodies_visible_to(actor: Who) -> QuerySet[Body]:
    """Return the bodies that the actor may read about."""
    return access.bodies_in_reach(actor, Permission.UNITS_READ)


@dataclass(frozen=True)
class Kin:
    """One step of succession in words: the other area, when, by which act, how much of the old one."""

    area_id: int
    name: str
    on: date
    kind: str
    basis: str
    share: float | None


def came_from(area: Area) -> list[Kin]:
    """Return the areas that this one was made of, itself left out."""
    rows = [row for row in queries.predecessors(area) if row.old_id != area.pk]
    return _kin(rows, "old_id")


def went_to(area: Area) -> list[Kin]:
    """Return the areas that this one's territory went to, itself left out."""
    rows = [row for row in queries.successors(area) if row.new_id != area.pk]
    return _kin(rows, "new_id")


def _kin(rows: list[Succession], side: str) -> list[Kin]:
    names = queries.area_names({getattr(row, side) for row in rows})
    return [
        Kin(
            getattr(row, side),
            names.get(getattr(row, side), ""),
            row.change.on,
            row.change.get_kind_display(),
            row.change.basis,
            row.share,
        )
        for row in rows
    ]


def versions_of_area(area: Area) -> QuerySet[AreaVersion]:
    """Return what the area was called through time, the latest first."""
    return area.versions.annotate(parent_name=area_name_of("parent")).order_by("-valid_from")


def versions_of_body(body: Body) -> QuerySet[BodyVersion]:
    """Return what the body was called through time, the latest first."""
    named = body.versions.annotate(
        superior_name=body_name_of("superior"), seat_name=area_name_of("seat_area")
    )
    return named.order_by("-valid_from")


def history_of_area(area: Area) -> list[Told]:
    """Return the reforms of an area, the latest first."""
    old = AreaChange.objects.filter(successions__old=area)
    changes = (old | AreaChange.objects.filter(successions__new=area)).distinct()
    return _told("areachange", changes)


def history_of_body(body: Body) -> list[Told]:
    """Return the reforms and settings of a body, the latest first."""
    changes = (BodyChange.objects.filter(olds=body) | BodyChange.objects.filter(news=body)).distinct()
    return _told("bodychange", changes, f"units.body:{body.pk}")


def _told(kind: str, changes: QuerySet[Any], *others: str) -> list[Told]:
    things = [*others, *(f"units.{kind}:{pk}" for pk in changes.values_list("pk", flat=True))]
    return tell(journal.history(*things)[:50])
