"""What the engines say, in the reader's language: their Vietnamese sentences looked up in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from loa.lib.said import Said, unpacked


def in_words(sentence: object) -> str:
    """Return a sentence in the reader's language; a filled one from its pattern, one without English as it is.

    A stored finding, `{"message": …, "made": packed(…)}`, is told by what its message was made of.
    """
    if isinstance(sentence, Mapping):
        sentence = unpacked(sentence["made"]) if sentence.get("made") else sentence["message"]
    if isinstance(sentence, Said):
        values = {
            name: in_words(value) if isinstance(value, Said) else value
            for name, value in sentence.values.items()
        }
        return gettext(sentence.pattern).format(**values)
    text = str(sentence)
    return gettext(text) if text else ""
