"""Says of an item why it is in its groups: beside which earlier item, and how like the two are. Reads the engine's state only.

Asked while the item is new it tells what was found then; asked later, what can still be seen in the window.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loa.stories.bundles import Bundles
from loa.stories.grouper import Grouper, likeness
from loa.stories.hands import Act
from loa.stories.rules import Likeness, Verdict, Why, judge

LOOKED_AT: Final = 12
"""Earlier items of a group that are compared beside the one that founded it: those that came just before."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is where it is. `beside` is the earlier item it was put with, None where it came first.

    `like` is told of reprints, `score` of a story; neither of items that the window no longer holds.
    """

    id: str
    why: Why
    beside: str | None = None
    like: Likeness | None = None
    score: float | None = None
    hours: float | None = None


def reason(grouper: Grouper, item: str) -> Reason | None:
    """Say why an item is in its reprint group, else why it is in its story; None where the window no longer holds it."""
    number = grouper.number.get(item)
    if number is None or number < grouper.oldest:
        return None
    return _of_reprints(grouper, number) or _of_story(grouper, number) or Reason(item, Why.FIRST)


def _of_reprints(grouper: Grouper, number: int) -> Reason | None:
    earlier = _earlier(grouper.reprints, number)
    if not earlier:
        return None
    found = []
    for other in earlier:
        if other >= grouper.oldest:
            like = likeness(grouper.sketches.compare(number, other).tolist())
            found.append((judge(grouper.facts[number], grouper.facts[other], like), like, other))
    if not found:
        return _told(grouper, number, earlier[0], _by_others(grouper, number, earlier[0], of_reprints=True))
    finding, like, other = max(
        found, key=lambda one: (one[0].verdict is Verdict.REPRINT, one[1].both, one[1].of_new)
    )
    is_found = finding.verdict is Verdict.REPRINT
    why = finding.why if is_found else _by_others(grouper, number, other, of_reprints=True)
    return _told(grouper, number, other, why, like=like)


def _of_story(grouper: Grouper, number: int) -> Reason | None:
    earlier = _earlier(grouper.stories, number)
    if not earlier:
        return None
    for other, score in grouper.threads.near(number):
        if other < number and grouper.stories.group(other) == grouper.stories.group(number):
            why = Why.NEAR if score > grouper.threads.limit else _by_others(grouper, number, other)
            return _told(grouper, number, other, why, score=score)
    held = [other for other in earlier if other > len(grouper.ids) - grouper.vectors.window]
    found = [(grouper.vectors.compare(number, other)[0], other) for other in held]
    score, other = max(found, default=(math.nan, earlier[0]))
    return _told(
        grouper, number, other, _by_others(grouper, number, other), score=None if math.isnan(score) else score
    )


def _by_others(grouper: Grouper, number: int, other: int, *, of_reprints: bool = False) -> Why:
    """Say what put an item with others that are not like it enough: a person, or a later item that is like both."""
    together, going, wanted = set[str](), [grouper.ids[number]], grouper.ids[other]
    while going:
        for one in grouper.decided(going.pop()):
            if one.act is not Act.SPLIT and one.of_reprints == of_reprints:
                new = {*one.items, *one.others} - together
                together |= new
                going += new
    return Why.BY_HAND if wanted in together else Why.THROUGH


def _earlier(bundles: Bundles, number: int) -> Sequence[int]:
    """Return the item that founded the group of one, and those that came just before it."""
    members = bundles.members(bundles.group(number))
    at = bisect_left(members, number)
    return members[:1] + members[max(1, at - LOOKED_AT) : at] if at else []


def _told(
    grouper: Grouper,
    number: int,
    other: int,
    why: Why,
    *,
    like: Likeness | None = None,
    score: float | None = None,
) -> Reason:
    hours = None
    if other >= grouper.oldest:
        new, old = grouper.facts[number].hour, grouper.facts[other].hour
        hours = None if new is None or old is None else abs(new - old)
    return Reason(grouper.ids[number], why, grouper.ids[other], like, score, hours)
