"""What a device keeps about one ordered play, from the order until its proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loa_wire.commands import Play
from loa_wire.tidings import Proof
from loa_wire.words import Outcome, Why


class State(StrEnum):
    """Where a play stands. Every play that was ordered ends, with exactly one proof."""

    WAITING = "waiting"
    SOUNDING = "sounding"  # begun is written down before the first sound
    BROKEN_OFF = "broken_off"  # an emergency came between; it may go on
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Entry:
    """One play. `play` is None where only its cancelling has come so far; `made` is when its latest order was made, by `group`."""

    id: str
    state: State
    made: int
    play: Play | None
    begun: int = 0
    heard: int = 0
    last: int = 0
    volume: int = 0
    group: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether it still awaits its end."""
        return self.state != State.ENDED


def proof_of(entry: Entry, why: Why | None, *, device: str, now: int) -> Proof:
    """Return the proof of a play that ended, not yet numbered; `why` is what kept it from sounding whole."""
    assert entry.play is not None, "what was never ordered needs no proof"
    play, begun = entry.play, entry.begun
    if not begun:
        outcome = Outcome.NOT_PLAYED
    elif why is None:
        outcome = Outcome.PLAYED
    else:
        outcome = Outcome.PARTLY if entry.heard or why == Why.POWER else Outcome.NOT_PLAYED
    return Proof(
        device=device,
        n=0,
        play=entry.id,
        outcome=outcome,
        start=begun or play.at,
        end=max(entry.last, begun) if begun else play.at,
        heard=entry.heard,
        volume=entry.volume,
        at=now,
        code=play.code,
        version=play.version,
        sha256=play.sha256,
        why="" if why is None else why.value,
    )
