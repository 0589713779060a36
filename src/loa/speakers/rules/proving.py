"""What a device's word proves: which word weighs more, what is late, what became of a delivery, who needs the time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from loa.channels.base import Outcome
from loa.speakers.rules.words import OPEN_PLAYS, PlayState
from loa_wire.words import Why

WEIGHTS: tuple[str, ...] = (
    PlayState.PLANNED.value,
    PlayState.ORDERED.value,
    PlayState.TAKEN.value,
    PlayState.UNKNOWN.value,  # its time is over; any proof wins over it
    PlayState.NOT_PLAYED.value,
    PlayState.CANCELLED.value,  # a proof that nothing sounded says no more than that
    PlayState.PARTLY.value,
    PlayState.PLAYED.value,
)
"""The states of a play from the lightest to the heaviest; the heaviest word wins, whichever came first."""

LATE_AFTER = timedelta(seconds=60)
"""A play is late when it began more than a minute after the moment promised."""
LATE_AFTER_MS = 60_000
SILENT_AFTER = timedelta(seconds=90)
"""A cluster is silent when so long after the promised moment neither a proof nor a heartbeat tells of the play."""
OUTAGE_AFTER = timedelta(seconds=180)
"""A cluster is lost after three heartbeats that did not come."""
CAME_LATE_AFTER = timedelta(minutes=15)
"""A proof came late when it was received so long after the end of the play: it waited in the device."""
REPEAT_WITHIN = timedelta(minutes=2)
"""A command answered as repeated so soon after it was sent was repeated by the line, not by somebody else."""
NOT_FINAL = frozenset({Why.CLOCK, Why.EARLY, Why.FOREIGN})
"""A device that refuses for these is sent the command again: it soon knows the time, or its new groups."""
FAULTS = frozenset(
    {Why.NO_AUDIO, Why.BAD_AUDIO, Why.NO_SPACE, Why.POWER, Why.MISSED, Why.PLAYER, Why.CLOCK, Why.LIMIT}
)
"""Why a play did not sound though nobody wanted that."""
ATTACKS = frozenset({Why.FORGED, Why.FOREIGN, Why.REPLAYED, Why.UNREADABLE})
"""What an honest server and an honest line do not cause."""
TIME_EACH, SKEW_ALLOWED_MS = 30, 500


def weight(state: str) -> int:
    """Return how much a state of a play weighs."""
    return WEIGHTS.index(state)


def is_late(promised: datetime, started: datetime) -> bool:
    """Say whether a play that sounded began late."""
    return started > promised + LATE_AFTER


def came_late(ended: datetime, received: datetime) -> bool:
    """Say whether a proof waited in the device before it came."""
    return received > ended + CAME_LATE_AFTER


def wants_time(n: int, offset: int, skew_ms: int) -> bool:
    """Say whether a heartbeat is answered by the time: a clock that is off or was never corrected; each thirtieth."""
    return abs(skew_ms) > SKEW_ALLOWED_MS or offset == 0 or n % TIME_EACH == 0


def is_our_own_line(lost: int, enrolled: int) -> bool:
    """Say whether so many clusters were lost at once that the fault is rather ours than theirs."""
    return lost >= 20 and 2 * lost > enrolled


def are_many(silent: int, ordered: int) -> bool:
    """Say whether so many clusters are silent about an emergency that somebody must be called: a tenth, three at least."""
    return silent >= min(3, ordered) and 10 * silent >= ordered


def is_called_off(states: Collection[str]) -> bool:
    """Say whether everything that was laid out was called off before it sounded."""
    return bool(states) and all(state == PlayState.CANCELLED for state in states)


def delivery_outcome(states: Collection[str]) -> Outcome | None:
    """Return what the plays of one delivery make of it; None as long as nothing can be said.

    Played when all of them were played, in part as soon as any of them sounded. When none sounded and none is open
    it failed if the devices say so of each, and is unknown if one of them says nothing. What was cancelled does not count.
    """
    counted = [PlayState(state) for state in states if state != PlayState.CANCELLED]
    if not counted:
        return None
    if all(state == PlayState.PLAYED for state in counted):
        return Outcome.PLAYED
    if any(state in {PlayState.PLAYED, PlayState.PARTLY} for state in counted):
        return Outcome.PLAYED_PARTLY
    if any(state in OPEN_PLAYS for state in counted):
        return None
    return Outcome.UNKNOWN if PlayState.UNKNOWN in counted else Outcome.FAILED
