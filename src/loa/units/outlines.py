"""Outlines of communes on the map, as points in degrees; indicative, about 100 m exact, never a legal boundary.

They are those of Hanoi's 126 communes since 1 July 2025; other areas have none (data/SOURCES.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "wards_2025.geojson"
_SINCE = date(2025, 7, 1)  # before, the same codes stood for other land

Ring = tuple[tuple[float, float], ...]


def outlines_of(codes: Iterable[str], on: date) -> list[Ring]:
    """Return the closed outer rings, as (latitude, longitude) points, of the areas that have an outline on the day."""
    known = _outlines() if on >= _SINCE else {}
    return [ring for code in codes for ring in known.get(code, ())]


@cache
def _outlines() -> dict[str, tuple[Ring, ...]]:
    features = json.loads(_FILE.read_text(encoding="utf-8"))["features"]
    return {item["properties"]["code"]: tuple(_rings(item["geometry"])) for item in features}


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    several = geometry["type"] == "MultiPolygon"
    polygons = geometry["coordinates"] if several else [geometry["coordinates"]]
    return [tuple((y, x) for x, y in polygon[0]) for polygon in polygons]
