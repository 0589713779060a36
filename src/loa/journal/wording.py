"""The slot in which rooms say in Vietnamese what their verbs mean; the journal itself keeps only the verbs."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}


def register(words: Mapping[str, str | Promise]) -> None:
    """Add the words of a room's verbs ("bulletins.released" → "duyệt phát"); call it in an app's ready()."""
    _words.update(words)


def word_of(verb: str) -> str:
    """Return what a verb means, or the verb itself where no room has said."""
    return str(_words.get(verb, verb))
