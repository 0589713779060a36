"""Where a higher room is told that a channel needs somebody; it fills the slot in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loa.units.models import Body


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something on a channel that whoever manages the channels of a body must look at; told once per `key`."""

    body: Body
    key: str
    title: str
    path: str


Listener = Callable[[Trouble], None]
_listeners: list[Listener] = []


def on_trouble(listener: Listener) -> None:
    """Have a function called inside the transaction that found the trouble (it must not call the network)."""
    _listeners.append(listener)


def tell(trouble: Trouble) -> None:
    """Hand a trouble to every listener."""
    for listener in _listeners:
        listener(trouble)
