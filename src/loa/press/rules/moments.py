"""When an item was published, and how sure that is. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

SEEN_ONLY: Final = 0.2
"""Nothing is known but when we saw it first."""
_SOON: Final = timedelta(minutes=10)
_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)


def published(
    first: datetime | None,
    first_sure: float | None,
    changed: datetime | None,
    changed_sure: float | None,
    now: datetime,
) -> tuple[datetime, float]:
    """Return the moment to keep: as told, else when it changed (less sure), else now; never in the future."""
    moment, sure = first, first_sure or 0.0
    if moment is None and changed is not None:
        moment, sure = changed, (changed_sure or 0.0) * 0.8
    if moment is None or moment < _EARLIEST:
        return now, SEEN_ONLY
    if moment > now + timedelta(days=1):
        return now, SEEN_ONLY
    if moment > now + _SOON:
        return now, min(sure, 0.5)
    return min(moment, now), round(sure, 2)
