"""Whether a source does what it always did: silence, volume, language, topics against its own past. Pure.

The limits are chosen so that a source that keeps its habit is called odd less than once in some months: silence needs a
chance below e⁻⁸, volume five times the usual spread.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from loa.press.rules.words import Habit

HOURS: Final = 14 * 24
"""Of its past that count."""
_ENOUGH_ITEMS, _ENOUGH_DAYS = 20, 7
_EXPECTED_MISSED: Final = 8.0
_LEAST_SILENCE: Final = 6
_SPREADS: Final = 5.0
_LEAST_CHANGE: Final = 10
_RECENT_ENOUGH, _PAST_ENOUGH = 20, 60
_WAS_ONE, _IS_NOT = 0.9, 0.5
_TOPIC_DISTANCE: Final = 0.6
FAILING_AFTER: Final = 3


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a source: items of each of the last 336 hours (the newest last), and of which language and topic.

    `recent` are the newest items, `before` those ahead of them: counts by code; an item with two topics counts in both.
    """

    hourly: Sequence[int]
    failures: int = 0
    languages: tuple[Mapping[str, int], Mapping[str, int]] = ({}, {})
    topics: tuple[Mapping[str, int], Mapping[str, int]] = ({}, {})


@dataclass(frozen=True, slots=True)
class Judged:
    """What a source does, and the numbers that say so: (seen, expected), or shares in per cent."""

    habit: Habit
    seen: float = 0.0
    expected: float = 0.0
    of: str = ""


def judge(past: Past) -> Judged:
    """Return what a source does against its own past; what needs a person first."""
    if past.failures >= FAILING_AFTER:
        return Judged(Habit.FAILING, past.failures)
    days = _days(past.hourly)
    silent, missed = _silence(past.hourly)
    before = past.hourly[: len(past.hourly) - silent]
    if silent >= _LEAST_SILENCE and missed >= _EXPECTED_MISSED and _is_known(before, len(before) // 24):
        return Judged(Habit.QUIET, silent, missed)
    if not _is_known(past.hourly, _ENOUGH_DAYS):
        return Judged(Habit.NEW)
    usual = median(days[:-1])
    spread = max(1.4826 * median(abs(count - usual) for count in days[:-1]), math.sqrt(usual), 1.0)
    if abs(days[-1] - usual) > max(_SPREADS * spread, _LEAST_CHANGE):
        return Judged(Habit.VOLUME, days[-1], usual)
    return _language(past.languages) or _topic(past.topics) or Judged(Habit.USUAL, days[-1], usual)


def is_silent(past: Past) -> bool:
    """Tell whether nothing has come for a week."""
    return not any(past.hourly[-7 * 24 :])


def _is_known(hourly: Sequence[int], most_days: int) -> bool:
    """Tell whether a past is long enough to judge by; after a long silence fewer days of it are left."""
    active = sum(1 for count in _days(hourly) if count)
    return sum(hourly) >= _ENOUGH_ITEMS and active >= max(1, min(_ENOUGH_DAYS, most_days))


def _days(hourly: Sequence[int]) -> list[int]:
    return [sum(hourly[start : start + 24]) for start in range(0, len(hourly), 24)]


def _silence(hourly: Sequence[int]) -> tuple[int, float]:
    """Return for how many hours nothing came, and how many items its hours of the day would have brought."""
    silent = next((hours for hours, count in enumerate(reversed(hourly)) if count), len(hourly))
    past = hourly[: len(hourly) - silent]
    if not past:
        return silent, 0.0
    days = max(1.0, len(past) / 24)
    by_hour = [sum(past[hour::24]) / days for hour in range(24)]
    return silent, sum(by_hour[at % 24] for at in range(len(past), len(hourly)))


def _language(pair: tuple[Mapping[str, int], Mapping[str, int]]) -> Judged | None:
    recent, before = pair
    if sum(recent.values()) < _RECENT_ENOUGH or sum(before.values()) < _PAST_ENOUGH:
        return None
    main = max(before, key=lambda code: before[code])
    was, now = _share(before, main), _share(recent, main)
    return Judged(Habit.LANGUAGE, 100 * now, 100 * was, main) if was >= _WAS_ONE and now < _IS_NOT else None


def _topic(pair: tuple[Mapping[str, int], Mapping[str, int]]) -> Judged | None:
    recent, before = pair
    if sum(recent.values()) < _RECENT_ENOUGH or sum(before.values()) < _PAST_ENOUGH:
        return None
    codes = {*recent, *before}
    gaps = {code: _share(recent, code) - _share(before, code) for code in codes}
    if sum(map(abs, gaps.values())) / 2 < _TOPIC_DISTANCE:
        return None
    grown = max(gaps, key=lambda code: gaps[code])
    return Judged(Habit.TOPIC, 100 * _share(recent, grown), 100 * _share(before, grown), grown)


def _share(counts: Mapping[str, int], code: str) -> float:
    return counts.get(code, 0) / max(1, sum(counts.values()))
