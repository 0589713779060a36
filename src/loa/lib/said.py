"""A sentence that remembers how it was put together, so that another language can put together its own.

The engines know no gettext: they speak Vietnamese here, and `loa.web.said` looks the pattern up in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping


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
