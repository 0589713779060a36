"""Places to fill in a prepared message: "{ngày bắt đầu}"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([^{}\n]{1,60})\}")


def placeholders_left(text: str) -> list[str]:
    """Return the places still to be filled, each once, in order."""
    return list(dict.fromkeys(match.group(0) for match in _PLACE.finditer(text)))


def placeholder_names(text: str) -> list[str]:
    """Return the names of the places to fill, each once, in order."""
    return [place[1:-1] for place in placeholders_left(text)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with every place filled for which there is a value; the rest stays marked.

    A value is taken as it is: braces inside it are not filled again.
    """
    return _PLACE.sub(lambda match: values.get(match.group(1)) or match.group(0), text)
