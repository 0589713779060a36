"""The reports of digital signatures, as they are kept and as the screens say them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def shown(reports: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return kept reports as the screens show them."""
    return list(reports)
