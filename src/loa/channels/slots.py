"""Where a higher room is told that a channel needs somebody; it fills the slot in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loa.units.models import Body, Person
from loa.units.permissions import Permission


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that whoever holds a right over a body must look at; told once per `key`.

    `event` is a word of `notices.models.Event`. What is urgent passes quiet hours and is told to those named in `also`, too.
    """

    body: Body
    key: str
    title: str
    path: str
    right: Permission = Permission.CHANNELS_MANAGE
    event: str = "channel"
    is_urgent: bool = False
    also: tuple[Person, ...] = ()


Listener = Callable[[Trouble], None]
_listeners: list[Listener] = []


def on_trouble(listener: Listener) -> None:
    """Have a function called inside the transaction that found the trouble (it must not call the network)."""
    _listeners.append(listener)


def tell(trouble: Trouble) -> None:
    """Hand a trouble to every listener."""
    for listener in _listeners:
        listener(trouble)
