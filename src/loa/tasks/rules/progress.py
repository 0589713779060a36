"""How far an assignment is, in percent; from milestones where the task is measured by them."""

from __future__ import annotations

from collections.abc import Sequence

from loa.tasks.rules.words import Measure

FULL = 100


def percent_of(milestone: int, milestones: Sequence[str]) -> int:
    """Return the percent that a number of reached milestones makes, rounded down so that 100 means all."""
    return FULL * min(max(milestone, 0), len(milestones)) // len(milestones) if milestones else 0


def is_sound(
    measure: Measure, milestones: Sequence[str], *, percent: int | None, milestone: int | None
) -> bool:
    """Say whether an entry's figure fits the way in which its task is measured; an entry need not have one."""
    if measure == Measure.MILESTONES:
        return percent is None and (milestone is None or 0 <= milestone <= len(milestones))
    return milestone is None and (percent is None or 0 <= percent <= FULL)


def reached(
    measure: Measure, milestones: Sequence[str], *, percent: int | None, milestone: int | None
) -> tuple[int, int] | None:
    """Return percent and number of milestones after an entry; None where it says nothing of them."""
    if measure == Measure.MILESTONES:
        return None if milestone is None else (percent_of(milestone, milestones), milestone)
    return None if percent is None else (percent, 0)


def together(percents: Sequence[int]) -> int:
    """Return how far a task is over all bodies that take part: their mean, rounded down."""
    return sum(percents) // len(percents) if percents else 0
