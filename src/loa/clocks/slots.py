"""Where higher rooms are told that a clock ran out; they fill the slot in `ready()`."""

from __future__ import annotations

from collections.abc import Callable

from loa.clocks.models import Escalation

Listener = Callable[[Escalation], None]
_listeners: list[Listener] = []


def on_escalation(listener: Listener) -> None:
    """Have a function called inside the transaction of each new escalation (it must not call the network)."""
    _listeners.append(listener)


def tell(escalation: Escalation) -> None:
    """Hand an escalation to every listener; one that fails undoes the escalation, which is tried again."""
    for listener in _listeners:
        listener(escalation)
