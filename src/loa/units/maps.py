"""A small map of the wards as they stand since 1 July 2025: outlines drawn as SVG paths on the server.

Outlines are indicative (thinned to about 100 m), made once per process; it must not be used to decide in which ward a
place lies. Source of the outlines: data/SOURCES.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from loa.units.models import AreaLevel
from loa.units.queries import area_versions

DRAWN_ON = date(2025, 7, 1)
WIDTH = 1000
_FILE = Path(__file__).resolve().parent / "data" / "wards_2025.geojson"

Ring = Sequence[tuple[float, float]]
Rings = list[Ring]


@dataclass(frozen=True, slots=True)
class Shape:
    """One ward on the map: where its page is, what it is called, its outline."""

    area_id: int
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class WardMap:
    """The map, its size in its own units, from north-west."""

    width: int
    height: int
    shapes: list[Shape]


def ward_map(day: date) -> WardMap | None:
    """Return the wards that stand on a day under a code whose outline is known; None where no outline fits."""
    if day < DRAWN_ON:
        return None
    paths, height = _drawn()
    rows = area_versions(day).filter(level=AreaLevel.COMMUNE, area__code__in=paths)
    shapes = [Shape(row.area_id, str(row), paths[row.area.code]) for row in rows]
    return WardMap(WIDTH, height, shapes) if shapes else None


def ward_place(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a position lies on the map, in its own units; beyond its edges too."""
    return _frame().exact(longitude, latitude)


def ward_middle(code: str) -> tuple[float, float, float] | None:
    """Return about the middle of a ward as longitude and latitude, and how many degrees lie around it within the ward's box."""
    rings = _outlines().get(code)
    if not rings:
        return None
    ring = max(rings, key=len)
    across, up = [x for x, _y in ring], [y for _x, y in ring]
    reach = min(max(across) - min(across), max(up) - min(up)) / 2
    return (min(across) + max(across)) / 2, (min(up) + max(up)) / 2, reach


@dataclass(frozen=True, slots=True)
class _Frame:
    """How positions become places on the map."""

    west: float
    north: float
    shrink: float
    scale: float
    height: int

    def exact(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.west) * self.shrink * self.scale, (self.north - y) * self.scale

    def place(self, x: float, y: float) -> tuple[int, int]:
        across, down = self.exact(x, y)
        return round(across), round(down)


@cache
def _frame() -> _Frame:
    points = [point for own in _outlines().values() for ring in own for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)
    return _Frame(west, north, shrink, scale, round((north - south) * scale))


@cache
def _outlines() -> dict[str, Rings]:
    return {feature["properties"]["code"]: _rings(feature["geometry"]) for feature in _features()}


@cache
def _drawn() -> tuple[dict[str, str], int]:
    """Return the path of each ward by code, and the height of the map."""
    frame = _frame()
    paths = {
        code: "".join(_path([frame.place(*p) for p in ring]) for ring in own)
        for code, own in _outlines().items()
    }
    return paths, frame.height


def _features() -> Iterator[dict[str, Any]]:
    yield from json.loads(_FILE.read_text(encoding="utf-8"))["features"]


def _rings(geometry: dict[str, Any]) -> Rings:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for part in parts for ring in part]


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Return a closed ring in steps from point to point, which is the shortest way to write it."""
    kept = [points[0]]
    for point in points[1:]:
        if point != kept[-1]:
            kept.append(point)
    steps = (f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept[:-1]))
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z"
