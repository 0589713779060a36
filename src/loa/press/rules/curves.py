"""Small curves: how many items each hour had, as bars of a drawing, and the one sentence that says it in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BAR, GAP, HEIGHT = 4, 1, 24
"""Units of the drawing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands, how high it is, how many items it is."""

    x: int
    y: int
    height: int
    count: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Bars from the oldest hour to the newest; `peak` is the highest hour's number and `peak_at` its end."""

    bars: tuple[Bar, ...]
    total: int
    peak: int
    peak_at: datetime | None

    @property
    def width(self) -> int:
        """Return how wide the drawing is."""
        return len(self.bars) * (BAR + GAP)


def by_hour(moments: Iterable[datetime], *, until: datetime, hours: int) -> list[int]:
    """Return how many moments lie in each of the hours before `until`, oldest first."""
    counts = [0] * hours
    for moment in moments:
        back = int((until - moment) // timedelta(hours=1))
        if 0 <= back < hours and moment <= until:
            counts[hours - 1 - back] += 1
    return counts


def drawn(counts: Sequence[int], *, until: datetime) -> Curve:
    """Return the drawing of hourly numbers, the highest bar as high as the drawing; what is not nothing shows."""
    peak = max(counts, default=0)
    bars = []
    for place, count in enumerate(counts):
        height = max(2, round(HEIGHT * count / peak)) if count else 0
        bars.append(Bar(place * (BAR + GAP), HEIGHT - height, height, count))
    at = until - timedelta(hours=len(counts) - 1 - counts.index(peak)) if peak else None
    return Curve(tuple(bars), sum(counts), peak, at)
