"""How totals survive reforms of territory: pure arithmetic over successions.

Nothing is lost and nothing counted twice: whatever goes in comes out, in new areas or in `unplaced`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

WHOLE = 1.0
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Link:
    """One succession: on this day, by this act, `share` of the old area went to the new one (None: unknown)."""

    on: date
    change: int
    old: int
    new: int
    share: float | None
    is_default: bool


Act = Mapping[int, Sequence[Link]]


@dataclass(frozen=True, slots=True)
class Stay:
    """Where an area, chosen in a span of days (`before` not included, None: no end), lies once all acts are done.

    `lands` are all areas that hold a part of it, `home` the one that its default links lead to.
    """

    area: int
    since: date | None
    before: date | None
    home: int
    lands: frozenset[int]

    def home_in(self, wanted: Container[int]) -> int | None:
        """Return the area under which this choice counts among the wanted ones; None when it lies in none."""
        if self.home in wanted:
            return self.home
        return min((land for land in self.lands if land in wanted), default=None)


@dataclass(slots=True)
class Rollup:
    """Totals restated on a day, by area id.

    `approximate` says how much of a total came through areas that were divided in unknown shares; `unplaced` holds
    what was left with the old area because the caller asked not to guess, or because it was counted after the day.
    """

    totals: dict[int, int] = field(default_factory=dict)
    approximate: dict[int, int] = field(default_factory=dict)
    unplaced: dict[int, int] = field(default_factory=dict)

    @property
    def sum(self) -> int:
        """Return everything counted, placed or not; always what went in."""
        return sum(self.totals.values()) + sum(self.unplaced.values())


def check_shares(shares: Sequence[float | None], defaults: Sequence[bool]) -> bool:
    """Say whether the parts of one old area are sound: all known and adding up to one, or all unknown; one default."""
    known = [share for share in shares if share is not None]
    adds_up = abs(sum(known) - WHOLE) < _TOLERANCE and all(share >= 0 for share in known)
    return sum(defaults) == 1 and (not known or (len(known) == len(shares) and adds_up))


def split_count(count: int, shares: Sequence[float]) -> list[int]:
    """Divide a count by shares so that the parts are whole and add up to it (largest remainder)."""
    exact = [count * share for share in shares]
    parts = [int(value // 1) for value in exact]
    by_rest = sorted(range(len(shares)), key=lambda i: (parts[i] - exact[i], i))
    for i in range(count - sum(parts)):
        parts[by_rest[i % len(parts)]] += 1
    return parts


def rollup(
    counts: Mapping[tuple[int, date], int],
    links: Iterable[Link],
    *,
    as_of: date,
    divided: Literal["default", "apart"] = "default",
) -> Rollup:
    """Restate counts in the areas of a day.

    1. `counts` maps (area id, day it was counted) to a number; a count on the day of a reform is already in new areas.
    2. Each act between that day and `as_of` moves the totals of its old areas, all at once, oldest act first.
    3. Known shares divide (whole numbers that add up). Unknown shares go to the default area and are noted as
       approximate, or with `divided="apart"` stay in `unplaced`.
    """
    result = Rollup()
    acts = _acts(links)
    for (area, day), count in sorted(counts.items()):
        if day > as_of:
            _add(result.unplaced, area, count)
            continue
        _carry(result, area, count, [act for on, act in acts if day < on <= as_of], divided == "apart")
    return result


def follow(links: Iterable[Link], areas: Iterable[int]) -> list[Stay]:
    """Return, for these areas and all that were ever part of them, where each lies by its span of choosing.

    The acts are walked backwards: before an act its old areas lie where the new ones lie after it.
    """
    spans: dict[int, list[Stay]] = {area: [_here(area)] for area in areas}

    def last(area: int) -> Stay:
        return spans[area][-1] if area in spans else _here(area)

    for on, act in reversed(_acts(links)):
        earlier = {old: _before(last(old), on, [(link, last(link.new)) for link in act[old]]) for old in act}
        for old, stay in earlier.items():
            now = last(old)
            if (stay.home, stay.lands) != (now.home, now.lands):
                spans[old] = [*spans.get(old, [now])[:-1], replace(now, since=on), stay]
    return [stay for stays in spans.values() for stay in stays]


def _here(area: int) -> Stay:
    """Return the stay of an area that no act touched."""
    return Stay(area, None, None, area, frozenset([area]))


def _before(now: Stay, on: date, into: Sequence[tuple[Link, Stay]]) -> Stay:
    """Return the stay of a divided or ended area before the act."""
    home = next((stay.home for link, stay in into if link.is_default), into[0][1].home)
    lands = frozenset().union(*[stay.lands for _link, stay in into]) if len(into) > 1 else into[0][1].lands
    return Stay(now.area, None, on, home, lands)


def _carry(result: Rollup, area: int, count: int, acts: Sequence[Act], apart: bool) -> None:
    sure, guessed = {area: count}, dict[int, int]()
    for act in acts:
        sure, doubtful = _step(sure, act)
        for old, number in doubtful.items():
            if apart:
                _add(result.unplaced, old, number)
        guessed = _merge(_step_whole(guessed, act), {} if apart else _by_default(doubtful, act))
    for place, number in sure.items():
        _add(result.totals, place, number)
    for place, number in guessed.items():
        _add(result.totals, place, number)
        _add(result.approximate, place, number)


def _step(totals: Mapping[int, int], act: Act) -> tuple[dict[int, int], dict[int, int]]:
    """Move totals through one act; what cannot be divided comes back beside them, still under its old area."""
    after: dict[int, int] = {}
    doubtful: dict[int, int] = {}
    for area, count in totals.items():
        links = act.get(area, ())
        shares = [link.share for link in links if link.share is not None]
        if not links:
            _add(after, area, count)
        elif len(shares) < len(links):
            _add(doubtful, area, count)
        else:
            for link, part in zip(links, split_count(count, shares), strict=True):
                _add(after, link.new, part)
    return after, doubtful


def _step_whole(totals: Mapping[int, int], act: Act) -> dict[int, int]:
    after, doubtful = _step(totals, act)
    return _merge(after, _by_default(doubtful, act))


def _by_default(doubtful: Mapping[int, int], act: Act) -> dict[int, int]:
    after: dict[int, int] = {}
    for area, count in doubtful.items():
        home = next((link.new for link in act[area] if link.is_default), area)
        _add(after, home, count)
    return after


def _acts(links: Iterable[Link]) -> list[tuple[date, Act]]:
    """Return the acts in their order, each as its links by old area."""
    acts: dict[tuple[date, int], dict[int, list[Link]]] = {}
    for link in sorted(links, key=lambda link: (link.on, link.change, link.old, link.new)):
        acts.setdefault((link.on, link.change), {}).setdefault(link.old, []).append(link)
    return [(on, act) for (on, _change), act in acts.items()]


def _merge(first: Mapping[int, int], second: Mapping[int, int]) -> dict[int, int]:
    return {key: first.get(key, 0) + second.get(key, 0) for key in first.keys() | second.keys()}


def _add(totals: dict[int, int], area: int, count: int) -> None:
    totals[area] = totals.get(area, 0) + count
