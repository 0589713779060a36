"""Measuring one thing beside its alternative, in turn, several rounds; a figure without a rival says little.

A room describes a bench with `Bench` and adds its line to `loa/ops/benches/__init__.py`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Figure = float | Mapping[str, float]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must reach; for a figure with several values, every one of them."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None

    def met(self, value: Figure) -> bool:
        """Say whether the value, or each of its values, lies within the goal."""
        values = list(value.values()) if isinstance(value, Mapping) else [value]
        low = self.at_least if self.at_least is not None else float("-inf")
        high = self.at_most if self.at_most is not None else float("inf")
        return bool(values) and all(low <= v <= high for v in values)

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How large and how often a bench runs, and where it says how far it is."""

    scale: float = 1.0
    rounds: int = 5
    say: Say = print

    def scaled(self, full: int, *, least: int = 1) -> int:
        """Return a size of the full bench at this scale."""
        return max(least, round(full * self.scale))


@dataclass(slots=True)
class Outcome:
    """What a bench found: the named figures, and lines for the table (what, value with unit)."""

    figures: dict[str, Figure] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bench:
    """A named measurement.

    `database` asks for a migrated scratch database behind Django's settings; without it nothing is started.
    """

    name: str
    about: str
    run: Callable[[Plan], Outcome]
    goals: Sequence[Goal] = ()
    database: bool = True


def in_turn(alternatives: Mapping[str, Callable[[], float]], plan: Plan) -> dict[str, list[float]]:
    """Run every alternative once a round, the order reversed each round; return what each run returned."""
    found: dict[str, list[float]] = {name: [] for name in alternatives}
    names = list(alternatives)
    for number in range(1, plan.rounds + 1):
        for name in names:
            value = alternatives[name]()
            found[name].append(value)
            plan.say(f"round {number} of {plan.rounds}: {name} {value:,.3g}")
        names.reverse()
    return found


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action lasts."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """Return the median of the ratios within each round, which cancels what slowed a whole round."""
    return statistics.median(a / b for a, b in zip(values, others, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
