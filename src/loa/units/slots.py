"""Where higher rooms are told that bodies were reformed; they fill it in `ready()`.

Told on the day of the reform, with which body takes over from each that closed: inside the transaction of the act, or by
the daily work where the act was entered before its day. A listener may be told of one reform more than once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from loa.journal.actions import Author
from loa.units.models import Body, BodyChange

Listener = Callable[[Author, BodyChange, Mapping[int, Body]], object]
_listeners: list[Listener] = []


def on_body_change(listener: Listener) -> None:
    """Have a function called with who acted, the reform, and the heir of each closed body (by its id)."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_body_change(actor: Author, change: BodyChange, heirs: Mapping[int, Body]) -> None:
    """Hand a reform to every listener; one that fails undoes the act."""
    for listener in _listeners:
        listener(actor, change, heirs)
