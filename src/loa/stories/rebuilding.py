"""Builds the groups anew from a stream of items, and lets groups keep the names they had.

The items come in the order they are to be grouped in, and are let go of as they pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loa.stories.bundles import Bundles
from loa.stories.facts import Item
from loa.stories.grouper import STEP, Grouper
from loa.stories.hands import Decision


def rebuild(items: Iterable[Item], *, decisions: Sequence[Decision] = (), **options: Any) -> Grouper:
    """Group a stream of items from nothing, with what persons decided; options are those of `Grouper`."""
    grouper, coming = Grouper(**options), iter(items)
    for decision in decisions:
        grouper.remember(decision)
    while some := list(islice(coming, STEP)):
        grouper.put_many(some)
    return grouper


def kept_names(bundles: Bundles, ids: Sequence[str], before: Mapping[str, str]) -> dict[str, str]:
    """Return which groups go by another name than their founder's id, so that names stay in a rebuild with other limits.

    `before` tells of items (some or all) the name of the group they were in. A name goes to the group that holds most of
    the items that bore it, in doubt to its founder's or the oldest; no two groups have the same name.
    """
    votes: Counter[tuple[int, str]] = Counter()
    for number, item in enumerate(ids):
        if item in before:
            votes[bundles.group(number), before[item]] += 1
    named: dict[int, str] = {}
    taken: set[str] = set()
    for (group, name), _ in sorted(
        votes.items(), key=lambda vote: (-vote[1], ids[vote[0][0]] != vote[0][1], vote[0])
    ):
        if group not in named and name not in taken:
            named[group] = name
            taken.add(name)
    numbers = {item: number for number, item in enumerate(ids) if item in taken}
    for group in sorted(bundles.group(number) for number in numbers.values()):
        if group not in named and ids[group] in taken:
            members = (ids[member] for member in bundles.members(group))
            named[group] = next((name for name in members if name not in taken), f"{ids[group]}+")
            taken.add(named[group])
    return {ids[group]: name for group, name in named.items() if name != ids[group]}


def heirs(groups: NDArray[np.integer[Any]], names: NDArray[np.integer[Any]]) -> dict[int, int]:
    """Return {group: name} for the groups that take over the name of another one; all are numbers of founding items.

    `groups` tells of items where they are now, `names` the founder of the group they were in. As with `kept_names` a name
    goes to the group that holds most of the items that bore it, in doubt to its founder's or the oldest.
    """
    if not len(groups):
        return {}
    pairs, votes = np.unique(np.stack((groups, names), axis=1), axis=0, return_counts=True)
    order = np.lexsort((pairs[:, 1], pairs[:, 0], pairs[:, 0] != pairs[:, 1], -votes))
    named: dict[int, int] = {}
    taken: set[int] = set()
    for group, name in pairs[order].tolist():
        if group not in named and name not in taken:
            named[group] = name
            taken.add(name)
    return {group: name for group, name in named.items() if group != name}
