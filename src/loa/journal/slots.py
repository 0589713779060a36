"""Where higher rooms are told that an act was journalled; they fill the slot in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from loa.journal.models import Entry

Listener = Callable[[Entry], None]
_listeners: dict[str, list[Listener]] = {}


def on_entry(verbs: Iterable[str], listener: Listener) -> None:
    """Have a function called inside the transaction of each act with one of these verbs (it must not call the network)."""
    for verb in verbs:
        _listeners.setdefault(verb, []).append(listener)


def tell(entry: Entry) -> None:
    """Hand an entry to whoever listens to its verb; one that fails undoes the act."""
    for listener in _listeners.get(entry.verb, ()):
        listener(entry)
