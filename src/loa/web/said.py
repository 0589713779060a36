"""What the engines say, in the reader's language: their Vietnamese sentences looked up in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from loa.lib.said import retold, unpacked


def in_words(sentence: object) -> str:
    """Return a sentence in the reader's language; a filled one from its pattern, one without English as it is.

    A stored finding, `{"message": …, "made": packed(…)}`, is told by what its message was made of.
    """
    if isinstance(sentence, Mapping):
        sentence = unpacked(sentence["made"]) if sentence.get("made") else sentence["message"]
    return retold(sentence if isinstance(sentence, str) else str(sentence), gettext)
