"""Clusters as points on the map of the wards: coloured and shaped by their state, the worst on top.

Where hundreds would cover each other each body is one mark, by its worst state; the body chosen, its clusters are drawn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from loa.lib import clock
from loa.speakers.health_marks import HEALTH
from loa.speakers.rules.health import ATTENTION, ORDER, SHAPES
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
ACROSS = 26  # how wide a point is drawn
MANY = 40
MARK = 0.8  # how large a body's mark is beside a cluster's point
LABELLED = (Health.SILENCED, *ATTENTION)


@dataclass(frozen=True, slots=True)
class Spot:
    """A cluster whose position is known."""

    cluster_id: int
    name: str
    health: str
    body_id: int
    body_name: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One cluster on the map, or all of a body's: what it leads to, what it says, how it looks; `label` counts those in its state."""

    name: str
    state: str
    move: str
    cluster_id: int = 0
    body_id: int = 0
    label: str = ""

    @property
    def tone(self) -> str:
        """Return its colour."""
        return HEALTH[self.state].tone

    @property
    def path(self) -> str:
        """Return its shape."""
        return _path(self.state)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map with its points; `box` is what is shown of it: the points with some room around them."""

    box: str
    shapes: list[Shape]
    points: list[Point]
    legend: list[tuple[Tone, str, str]]
    is_by_body: bool


def drawn(rows: QuerySet[Any]) -> Drawn | None:
    """Return the map of the clusters (of `queries.health.list_clusters`) whose position is known; None where none is."""
    fields = ("pk", "code", "place", "latitude", "longitude", "health", "body_id", "body_name")
    places = rows.filter(latitude__isnull=False, longitude__isnull=False).order_by("-rank", "pk")
    found = [
        Spot(pk, f"{code} – {place}", health, body, name or "", ward_place(longitude, latitude))
        for pk, code, place, latitude, longitude, health, body, name in places.values_list(*fields)
    ]
    if not found:
        return None
    wards = ward_map(clock.today())
    left, top, wide, high = _box([spot.at for spot in found])
    grown = wide / POINTS_ACROSS
    by_body = _is_crowded(found, grown)
    points = _bodies(found, grown) if by_body else [_cluster(spot, grown) for spot in found]
    states = dict.fromkeys(point.state for point in reversed(points))
    legend = [(HEALTH[state].tone, str(HEALTH[state].text), _path(state)) for state in states]
    box = f"{left:.2f} {top:.2f} {wide:.2f} {high:.2f}"
    return Drawn(box, wards.shapes if wards else [], points, legend, by_body)


def _is_crowded(found: Sequence[Spot], grown: float) -> bool:
    """Say whether most points would lie on others, of several bodies."""
    cell = grown * ACROSS
    cells = {(int(x // cell), int(y // cell)) for x, y in (spot.at for spot in found)}
    return len(found) > MANY and 2 * len(cells) < len(found) and len({spot.body_id for spot in found}) > 1


def _cluster(spot: Spot, grown: float) -> Point:
    name = f"{spot.name}: {HEALTH[spot.health].text}"
    return Point(name, spot.health, _moved(spot.at, grown), cluster_id=spot.cluster_id)


def _bodies(found: Sequence[Spot], grown: float) -> list[Point]:
    """Return one mark for each body in the middle of its clusters, the worst last and so on top."""
    theirs: dict[int, list[Spot]] = defaultdict(list)
    for spot in found:
        theirs[spot.body_id].append(spot)
    points = [_body(spots, grown) for spots in theirs.values()]
    return sorted(points, key=lambda point: -ORDER.index(Health(point.state)))


def _body(spots: Sequence[Spot], grown: float) -> Point:
    counts = Counter(spot.health for spot in spots)
    states = [state for state in ORDER if state in counts]
    said = ", ".join(f"{counts[state]} {HEALTH[state].text}" for state in states)
    middle = (sum(spot.at[0] for spot in spots) / len(spots), sum(spot.at[1] for spot in spots) / len(spots))
    return Point(
        f"{spots[0].body_name}: {said}",
        states[0].value,
        _moved(middle, grown * MARK),
        body_id=spots[0].body_id,
        label=str(counts[states[0]]) if states[0] in LABELLED else "",
    )


def _moved(at: tuple[float, float], grown: float) -> str:
    return f"translate({at[0]:.2f} {at[1]:.2f}) scale({grown:.4f})"


def _path(state: str) -> str:
    return PATHS[SHAPES[Health(state)]]


def _box(places: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the part of the map that holds every point with room around, about as wide to high as a screen."""
    xs, ys = [x for x, _y in places], [y for _x, y in places]
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    room = ROOM + ACROSS / POINTS_ACROSS * max(
        across, down * WIDE / HIGH
    )  # a point is drawn whole at the edge too
    wide, high = across + 2 * room, down + 2 * room
    wide = max(wide, high * WIDE / HIGH, LEAST)
    high = max(high, wide * HIGH / WIDE)
    return (max(xs) + min(xs) - wide) / 2, (max(ys) + min(ys) - high) / 2, wide, high
