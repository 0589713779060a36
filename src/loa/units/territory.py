"""Where land chosen under an earlier name lies today: subscriptions and stations follow a reform, rows stay as they are.

A choice of an area means the territory the area had when it was chosen. Of an area that was divided since, nobody
knows in which part somebody lives: all parts are meant, so that no warning is missed, and counts stand under the
default part. It must not change a row; whoever chose something sees it again under the new names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from loa.lib.clock import HANOI
from loa.units.models import AreaVersion, Succession
from loa.units.rules.reforms import Link, Stay, follow
from loa.units.versions import is_under, latest, under

PLACES = "unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bigint[]) AS place (area_id, since, before, today_id)"
_ONE_ARRAY = "SELECT unnest(%s::bigint[])"  # thousands of ids as one parameter


@dataclass(frozen=True, slots=True)
class Place:
    """An area chosen in a span of moments, and the area of the asked day under which that choice counts."""

    area_id: int
    since: datetime
    before: datetime
    today_id: int


def places_meant(codes: Iterable[str], on: date) -> list[Place]:
    """Return every choice of area that lies, on the day, on or below an area named by code.

    An area that is gone and has no heir keeps its last place; one that is named itself means what it was. The number of
    queries is the same for any number of areas and reforms.
    """
    versions = latest(AreaVersion, on)
    named = versions.filter(area__code__in=list(codes)).values_list("path", "valid_until")
    roots = dict(named)
    gone = [path for path, until in roots.items() if until is not None and until <= on]
    paths = dict(versions.filter(under(roots)).values_list("area_id", "path"))
    as_it_was = {area for area, path in paths.items() if any(is_under(path, root) for root in gone)}
    stays = follow(_links(on), paths) if paths else []
    return [
        _place(stay, home)
        for stay in stays
        if (home := stay.home_in(paths)) is not None or (home := _named(stay, as_it_was)) is not None
    ]


def places_today(on: date) -> list[Place]:
    """Return every choice of area with the area of the day under which it counts, for totals over all areas."""
    areas = latest(AreaVersion, on).values_list("area_id", flat=True)
    return [_place(stay, stay.home) for stay in follow(_links(on), areas)]


def areas_now(chosen: Iterable[tuple[int, datetime]], on: date) -> set[int]:
    """Return the areas of the day, all parts included, in which areas chosen at these moments lie."""
    asked = list(chosen)
    stays = follow(_links(on), {area for area, _at in asked})
    return {
        new
        for area, at in asked
        for stay in stays
        if stay.area == area and _begin(stay.since) <= at < _end(stay.before)
        for new in stay.lands
    }


def picked_within(codes: Iterable[str], on: date) -> Q:
    """Return the condition on a row with `area` and `since` that its choice lies on or below an area named by code."""
    spans: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    for place in places_meant(codes, on):
        spans[place.since, place.before].append(place.area_id)
    condition = Q(pk__in=[])
    for (since, before), areas in spans.items():
        chosen = RawSQL(_ONE_ARRAY, [areas])  # noqa: S611  a constant with one place
        condition |= Q(area__in=chosen, since__gte=since, since__lt=before)
    return condition


def columns(places: Sequence[Place]) -> list[Any]:
    """Return the four arrays that `PLACES` takes."""
    return [
        [place.area_id for place in places],
        [place.since for place in places],
        [place.before for place in places],
        [place.today_id for place in places],
    ]


def _links(on: date) -> list[Link]:
    fields = ("change__on", "change_id", "old_id", "new_id", "share", "is_default")
    rows = Succession.objects.filter(change__on__lte=on).values_list(*fields)
    return [Link(*row) for row in rows]


def _named(stay: Stay, as_it_was: set[int]) -> int | None:
    return stay.area if stay.area in as_it_was else None


def _place(stay: Stay, home: int) -> Place:
    return Place(stay.area, _begin(stay.since), _end(stay.before), home)


@cache  # few days, thousands of places
def _begin(day: date | None) -> datetime:
    return datetime.combine(day, time(), tzinfo=HANOI) if day else datetime.min.replace(tzinfo=UTC)


@cache
def _end(day: date | None) -> datetime:
    return datetime.combine(day, time(), tzinfo=HANOI) if day else datetime.max.replace(tzinfo=UTC)
