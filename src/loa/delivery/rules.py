"""Pure decisions of the ledger: which state wins, what may follow what, when to try again, how work ends.

It must not read a clock or a database; everything it needs is an argument.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from loa.channels.base import Kind, Outcome, Result
from loa.delivery.states import ENDINGS, PENDING, DispatchState, Lane, State, Why

CHUNK_SIZE = 1000
ID_BITS = 10
"""A delivery's id is its chunk's id and its place in it: `chunk << 10 | place`; so an id names its chunk."""
HOLD = 15
"""Seconds in which an ordinary release can be undone (design.md "Who releases")."""
LATEST_START = timedelta(minutes=10)
"""A planned dispatch that could not start within this time is *missed*: only a new release sends its message."""
LIFETIME: Mapping[int, timedelta] = {
    Lane.EMERGENCY: timedelta(hours=24),
    Lane.PRIORITY: timedelta(hours=72),
    Lane.NORMAL: timedelta(hours=72),
    Lane.BULK: timedelta(hours=72),
}
CONFIRM_WITHIN = timedelta(hours=72)
"""Self-reported channels have this long after the end of sending to confirm; then the delivery is expired."""
MAX_CRASHES = 3
BULK_FROM = 10_000

# -- which state wins ------------------------------------------------------------------------------------

_FINAL = 1_000_000
_ORDER = (
    State.SUPPRESSED,  # nothing was sent at all
    State.UNKNOWN,
    State.ACCEPTED,  # known better than unknown
    State.EXPIRED,  # a run sheet that nobody confirmed
    State.SUPERSEDED,
    State.WITHDRAWN,
    State.FAILED,  # a bounce after acceptance
    State.PLAYED_PARTLY,
    State.DELIVERED,  # proof beats every word before it
    State.PLAYED,
)
_PENDING_STEP = {State.PLANNED: 0, State.QUEUED: 1, State.SENDING: 2}
_SETTLED_RANK = {state: _FINAL + place for place, state in enumerate(_ORDER)}


def rank(state: State, attempt: int = 0, code: str = "") -> int:
    """Return how much a state weighs; the heaviest of all events is the delivery's state, whatever came first.

    A pending state weighs more with each attempt; `queued` after attempt n waits for attempt n + 1. Every settled
    state weighs more than every pending one. Unknown because no proof came, where one was due, weighs as much as expired:
    more than the word that a channel took it, less than any proof. No delivery can be told both: only a channel whose
    deliveries a person confirms lets accepted ones expire.
    """
    if state == State.UNKNOWN and code == Why.NO_PROOF:
        return _SETTLED_RANK[State.EXPIRED]
    if (settled := _SETTLED_RANK.get(state)) is not None:
        return settled
    waiting_for = attempt + 1 if state == State.QUEUED and attempt else attempt
    return waiting_for * 10 + _PENDING_STEP[state]


def winner(events: Iterable[tuple[State, int] | tuple[State, int, str]]) -> State:
    """Return the state of a delivery that has these events (state, attempt, perhaps a code), in any order."""
    return max(events, key=lambda event: rank(*event))[0]


# -- what may follow what ----------------------------------------------------------------------------------

D = DispatchState
DISPATCH_MOVES: Mapping[DispatchState, frozenset[DispatchState]] = {
    D.PLANNED: frozenset({D.SENDING, D.PAUSED, D.MISSED, D.UNDONE, D.CANCELLED}),
    D.SENDING: frozenset({D.PAUSED, D.DONE, D.CANCELLED}),
    D.PAUSED: frozenset({D.PLANNED, D.SENDING, D.UNDONE, D.CANCELLED}),
    D.MISSED: frozenset({D.CANCELLED}),
    D.DONE: frozenset(),
    D.CANCELLED: frozenset(),
    D.UNDONE: frozenset(),
}
FINAL_DISPATCH = frozenset(state for state, following in DISPATCH_MOVES.items() if not following)
STEERABLE = frozenset({D.PLANNED, D.SENDING})
"""A dispatch of which one channel can be paused or resumed alone."""


def may_move(old: str, new: str) -> bool:
    """Say whether a dispatch may go from one state to the other."""
    return DispatchState(new) in DISPATCH_MOVES[DispatchState(old)]


# -- trying again ------------------------------------------------------------------------------------------


def next_attempt_at(
    kind: Kind[object], attempts: int, result: Result, moment: datetime, *, salt: int = 0
) -> datetime | None:
    """Return when to try again after `attempts` calls, or None to give up.

    Only a temporary failure, or an unknown outcome under an idempotency key, is ever tried again. The wait grows
    along the kind's `retry_waits`, spread by up to a fifth (by `salt`, the delivery id) so that a mass of failures
    does not return as one wave, and is never shorter than what the provider asked for.
    """
    again = (result.state == Outcome.FAILED and result.temporary) or (
        result.state == Outcome.UNKNOWN and kind.has_idempotency_key
    )
    if not again or attempts > len(kind.retry_waits):
        return None
    wait = kind.retry_waits[attempts - 1]
    wait += wait * (salt * 7919 % 1000) / 5000
    return moment + timedelta(seconds=max(wait, result.retry_after or 0.0))


FIRST_REST, LONGEST_REST = 5.0, 60.0
"""Seconds that an account rests after its provider took nothing in: the first time, and at most."""
REST_AFTER = 20
"""So many temporary failures in a row, with nothing taken in between, and the account rests."""
LONGEST_ASKED = 3600.0
"""A provider's Retry-After is honoured for at most so many seconds; then it is asked again."""


@dataclass(frozen=True, slots=True)
class Granted:
    """How many calls may begin, the new mark of what is taken, and when more may begin (seconds since 1970)."""

    number: int
    taken_until: float
    next_at: float


def grant(now: float, taken_until: float, rate_per_minute: int, wanted: int, *, is_urgent: bool) -> Granted:
    """Decide how many of the calls wanted may begin under a rate; all times are seconds since 1970.

    A second's worth may go at once. Ordinary work leaves a quarter of it (at least one call) for emergencies and
    begins again when half of its share is free, so that it is not looked at for every single call. The mark
    `taken_until` is the generic cell rate algorithm's theoretical arrival time (ITU-T I.371).
    """
    gap = 60.0 / rate_per_minute
    burst = max(2, math.ceil(rate_per_minute / 60))
    share = burst if is_urgent else burst - max(1, burst // 4)
    taken = max(taken_until, now)
    free = math.floor((now + share * gap - taken) / gap + 1e-6)
    least = 1 if is_urgent else max(1, min(wanted, share // 2))
    number = min(wanted, free) if free >= least else 0
    taken += number * gap
    left = max(1, min(wanted - number, 1 if is_urgent else max(1, share // 2)))
    return Granted(number, taken, taken + left * gap - share * gap)


class Step(StrEnum):
    """What to do with a delivery whose call was begun and never settled."""

    RESEND = "resend"
    ASK = "ask"
    LEAVE = "leave"


def after_unknown(kind: Kind[object], attempts: int) -> Step:
    """Return how to deal with an unknown outcome: the provider's key first, then asking, else a person."""
    if kind.has_idempotency_key and attempts <= len(kind.retry_waits):
        return Step.RESEND
    return Step.ASK if kind.can_be_asked else Step.LEAVE


class Progress(NamedTuple):
    """How far a delivery has come, read from the logs: attempts begun, best event, whether an outcome is in doubt."""

    attempts: int
    state: State | None
    event_attempt: int
    doubt: bool

    @property
    def is_settled(self) -> bool:
        """Say whether an event settles it."""
        return self.state is not None and self.state not in PENDING

    @property
    def is_open(self) -> bool:
        """Say whether a call was begun and no event tells how it ended."""
        return not self.is_settled and self.attempts > self.event_attempt


def ending_of(progress: Progress, ending: State) -> State:
    """Return how a pending delivery ends when its dispatch is stopped: unknown wherever a call may have arrived."""
    if ending not in ENDINGS:
        raise ValueError(ending)
    return State.UNKNOWN if progress.is_open or progress.doubt else ending


# -- order and time ----------------------------------------------------------------------------------------


def lane_for(priority: str, count: int) -> Lane:
    """Return the lane of a message of this priority (emergency, priority, normal) to so many receivers."""
    if priority == "normal":
        return Lane.BULK if count >= BULK_FROM else Lane.NORMAL
    return {"emergency": Lane.EMERGENCY, "priority": Lane.PRIORITY}[priority]


def month_of(moment: datetime) -> date:
    """Return the first day of the month that a dispatch of this moment belongs to."""
    return moment.date().replace(day=1)


def is_missed(starts_at: datetime, moment: datetime) -> bool:
    """Say whether a planned start was missed by more than ten minutes."""
    return moment > starts_at + LATEST_START


def first_id(chunk_id: int) -> int:
    """Return the id of a chunk's first delivery."""
    return chunk_id << ID_BITS


def chunk_of(delivery_id: int) -> int:
    """Return the chunk that a delivery belongs to."""
    return delivery_id >> ID_BITS


def reason_text(code: str) -> str:
    """Return the ledger's own sentence for a reason, or nothing when a kind gave it."""
    return str(Why.TEXTS.get(code, ""))
