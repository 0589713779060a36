"""Where higher rooms say what their clocks are about, and are told that one ran out; they fill both in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from loa.clocks.models import Clock, Escalation
from loa.units.models import Body, Person

Listener = Callable[[Escalation], None]
_listeners: list[Listener] = []


@dataclass(frozen=True)
class Purpose:
    """What a clock waits for, in words, and who of a body may do it."""

    words: str | Promise
    people: Callable[[Clock, Body], Iterable[Person]]


_purposes: dict[str, Purpose] = {}


def register_purposes(purposes: Mapping[str, Purpose]) -> None:
    """Say what a room's clocks wait for ("bulletins.countersign" → "ký xác nhận")."""
    _purposes.update(purposes)


def words_of(purpose: str) -> str:
    """Return what a clock waits for, or the purpose itself where no room has said."""
    return str(_purposes[purpose].words) if purpose in _purposes else purpose


def words_of_all() -> dict[str, str]:
    """Return what the clocks of every known purpose wait for."""
    return {purpose: words_of(purpose) for purpose in _purposes}


def people_for(clock: Clock, body: Body) -> list[Person]:
    """Return who of a body may do what a clock waits for; nobody where no room has said."""
    found = _purposes.get(clock.purpose)
    return list(found.people(clock, body)) if found else []


def on_escalation(listener: Listener) -> None:
    """Have a function called inside the transaction of each new escalation (it must not call the network)."""
    _listeners.append(listener)


def tell(escalation: Escalation) -> None:
    """Hand an escalation to every listener; one that fails undoes the escalation, which is tried again."""
    for listener in _listeners:
        listener(escalation)
