"""A sentence that remembers how it was put together, so that another language can put together its own.

The engines know no gettext: they speak Vietnamese here, and `loa.web.said` looks the pattern up in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Said(str):  # noqa: SLOT000  it carries what it was made of
    """A Vietnamese sentence, with the `pattern` it was made from and the `values` that filled it."""

    pattern: str
    values: Mapping[str, object]


def say(pattern: str, /, **values: object) -> Said:
    """Fill a pattern with `{named}` places and keep both; values that were said themselves are translated too."""
    sentence = Said(pattern.format(**values))
    sentence.pattern = pattern
    sentence.values = values
    return sentence


def retold(sentence: str, look_up: Callable[[str], str]) -> str:
    """Return the sentence put together in another language: `look_up` finds the words for a pattern or a plain text."""
    if not isinstance(sentence, Said):
        return look_up(sentence) if sentence else ""
    values = {
        name: retold(value, look_up) if isinstance(value, Said) else value
        for name, value in sentence.values.items()
    }
    return look_up(sentence.pattern).format(**values)


def packed(sentence: str) -> dict[str, object]:
    """Return what a sentence was made of, fit for a JSON column; nothing for a plain text."""
    if not isinstance(sentence, Said):
        return {}
    values = {
        name: packed(value) if isinstance(value, Said) else value for name, value in sentence.values.items()
    }
    return {"pattern": sentence.pattern, "values": values}


def unpacked(made: Mapping[str, object]) -> Said:
    """Return the sentence that `packed` took apart."""
    values = made["values"]
    assert isinstance(values, Mapping)
    filled = {
        name: unpacked(value) if isinstance(value, Mapping) else value for name, value in values.items()
    }
    return say(str(made["pattern"]), **filled)
