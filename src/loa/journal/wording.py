"""The slot in which rooms say in Vietnamese what their verbs mean; the journal itself keeps only the verbs."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}
_things: dict[str, tuple[str | Promise, str]] = {}


def register(words: Mapping[str, str | Promise]) -> None:
    """Add the words of a room's verbs ("bulletins.released" → "duyệt phát"); call it in an app's ready()."""
    _words.update(words)


def word_of(verb: str) -> str:
    """Return what a verb means, or the verb itself where no room has said."""
    return str(_words.get(verb, verb))


def register_things(things: Mapping[str, tuple[str | Promise, str]]) -> None:
    """Say what a room calls its things and where each has its page ("units.person": ("cán bộ", "/desk/people/{}/")).

    The address is empty for things without a page of their own.
    """
    _things.update(things)


def thing_in_words(thing: str) -> str:
    """Return "cán bộ 12" for "units.person:12", or the thing itself where no room has said."""
    kind, _, key = thing.partition(":")
    return f"{_things[kind][0]} {key}" if kind in _things else thing


def words_of_things() -> dict[str, str]:
    """Return what every room calls its things ("units.person" → "cán bộ")."""
    return {kind: str(words) for kind, (words, _url) in _things.items()}


def thing_url(thing: str) -> str:
    """Return the page of a thing, empty where it has none."""
    kind, _, key = thing.partition(":")
    return _things[kind][1].format(key) if kind in _things else ""
