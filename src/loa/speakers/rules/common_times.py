"""Times that most of several bodies have free at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from loa.speakers.rules.calendar import Sounding
from loa.speakers.rules.collisions import whole

Span = tuple[datetime, datetime]
APART = timedelta(minutes=30)
"""Of moments that lie nearer to each other only the one that most have is worth showing."""


def spans(since: datetime, until: datetime, standing: Collection[Sounding], step: timedelta) -> list[Span]:
    """Return the stretches between two moments in which nothing stands, each begun on a whole step."""
    found, begin = [], since
    for item in sorted(standing, key=lambda each: each.begin):
        found.append((begin, min(item.begin, until)))
        begin = max(begin, whole(item.end, step))
    return [(first, last) for first, last in [*found, (begin, until)] if first < last]


def common(free: Mapping[int, Sequence[Span]], of: int, length: timedelta) -> list[tuple[datetime, set[int]]]:
    """Return the moments at which more than half have room for something, in order, each with those who have it."""
    chosen: list[tuple[datetime, set[int]]] = []
    for begin in sorted({first for own in free.values() for first, _last in own}):
        those = {key for key, own in free.items() if any(_holds(span, begin, length) for span in own)}
        if 2 * len(those) <= of:
            continue
        if not chosen or begin - chosen[-1][0] >= APART:
            chosen.append((begin, those))
        elif len(those) > len(chosen[-1][1]):
            chosen[-1] = (begin, those)
    return chosen


def _holds(span: Span, begin: datetime, length: timedelta) -> bool:
    return span[0] <= begin and begin + length <= span[1]
