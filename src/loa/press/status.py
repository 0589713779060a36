"""States of the room on screen: each with a word and a sign, never colour alone."""

from __future__ import annotations

from loa.press.models import Signal
from loa.press.rules.words import SignalState
from loa.web.status import Status

_TONES = {
    SignalState.OPEN: ("warn", "activity"),
    SignalState.TAKEN: ("info", "edit"),
    SignalState.DISMISSED: ("quiet", "circle-minus"),
}


def signal_status(signal: Signal) -> Status:
    """Return how a signal stands."""
    state = SignalState(signal.state)
    tone, symbol = _TONES[state]
    return Status(tone, state.label, symbol)  # type: ignore[arg-type]  # a tone of the table above
