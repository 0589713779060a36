"""What a person decided about groups: kept for ever, done again whenever the items come back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What was decided of items: together, apart from others, or fixed where they are."""

    MERGE = "merge"
    SPLIT = "split"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Decision:
    """Ids of items, and of those they are merged with, split from or pinned to."""

    act: Act
    items: tuple[str, ...]
    others: tuple[str, ...]
    of_reprints: bool = False
