"""What each paper does with its items, learned from the items themselves while they come; nobody labels anything.

Some papers edit an item and keep its summary under another title; others write two items on one summary. Some keep the
time of publication through every edit; others give the time at which somebody fetched the feed.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories.rules import Change

_OFTEN: Final = 400.0
"""Edits after which the old ones count half."""
_MANY: Final = 20_000.0
"""Items after which the old ones count half."""


@dataclass(slots=True)
class Habit:
    """Counts of one paper: its items, the moments they gave, edits under one title, those at one moment, new titles."""

    items: float = 0.0
    moments: float = 0.0
    last: float = -1.0
    kept: float = 0.0
    steady: float = 0.0
    retitled: float = 0.0

    def came(self, hour: float) -> bool:
        """Count an item and its time; say whether times tell the paper's items apart: few share one."""
        if hour != hour:  # noqa: PLR0124  not a number: nobody knows the time
            return False
        self.items += 1
        self.moments += hour != self.last
        self.last = hour
        if self.items > _MANY:
            self.items, self.moments = self.items / 2, self.moments / 2
        return 2 * (self.moments + 1) >= self.items + 1

    def changed(self, change: Change, *, at_one_moment: bool) -> None:
        """Count two items of the paper that are as one edit leaves them."""
        if change is Change.RETITLED:
            self.retitled += 1
        else:
            self.kept += 1
            self.steady += at_one_moment
        if self.kept + self.retitled > _OFTEN:
            self.kept, self.steady, self.retitled = self.kept / 2, self.steady / 2, self.retitled / 2

    @property
    def trust(self) -> float:
        """How far one summary under two titles is one item of the paper: edits that kept the title for each that did not."""
        return (self.kept + 2) / (self.retitled + 2)

    @property
    def keeps_time(self) -> bool:
        """Whether the paper's edits have the time of what they edit, as far as they are known."""
        return self.kept >= 4 and self.steady + 1 >= 0.8 * (self.kept + 2)


class Habits(list[Habit]):
    """The habits of papers by number."""

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what has to be kept to go on later."""
        rows = [astuple(habit) for habit in self]
        return {"habits": np.array(rows, np.float64).reshape(len(rows), len(fields(Habit)))}

    def restore(self, kept: dict[str, NDArray[Any]]) -> None:
        """Go on from what was kept."""
        self[:] = [Habit(*row) for row in kept["habits"].tolist()]
