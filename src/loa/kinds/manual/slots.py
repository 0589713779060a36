"""Where a higher room says which bulletin mends which; it fills the slot in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

Mendings = Callable[[], QuerySet[Any]]
_mendings: list[Mendings] = []


def register_mendings(rows: Mendings) -> None:
    """Say where to read what corrected, withdrew or superseded what.

    Each row has `first` (the code of the mended bulletin), `relation` (correction, withdrawal, supersede), `newer`
    (the code of the one that mends it) and `at`.
    """
    _mendings[:] = [rows]


def mendings() -> QuerySet[Any] | None:
    """Return the rows, newest first; None where no room keeps any."""
    return _mendings[0]().order_by("-at", "-pk") if _mendings else None
