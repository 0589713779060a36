"""Groups a stream of items: which are reprints of one text, which tell one story, and why.

`add` says it of one item, `add_many` of a batch. Ids of groups are ids of the items that founded them: they stay when the
window moves and after a restart. What a person merged, split or pinned is kept and done again whenever the items come back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from loa.stories import rules
from loa.stories.bundles import Bundles
from loa.stories.errors import UnknownItem
from loa.stories.hands import Act, Decision
from loa.stories.parts import Parts, part
from loa.stories.rules import Facts, Finding, Likeness, Verdict
from loa.stories.sketches import SketchIndex
from loa.stories.threads import JOIN, Threads
from loa.stories.vectors import VectorIndex

_TIDY_EVERY = 2000
_MADE_OF, _UNLIKE = 1.2, 3
"""A digest's parts make up no more than it, and share next to nothing with each other."""
REACH_HOURS = 72.0
"""How far back an item looks for its story."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the press; `published_at` is None where nobody knows."""

    id: str
    title: str
    text: str
    published_at: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item was put. `reprint_of` is the item that stands for its group, None for that one and for items alone."""

    id: str
    reprints: str
    reprint_of: str | None
    story: str
    figures_differ: bool
    contains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why two items are together, or not: shares of shingles, score of terms, hours between."""

    finding: Finding
    likeness: Likeness
    score: float
    terms: tuple[int, ...]
    hours: float | None
    same_reprints: bool
    same_story: bool


class Grouper:
    """The state of the grouping; not safe for two threads at once."""

    def __init__(self, *, window: int = 200_000, story_window: int = 16_384, limit: float = JOIN) -> None:
        self.ids: list[str] = []
        self.number: dict[str, int] = {}
        self.facts: dict[int, Facts] = {}
        self.differ: set[int] = set()
        self.contains: dict[int, list[int]] = {}
        self.decisions: list[Decision] = []
        self.reprints, self.stories = Bundles(), Bundles()
        self.threads = Threads(self.stories, limit)
        self.sketches = SketchIndex(window)
        self.vectors = VectorIndex(story_window)
        self._tidied = 0

    def add(self, item: Item) -> Placed:
        """Put one item into its reprint group and its story."""
        return self.add_many([item])[0]

    def add_many(self, items: Sequence[Item]) -> list[Placed]:
        """Put items into groups in the order given; an id that was seen before is not put again."""
        fresh = list({item.id: item for item in items if item.id not in self.number}.values())
        if fresh:
            rows = part([item.title for item in fresh], [item.text for item in fresh])
            self.take(fresh, rows)
        return [self.placed(item.id) for item in items]

    def take(self, items: Sequence[Item], rows: Parts) -> None:
        """Put items into groups whose parts were made elsewhere."""
        matches = self.sketches.add(rows)
        hours = np.array([_hour(item) for item in items], np.float64)
        terms, weights = self.vectors.weigh(rows)
        near = self.vectors.add(terms, weights, np.nan_to_num(hours), REACH_HOURS)
        maybe = rules.may_be_more(matches.like).tolist()
        numbers, scores = near.found.tolist(), near.score.tolist()
        for row, item in enumerate(items):
            number = len(self.ids)
            self.ids.append(item.id)
            self.number[item.id] = number
            self.facts[number] = _facts(item, rows, row, hours[row])
            groups = (
                self._judge(number, matches.found[row].tolist(), matches.like[row].tolist())
                if maybe[row]
                else []
            )
            found = [pair for pair in zip(numbers[row], scores[row], strict=True) if pair[0] >= 0]
            self._place(number, groups, found)
        self._forget()
        self._replay({item.id for item in items})

    def _place(self, number: int, groups: Sequence[int], near: Sequence[tuple[int, float]]) -> None:
        oldest, at_once = number - self.vectors.window + 1, None
        if groups:
            group = groups[0]
            self.reprints.join(number, group)
            for other in groups[1:]:
                if self.reprints.may_meet(self.reprints.members[group], other):
                    group = self.reprints.merge(group, other)
            at_once = min(
                self.stories.of[member] for member in self.reprints.members[group] if member != number
            )
        else:
            self.reprints.found(number)
        self.threads.place(number, near, oldest, at_once)

    def _judge(self, number: int, found: Sequence[int], like: Sequence[Sequence[float]]) -> list[int]:
        """Return the groups the item is a reprint of, the likest first; note what it contains or is contained in."""
        new, accepted, partly, within = self.facts[number], [], [], []
        for other, shares in zip(found, like, strict=True):
            if other < 0:
                break
            alike = _likeness(shares)
            finding = rules.judge(new, self.facts[other], alike)
            if finding.verdict is Verdict.REPRINT:
                accepted.append((other, alike, finding))
            elif finding.verdict is Verdict.CONTAINS:
                within.append(other)
            if rules.is_contained(alike):
                partly.append((other, alike))
        if accepted and self._holds_several(accepted[0][0], accepted[0][1], partly):
            within += [other for other, _ in partly]
            accepted = []
        self._note_contents(number, within)
        groups: dict[int, None] = {}
        for other, _, finding in accepted:
            group = self.reprints.of[other]
            if self.reprints.may_meet([number], group):
                groups.setdefault(group)
                if finding.figures_differ and len(groups) == 1:
                    self.differ.add(number)
        return list(groups)

    def _holds_several(self, first: int, alike: Likeness, partly: Sequence[tuple[int, Likeness]]) -> bool:
        """Say whether the item is made of the likest text and of another one that is unlike it."""
        if not rules.is_contained(alike):
            return False
        for other, share in partly:
            if self.reprints.of[other] != self.reprints.of[first] and alike.of_new + share.of_new < _MADE_OF:
                between = _likeness(self.sketches.compare(max(first, other), min(first, other)).tolist())
                if between.shared < _UNLIKE:
                    return True
        return False

    def _note_contents(self, number: int, within: Iterable[int]) -> None:
        for other in within:
            is_older = self.facts[other].digest and not self.facts[number].digest
            digest, piece = (other, number) if is_older else (number, other)
            self.contains.setdefault(digest, []).append(piece)

    def _forget(self) -> None:
        """Let go of what the windows no longer hold; names of groups and their items stay."""
        while len(self.facts) > self.sketches.window:
            number = next(iter(self.facts))
            del self.facts[number]
            self.contains.pop(number, None)
        if len(self.ids) - self._tidied >= _TIDY_EVERY:
            self._tidied = len(self.ids)
            self.threads.forget(len(self.ids) - self.vectors.window)

    # -- asked

    def placed(self, item: str) -> Placed:
        """Say where an item is now. Raises: UnknownItem."""
        number = self._number(item)
        group, story = self.reprints.of[number], self.stories.of[number]
        return Placed(
            item,
            self.ids[group],
            None if group == number else self.ids[group],
            self.ids[story],
            number in self.differ,
            tuple(self.ids[other] for other in self.contains.get(number, ())),
        )

    def explain(self, first: str, second: str) -> Explained:
        """Say why two items of the window are together or not. Raises: UnknownItem."""
        new, old = (
            max(self._number(first), self._number(second)),
            min(self._number(first), self._number(second)),
        )
        for number, item in ((new, first), (old, second)):
            if number not in self.facts:
                raise UnknownItem(item)
        like = _likeness(self.sketches.compare(new, old).tolist())
        finding = rules.judge(self.facts[new], self.facts[old], like)
        in_reach = old > len(self.ids) - self.vectors.window
        score, terms = self.vectors.compare(new, old) if in_reach else (math.nan, [])
        hours = (self.facts[new].hour, self.facts[old].hour)
        return Explained(
            finding,
            like,
            score,
            tuple(terms),
            None if hours[0] is None or hours[1] is None else abs(hours[0] - hours[1]),
            self.reprints.of[new] == self.reprints.of[old],
            self.stories.of[new] == self.stories.of[old],
        )

    def _number(self, item: str) -> int:
        if item not in self.number:
            raise UnknownItem(item)
        return self.number[item]

    # -- decided by persons

    def decide(self, decision: Decision) -> None:
        """Keep what a person decided, and do it as far as the items are here."""
        self.decisions.append(decision)
        self._do(decision)

    def _replay(self, arrived: set[str]) -> None:
        for decision in self.decisions:
            if arrived.intersection((*decision.items, *decision.others)):
                self._do(decision)

    def _do(self, decision: Decision) -> None:
        items = [self.number[item] for item in decision.items if item in self.number]
        others = [self.number[item] for item in decision.others if item in self.number]
        bundles = self.reprints if decision.of_reprints else self.stories
        if decision.act is Act.SPLIT:
            bundles.keep_apart((one, other) for one in items for other in others)
            self._part(items, others, bundles)
            return
        known = [*items, *others]
        for one, other in pairwise(known):
            self._merge(one, other, bundles)

    def _merge(self, one: int, other: int, bundles: Bundles) -> None:
        first, second = bundles.of[one], bundles.of[other]
        if first != second:
            merge = self.threads.merge if bundles is self.stories else bundles.merge
            merge(first, second)

    def _part(self, items: Sequence[int], others: Sequence[int], bundles: Bundles) -> None:
        """Take the items out of the groups of the others and keep them together among themselves."""
        leave = self.threads.leave if bundles is self.stories else bundles.leave
        staying = {bundles.of[other] for other in others}
        leaving = [item for item in items if bundles.of[item] in staying]
        for item in leaving:
            leave(item)
        for one, other in pairwise(leaving):
            self._merge(one, other, bundles)


def _hour(item: Item) -> float:
    if item.published_at is None:
        return math.nan
    moment = item.published_at if item.published_at.tzinfo else item.published_at.replace(tzinfo=UTC)
    return moment.timestamp() / 3600


def _likeness(like: Sequence[float]) -> Likeness:
    both, of_new, of_old, title, lead, shared = like
    return Likeness(both, of_new, of_old, title, lead, int(shared))


def _facts(item: Item, rows: Parts, row: int, hour: float) -> Facts:
    return Facts(
        None if math.isnan(hour) else float(hour),
        item.source,
        int(rows.size[row, 0]),
        frozenset(rows.numbers[row][rows.numbers[row] > 0].tolist()),
        frozenset(rows.dates[row][rows.dates[row] > 0].tolist()),
        int(rows.figures[row]),
        int(rows.place[row]),
        int(rows.programme[row]),
        rules.is_digest(item.title),
    )
