"""Which things meet at one cluster by their measured length, and how they are put one after the other (TT 39/2020).

A priority item is always aired; of several the commune's user says which comes first. Normal items move behind them within the slot, else to
the programme's next slot. An emergency sounds at once, whatever else does, and is never moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from loa.speakers.rules.calendar import Sounding
from loa_wire.words import Priority


@dataclass(frozen=True, slots=True)
class Arranged:
    """Where each thing begins so that nothing meets, and what finds no room before the end."""

    begins: Mapping[str, datetime] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def clashes(items: Collection[Sounding]) -> list[list[Sounding]]:
    """Return the groups of airings that meet each other, directly or through others; an emergency clashes with nothing."""
    found: list[list[Sounding]] = []
    for item in sorted(items, key=lambda each: (each.begin, each.key)):
        if item.is_slot or item.is_emergency:
            continue
        met = [group for group in found if any(item.meets(other) for other in group)]
        if not met:
            found.append([item])
            continue
        met[0].append(item)
        for other in met[1:]:
            met[0].extend(other)
            found.remove(other)
    return [sorted(group, key=lambda each: (each.begin, each.key)) for group in found if len(group) > 1]


def needs_order(group: Iterable[Sounding]) -> bool:
    """Say whether a person must say which comes first: two priority items, with no order given yet."""
    urgent = [item for item in group if item.priority == Priority.PRIORITY]
    return len(urgent) > 1 and len({item.place for item in urgent}) < len(urgent)


def arrange(
    group: Sequence[Sounding],
    *,
    since: datetime,
    until: datetime,
    fixed: Collection[Sounding] = (),
    order: Sequence[str] = (),
) -> Arranged:
    """Put a group one after the other between two moments: priority items first, in `order` (keys) or by their place, then the rest.

    `fixed` stays where it is: what belongs to others, and emergencies.
    """
    ranks = {key: rank for rank, key in enumerate(order)}

    def rank(item: Sounding) -> tuple[object, ...]:
        given = ranks.get(item.key, len(ranks) + item.place)
        return (item.priority != Priority.PRIORITY, given, item.begin, item.key)

    begins: dict[str, datetime] = {}
    left: list[str] = []
    standing = list(fixed)
    for item in sorted(group, key=rank):
        begin = _first_gap(item, standing, since, until)
        if begin is None:
            left.append(item.key)
        else:
            begins[item.key] = begin
            standing.append(replace(item, begin=begin))
    return Arranged(begins, tuple(left))


def gaps(
    since: datetime, until: datetime, standing: Collection[Sounding], length_ms: int, step: timedelta
) -> list[datetime]:
    """Return the moments between two at which a thing of this length meets nothing: the first one, and behind each that stands."""
    length = timedelta(milliseconds=length_ms)
    tried = sorted({since, *(whole(item.end, step) for item in standing if since < item.end < until)})
    return [
        begin
        for begin in tried
        if begin + length <= until
        and not any(begin < item.end and item.begin < begin + length for item in standing)
    ]


def _first_gap(
    item: Sounding, standing: Collection[Sounding], since: datetime, until: datetime
) -> datetime | None:
    near = [other for other in standing if other.clusters & item.clusters]
    found = gaps(since, until, near, item.length_ms, timedelta(seconds=1))
    return found[0] if found else None


def whole(moment: datetime, step: timedelta) -> datetime:
    """Return the moment, or the next whole step after it."""
    over = timedelta(seconds=moment.timestamp() % step.total_seconds())
    return moment + step - over if over else moment
