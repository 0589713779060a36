"""The reconciliation in numbers: every play of a day stands in exactly one column, so that the sum is what was ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from loa.speakers.rules.words import OPEN_PLAYS, PlayState

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "played": (PlayState.PLAYED.value,),
    "partly": (PlayState.PARTLY.value,),
    "not_played": (PlayState.NOT_PLAYED.value,),
    "unknown": (PlayState.UNKNOWN.value,),
    "told": (PlayState.UNKNOWN.value,),
    "waiting": tuple(sorted(state.value for state in OPEN_PLAYS)),
    "cancelled": (PlayState.CANCELLED.value,),
}
"""Which states stand in which column; *told* is what another maker's device says unsigned, counted apart and never a success."""
SOUNDED = (PlayState.PLAYED.value, PlayState.PARTLY.value)


@dataclass(frozen=True, slots=True)
class Sums:
    """Plays by what became of them; `late` are among those that sounded."""

    ordered: int = 0
    played: int = 0
    partly: int = 0
    not_played: int = 0
    unknown: int = 0
    told: int = 0
    waiting: int = 0
    cancelled: int = 0
    late: int = 0

    @property
    def is_whole(self) -> bool:
        """Say whether every ordered play stands in one column."""
        parts = (
            self.played,
            self.partly,
            self.not_played,
            self.unknown,
            self.told,
            self.waiting,
            self.cancelled,
        )
        return sum(parts) == self.ordered
