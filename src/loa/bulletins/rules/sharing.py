"""What may leave the desk by hand: on paper, as a picture, as a text for a chat group."""

from __future__ import annotations

from datetime import datetime

from loa.bulletins.rules import moves
from loa.bulletins.rules.words import State


def is_out(state: State) -> bool:
    """Say whether two persons let it out and it was sent; nothing else may look like an official notice."""
    return state in moves.PUBLIC


def is_in_force(
    state: State, valid_until: datetime | None, now: datetime, embargo_until: datetime | None = None
) -> bool:
    """Say whether it may be passed on: sent, not mended or replaced since, not past its end, not held back."""
    if embargo_until is not None and embargo_until > now:
        return False
    return state == State.SENT and (valid_until is None or valid_until > now)
