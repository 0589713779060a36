"""Groups a stream of items: which are reprints of one text, which tell one story, and why.

`add` says it of one item, `add_many` of a batch. Ids of groups are ids of the items that founded them: they stay when the
window moves and after a restart. What a person merged, split or pinned is kept and done again whenever the items come back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from loa.stories import rules
from loa.stories.bundles import Bundles
from loa.stories.errors import UnknownItem
from loa.stories.facts import Batch, Item, Shelf, prepare
from loa.stories.habits import Habit
from loa.stories.hands import Act, Decision
from loa.stories.rules import Facts, Finding, Likeness, Verdict, Why
from loa.stories.sketches import Matches, SketchIndex
from loa.stories.threads import JOIN, Threads
from loa.stories.vectors import VectorIndex

STEP: Final = 256
"""Items that go through each stage together: few enough for their arrays to stay in the processor's cache."""
_TIDY_EVERY = 2000
_MADE_OF, _UNLIKE = 1.2, 3
"""A digest's parts make up no more than it, and share next to nothing with each other."""
REACH_HOURS = 72.0
"""How far back an item looks for its story."""


class Placed(NamedTuple):
    """Where an item was put. `reprint_of` is the item that stands for its group, None for that one and for items alone."""

    id: str
    reprints: str
    reprint_of: str | None
    story: str
    figures_differ: bool
    contains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why two items are together, or not: shares of shingles, score of terms, hours between.

    `terms` are tags of the terms shared, heaviest first.
    """

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
        self.differ: set[int] = set()
        self.contains: dict[int, list[int]] = {}
        self.decisions: list[Decision] = []
        self._deciding: dict[str, list[Decision]] = {}
        self.reprints, self.stories = Bundles(), Bundles()
        self.threads = Threads(self.stories, story_window, limit)
        self.sketches = SketchIndex(window)
        self.vectors = VectorIndex(story_window)
        self.facts = Shelf(window + STEP)
        self._tidied = 0

    def add(self, item: Item) -> Placed:
        """Put one item into its reprint group and its story."""
        return self.add_many([item])[0]

    def add_many(self, items: Sequence[Item]) -> list[Placed]:
        """Put items into groups in the order given; an id that was seen before is not put again."""
        self.put_many(items)
        ids, differ, contains = self.ids, self.differ, self.contains
        numbers = [self.number[item.id] for item in items]
        of = self.reprints.of[numbers].tolist(), self.stories.of[numbers].tolist()
        return [
            Placed(
                ids[number],
                ids[group],
                None if group == number else ids[group],
                ids[story],
                number in differ,
                self._pieces(number) if number in contains else (),
            )
            for number, group, story in zip(numbers, *of, strict=True)
        ]

    def put_many(self, items: Sequence[Item]) -> None:
        """Put items into groups as `add_many` does, without asking where they went."""
        fresh = list({item.id: item for item in items if item.id not in self.number}.values())
        for start in range(0, len(fresh), STEP):
            self.take(prepare(fresh[start : start + STEP]))

    def replace(self, item: Item) -> bool:
        """Group an item that is alone anew, by other words; say whether that was done.

        It is not where it has company, where a person decided about it, and where the window no longer holds it.
        What it was stays behind under its old number, like nothing and near to nothing.
        """
        number = self.number.get(item.id)
        if number is None or number < self.oldest or item.id in self._deciding or not self._is_alone(number):
            return False
        for index in (self.sketches, self.vectors, self.threads):
            index.drop(number)
        self.contains.pop(number, None)
        for pieces in self.contains.values():
            pieces[:] = [piece for piece in pieces if piece != number]
        del self.number[item.id]
        self.put_many([item])
        return True

    def _is_alone(self, number: int) -> bool:
        return all(
            bundles.members(bundles.group(number)) == [number] for bundles in (self.reprints, self.stories)
        )

    def take(self, batch: Batch) -> None:
        """Put items into groups that were made ready elsewhere: new ones, STEP at most."""
        first, total = len(self.ids), len(batch.ids)
        self.ids += batch.ids
        self.number.update(zip(batch.ids, range(first, first + total), strict=True))
        self.facts.put(batch)
        self.reprints.open(total)
        self.stories.open(total)
        matches = self.sketches.add(batch.rows)
        near = self.vectors.add(batch.rows, np.nan_to_num(batch.hours), REACH_HOURS)
        matches.maybe |= self.facts.at_one_moment(first, matches.found).any(axis=1)
        row = 0
        while (row := self.threads.settle(row, first, near.found, near.score, matches.maybe)) < total:
            self._place(first + row, matches, row)
            row += 1
        self._forget()
        if self._deciding:
            self._replay(batch.ids)

    def _place(self, number: int, matches: Matches, row: int) -> None:
        at_once = None
        if matches.maybe[row] and (
            groups := self._judge(number, matches.found[row].tolist(), matches.like[row].tolist())
        ):
            group = groups[0]
            self.reprints.join(number, group)
            for other in groups[1:]:
                if self.reprints.may_meet(self.reprints.members(group), other):
                    group = self.reprints.merge(group, other)
            at_once = min(
                self.stories.group(member) for member in self.reprints.members(group) if member != number
            )
        self.threads.place(number, at_once)

    def _judge(self, number: int, found: Sequence[int], like: Sequence[Sequence[float]]) -> list[int]:
        """Return the groups the item is a reprint of, the likest first; note what it contains or is contained in."""
        habit = self.facts.note_habit(number)
        new, accepted, partly, within = self.facts[number], [], [], []
        for other, shares in zip(found, like, strict=True):
            if other < 0:
                break
            alike = likeness(shares)
            company = len(self.reprints.members(self.reprints.group(other)))
            finding = _learned(habit, new, self.facts[other], alike, company)
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
        return self._groups(number, new, [(other, finding) for other, _, finding in accepted])

    def _groups(self, number: int, new: Facts, accepted: Sequence[tuple[int, Finding]]) -> list[int]:
        """Return the groups of those an item is a reprint of that it may join, and note whether its figures differ."""
        groups: dict[int, None] = {}
        for other, finding in accepted:
            group = self.reprints.group(other)
            if finding.why is Why.EDITED and group in self.facts and rules.is_late(new, self.facts[group]):
                continue
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
            if (
                self.reprints.group(other) != self.reprints.group(first)
                and alike.of_new + share.of_new < _MADE_OF
            ):
                between = likeness(self.sketches.compare(max(first, other), min(first, other)).tolist())
                if between.shared < _UNLIKE:
                    return True
        return False

    def _note_contents(self, number: int, within: Iterable[int]) -> None:
        for other in within:
            is_older = self.facts[other].digest and not self.facts[number].digest
            digest, piece = (other, number) if is_older else (number, other)
            self.contains.setdefault(digest, []).append(piece)

    def _forget(self) -> None:
        """Let go of what digests older than the window contain; names of groups and their items stay."""
        if len(self.ids) - self._tidied >= _TIDY_EVERY:
            self._tidied = len(self.ids)
            self.contains = {
                digest: pieces for digest, pieces in self.contains.items() if digest >= self.oldest
            }

    # -- asked

    @property
    def oldest(self) -> int:
        """Return the number of the oldest item that new ones are compared with."""
        return max(0, len(self.ids) - self.sketches.window)

    def decided(self, item: str) -> Sequence[Decision]:
        """Return what persons decided about an item."""
        return self._deciding.get(item, ())

    def placed(self, item: str) -> Placed:
        """Say where an item is now. Raises: UnknownItem."""
        number = self._number(item)
        group, story = self.reprints.group(number), self.stories.group(number)
        return Placed(
            item,
            self.ids[group],
            None if group == number else self.ids[group],
            self.ids[story],
            number in self.differ,
            self._pieces(number),
        )

    def _pieces(self, number: int) -> tuple[str, ...]:
        return tuple([self.ids[other] for other in self.contains.get(number, ())])

    def explain(self, first: str, second: str) -> Explained:
        """Say why two items of the window are together or not. Raises: UnknownItem."""
        new, old = (
            max(self._number(first), self._number(second)),
            min(self._number(first), self._number(second)),
        )
        for number, item in ((new, first), (old, second)):
            if number < self.oldest:
                raise UnknownItem(item)
        like = likeness(self.sketches.compare(new, old).tolist())
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
            self.reprints.group(new) == self.reprints.group(old),
            self.stories.group(new) == self.stories.group(old),
        )

    def _number(self, item: str) -> int:
        if item not in self.number:
            raise UnknownItem(item)
        return self.number[item]

    # -- decided by persons

    def decide(self, decision: Decision) -> None:
        """Keep what a person decided, and do it as far as the items are here; the later of two decisions counts."""
        self.remember(decision)
        bundles = self.reprints if decision.of_reprints else self.stories
        items = [self.number[item] for item in decision.items if item in self.number]
        others = [self.number[item] for item in decision.others if item in self.number]
        if decision.act is Act.SPLIT:
            bundles.keep_apart((one, other) for one in items for other in others)
            self._part(items, others, bundles)
            return
        known = [*items, *others]
        bundles.let_meet((one, other) for one in known for other in known)
        for one, other in pairwise(known):
            self._merge(one, other, bundles)

    def remember(self, decision: Decision) -> None:
        """Keep a decision whose items are still to come, or are grouped as it wants already."""
        self.decisions.append(decision)
        for item in {*decision.items, *decision.others}:
            self._deciding.setdefault(item, []).append(decision)

    def _replay(self, arrived: Sequence[str]) -> None:
        for item in arrived:
            for decision in self._deciding.get(item, ()):
                self._do(item, decision)

    def _do(self, item: str, decision: Decision) -> None:
        """Do what was decided of an item that has come: beside those that are here already."""
        bundles = self.reprints if decision.of_reprints else self.stories
        number, ours = self.number[item], item in decision.items
        mates = decision.items if ours else decision.others
        if decision.act is Act.SPLIT:
            against = decision.others if ours else decision.items
            away = [self.number[other] for other in against if other in self.number]
            bundles.keep_apart((number, other) for other in away)
            self._part([number], away, bundles)
        else:
            mates = (*decision.items, *decision.others)
        for mate in mates:
            other = self.number.get(mate, number)
            if other != number and bundles.may_meet([number], bundles.group(other)):
                self._merge(number, other, bundles)
                return

    def _merge(self, one: int, other: int, bundles: Bundles) -> None:
        first, second = bundles.group(one), bundles.group(other)
        if first != second:
            merge = self.threads.merge if bundles is self.stories else bundles.merge
            merge(first, second)

    def _part(self, items: Sequence[int], others: Sequence[int], bundles: Bundles) -> None:
        """Take the items out of the groups of the others and keep them together among themselves."""
        leave = self.threads.leave if bundles is self.stories else bundles.leave
        leaving = []
        for item in items:
            if bundles.group(item) in {bundles.group(other) for other in others}:
                leave(item)
                leaving.append(item)
        for one, other in pairwise(leaving):
            self._merge(one, other, bundles)


def likeness(like: Sequence[float]) -> Likeness:
    """Name the numbers by which the sketches compare two texts."""
    both, of_new, of_old, title, lead, shared = like
    return Likeness(both, of_new, of_old, title, lead, int(shared))


def _learned(habit: Habit, new: Facts, old: Facts, alike: Likeness, company: int) -> Finding:
    """Say what the newer item is to the older, and let it tell how their paper edits."""
    if change := rules.change(new, old, alike):
        habit.changed(change, at_one_moment=new.hour == old.hour)
    return rules.judge(new, old, alike, company)
