"""Numbers of tasks: within their programme and year, or among what came up in a year."""

from __future__ import annotations

import re
from collections.abc import Iterable

from loa.tasks.rules.words import Origin

LONGEST = 20  # an occurrence adds its number
CODE = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ./-]{0,19}")
_CAME_UP = {Origin.AD_HOC: "PS", Origin.SUDDEN: "DX"}


def prefix_of(programme_code: str, year: int) -> str:
    """Return how the numbers of a programme's tasks begin: "CT01/26-"."""
    return f"{programme_code[:12]}/{year % 100:02d}-"


def prefix_of_origin(origin: Origin, year: int) -> str:
    """Return how the numbers of what came up outside any programme begin: "PS/26-"."""
    return f"{_CAME_UP.get(origin, 'NV')}/{year % 100:02d}-"


def next_number(prefix: str, used: Iterable[str]) -> int:
    """Return the number after the highest given under a prefix."""
    tails = (code.removeprefix(prefix) for code in used if code.startswith(prefix))
    return 1 + max((int(tail) for tail in tails if tail.isdecimal() and len(tail) < 6), default=0)


def code_of(prefix: str, number: int) -> str:
    """Return a number as it is written: "CT01/26-007"."""
    return f"{prefix}{number:03d}"
