"""What a result means for the ledger: the event to write, and whether the delivery comes round again. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from loa.channels.base import Kind, Outcome, Result
from loa.delivery import rules
from loa.delivery.rules import Progress, Step, reason_text
from loa.delivery.states import Origin, State, Why
from loa.delivery.store import Note

_UNSURE = frozenset({Outcome.FAILED, Outcome.UNKNOWN})
_STATES = {outcome: State(outcome.value) for outcome in Outcome}


class Judgement(NamedTuple):
    """The event, and in how many seconds to try again (None: settled). `ask` instead: nothing is known yet."""

    note: Note | None
    again_in: float | None = None
    ask: bool = False


def judge(kind: Kind[object], attempt: int, result: Result, moment: datetime, *, doubt: bool) -> Judgement:
    """Decide over the result of a call; `doubt` says that an earlier call of the delivery has an unknown outcome."""
    if result.state not in _UNSURE:
        return Judgement(_note(attempt, _STATES[result.state], result))
    if result.state == Outcome.UNKNOWN and rules.after_unknown(kind, attempt) == Step.ASK:
        return Judgement(None, ask=True)
    again = rules.next_attempt_at(kind, attempt, result, moment, salt=result.delivery_id)
    if again is not None:
        wait = (again - moment).total_seconds()
        return Judgement(_note(attempt, State.QUEUED, result, retry_in=wait), again_in=wait)
    unclear = result.state == Outcome.UNKNOWN or (doubt and result.temporary)
    return Judgement(_note(attempt, State.UNKNOWN if unclear else State.FAILED, result))


def judge_asked(attempt: int, result: Result, ending: str) -> Judgement:
    """Decide over a provider's answer to the question what became of a call.

    "Never arrived" lets the delivery be sent again (or end, when its dispatch is stopped); no answer leaves it
    unknown for a person.
    """
    if result.state == Outcome.FAILED and result.temporary:
        if ending:
            return Judgement(rule_note(result.delivery_id, attempt, State(ending)))
        note = _note(attempt, State.QUEUED, result, origin=Origin.ASK, retry_in=0.0, keep_code=True)
        return Judgement(note, again_in=0.0)
    return Judgement(_note(attempt, State(result.state.value), result, origin=Origin.ASK))


def recover(kind: Kind[object], delivery_id: int, progress: Progress) -> Judgement:
    """Decide over a call that a lost worker began and nobody settled."""
    step = rules.after_unknown(kind, progress.attempts)
    if step == Step.ASK:
        return Judgement(None, ask=True)
    lost = Result(delivery_id, Outcome.UNKNOWN, Why.UNKNOWN_OUTCOME, reason_text(Why.UNKNOWN_OUTCOME))
    if step == Step.RESEND:
        return Judgement(_note(progress.attempts, State.QUEUED, lost, retry_in=0.0), again_in=0.0)
    return Judgement(_note(progress.attempts, State.UNKNOWN, lost))


def rule_note(delivery_id: int, attempt: int, state: State) -> Note:
    """Return the event by which a rule of the ledger ends a delivery."""
    code = Why.UNKNOWN_OUTCOME if state == State.UNKNOWN else state.value
    return Note(delivery_id, attempt, state, Origin.RULE, code, reason_text(code))


def _note(
    attempt: int,
    state: State,
    result: Result,
    *,
    origin: Origin = Origin.SEND,
    retry_in: float | None = None,
    keep_code: bool = False,
) -> Note:
    """Return the event for a result; one that waits after an unknown outcome says so, since that doubt stays."""
    doubtful = state == State.QUEUED and result.state == Outcome.UNKNOWN and not keep_code
    code = Why.UNKNOWN_OUTCOME if doubtful else result.code
    reason = result.reason or reason_text(code)
    return Note(result.delivery_id, attempt, state, origin, code, reason, result.provider_id, retry_in)
