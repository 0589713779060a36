"""Says whether a story or a topic grows faster than its own past, with a stated rate of false alarms. Pure.

The past of a thing is a number of items per hour of the house's own clock: an hour counts for as much as is usually
published in it (`exposures`), so that a quiet night is no lull and a busy morning no surge. Old hours weigh less and
less. Given that past, the number of the last two hours follows a negative binomial; `chance` is that of so many or more.
A chance is an alarm when it is smaller than `FALSE_A_DAY` over the number of chances looked at in a day, so that the
rate does not grow with stories and topics. What came of it is measured with `loa bench signals`: docs/measured/signals.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from loa.lib.clock import HANOI

WINDOW: Final = 2
"""Hours that are looked at together: what begins now is seen within two hours."""
PAST: Final = 28 * 24
"""Hours of the past that are read."""
QUIET_HOURS: Final = 24
"""Hours in which one thing is told of once."""
FALSE_A_DAY: Final = 3.0
"""How many false alarms a day the model allows for, all stories and topics together.

It believes things to be less steady than they are, which makes this a bound: replayed months of three newspapers had
less than one a day.
"""
_WEEK: Final = 168
_FLOOR: Final = 0.05
"""An hour is never worth less than so much of a usual one: nothing at night is not a reason to be sure."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What is assumed of a kind of thing.

    `items` in `hours` usual hours are believed before anything was seen; an hour's weight halves every `half_life` hours;
    `steadiness` bounds how regular a thing can be believed to be (the size of the negative binomial); fewer than `least`
    items, or from fewer than `publishers`, are never an alarm.
    """

    items: float
    hours: float
    half_life: float
    steadiness: float
    least: int
    publishers: int


STORY: Final = Habit(items=0.6, hours=6.0, half_life=48.0, steadiness=3.0, least=4, publishers=2)
TOPIC: Final = Habit(items=1.0, hours=4.0, half_life=24.0 * 7, steadiness=16.0, least=8, publishers=2)


@dataclass(frozen=True, slots=True)
class Look:
    """What the last hours held, what was to be expected of them, and how rarely so many come by chance."""

    observed: int
    expected: float
    chance: float


def exposures(ends: Sequence[datetime], totals: Mapping[datetime, int]) -> list[float]:
    """Return what each hour is worth: the usual share of its place in the week in all that is published, mean 1.

    `totals` holds the number of all items by the end of their hour. Each place in the week is smoothed with the same
    hour of the other days, so that one odd Tuesday does not make the next one usual.
    """
    by_place: dict[tuple[bool, int], list[int]] = {}
    for end, total in totals.items():
        by_place.setdefault(_place(end), []).append(total)
    mean = sum(totals.values()) / max(1, len(totals))
    if not mean:
        return [1.0] * len(ends)
    usual = {place: (sum(found) + mean) / (len(found) + 1) / mean for place, found in by_place.items()}
    return [max(_FLOOR, usual.get(_place(end), 1.0)) for end in ends]


def _place(end: datetime) -> tuple[bool, int]:
    local = end.astimezone(HANOI)
    return local.weekday() >= 5, local.hour


def look(counts: Sequence[int], worth: Sequence[float], habit: Habit) -> Look:
    """Judge the last `WINDOW` hours of a series against the hours before; both are oldest first and of one length."""
    past = len(counts) - WINDOW
    seen, lived, weight = habit.items, habit.hours, 1.0
    fading = 0.5 ** (1 / habit.half_life)
    for hour in range(past - 1, -1, -1):
        seen += weight * counts[hour]
        lived += weight * worth[hour]
        weight *= fading
    observed, ahead = sum(counts[past:]), sum(worth[past:])
    size = min(seen, habit.steadiness)
    expected = seen / lived * ahead
    return Look(observed, expected, tail(observed, expected, size))


def tail(count: int, mean: float, size: float) -> float:
    """Return the chance of `count` or more from a negative binomial with this mean and size."""
    if count <= 0:
        return 1.0
    share = size / (size + mean)
    term = math.exp(size * math.log(share))
    below = term
    for number in range(1, count):
        term *= (size + number - 1) / number * (1 - share)
        below += term
    if below < 0.999999:
        return 1.0 - below
    return _far_tail(count, size, share)


def _far_tail(count: int, size: float, share: float) -> float:
    """Sum the tail itself, whose terms fall faster than any that were left out matter."""
    term = math.exp(
        math.lgamma(size + count)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log(share)
        + count * math.log1p(-share)
    )
    total, number = 0.0, count
    while term > total * 1e-12 and number < count + 10_000:
        total += term
        number += 1
        term *= (size + number - 1) / number * (1 - share)
    return min(1.0, total)


def limit(looks_a_day: float) -> float:
    """Return the chance below which a look is an alarm, for so many looks a day."""
    return FALSE_A_DAY / max(1.0, looks_a_day)


def is_alarm(found: Look, habit: Habit, *, publishers: int, looks_a_day: float) -> bool:
    """Say whether a look is told of: enough items, of enough publishers, and rarer than chance allows."""
    enough = found.observed >= habit.least and publishers >= habit.publishers
    return enough and found.chance < limit(looks_a_day)
