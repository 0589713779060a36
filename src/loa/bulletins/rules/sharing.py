"""What may leave the desk by hand: on paper, as a picture, as a text for a chat group."""

from __future__ import annotations

from datetime import datetime

from loa.bulletins.rules import moves
from loa.bulletins.rules.words import State


def is_out(state: State) -> bool:
    """Say whether two persons let it out and it was sent; nothing else may look like an official notice."""
    return state in moves.PUBLIC


def is_in_force(state: State, valid_until: datetime | None, now: datetime) -> bool:
    """Say whether it may still be passed on: sent, not mended or replaced since, not past its end."""
    return state == State.SENT and (valid_until is None or valid_until > now)
