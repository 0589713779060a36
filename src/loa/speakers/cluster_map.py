"""Clusters as points on the map of the wards: coloured and shaped by their state, the worst on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from loa.lib import clock
from loa.speakers.health_marks import HEALTH
from loa.speakers.rules.health import SHAPES
from loa.speakers.rules.words import Health
from loa.units.maps import Shape, ward_map, ward_place
from loa.web.status import Tone

PATHS = {
    "dot": "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0z",
    "ring": "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zm5 0a4 4 0 1 1 8 0a4 4 0 1 1 -8 0z",
    "diamond": "M0 -13l13 13l-13 13l-13 -13z",
    "square": "M-10 -10h20v20h-20z",
    "cross": "M-13 -7l6 -6l7 7l7 -7l6 6l-7 7l7 7l-6 6l-7 -7l-7 7l-6 -6l7 -7z",
}
ROOM, LEAST = 8, 40  # units of the ward map, 90 m each
WIDE, HIGH = 16, 10
POINTS_ACROSS = 480  # how many units of a point's own drawing the map is wide


@dataclass(frozen=True, slots=True)
class Point:
    """One cluster on the map: where its page is, what it says, how it looks."""

    cluster_id: int
    name: str
    tone: str
    path: str
    move: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map with its points; `box` is what is shown of it: the points with some room around them."""

    box: str
    shapes: list[Shape]
    points: list[Point]
    legend: list[tuple[Tone, str, str]]


def drawn(rows: QuerySet[Any]) -> Drawn | None:
    """Return the map of the clusters (of `queries.health.with_health`) whose position is known; None where none is."""
    fields = ("pk", "code", "place", "latitude", "longitude", "health")
    places = rows.filter(latitude__isnull=False, longitude__isnull=False).order_by("-rank", "pk")
    found = [
        (pk, f"{code} – {place}: {HEALTH[health].text}", health, ward_place(longitude, latitude))
        for pk, code, place, latitude, longitude, health in places.values_list(*fields)
    ]
    if not found:
        return None
    wards = ward_map(clock.today())
    left, top, wide, high = _box([at for *_rest, at in found])
    grown = wide / POINTS_ACROSS
    points = [
        Point(pk, name, HEALTH[state].tone, _path(state), f"translate({x:.2f} {y:.2f}) scale({grown:.4f})")
        for pk, name, state, (x, y) in found
    ]
    states = dict.fromkeys(state for _pk, _name, state, _at in reversed(found))
    legend = [(HEALTH[state].tone, str(HEALTH[state].text), _path(state)) for state in states]
    box = f"{left:.2f} {top:.2f} {wide:.2f} {high:.2f}"
    return Drawn(box, wards.shapes if wards else [], points, legend)


def _path(state: str) -> str:
    return PATHS[SHAPES[Health(state)]]


def _box(places: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the part of the map that holds every point with room around, about as wide to high as a screen."""
    xs, ys = [x for x, _y in places], [y for _x, y in places]
    wide, high = max(xs) - min(xs) + 2 * ROOM, max(ys) - min(ys) + 2 * ROOM
    wide = max(wide, high * WIDE / HIGH, LEAST)
    high = max(high, wide * HIGH / WIDE)
    return (max(xs) + min(xs) - wide) / 2, (max(ys) + min(ys) - high) / 2, wide, high
