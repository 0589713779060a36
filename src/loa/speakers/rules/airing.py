"""How long an airing may still begin, and when silence about it becomes *unknown*."""

from __future__ import annotations

from datetime import datetime, timedelta

from loa_wire.words import Priority

LATE_BY = timedelta(minutes=15)
"""A normal or priority airing may begin so much late (it waited for another one), then it is not played."""
EMERGENCY_LASTS = timedelta(hours=1)
"""How long an emergency without an end of its own may still begin, for a cluster that comes back."""
GRACE = timedelta(seconds=90)


def latest(moment: datetime, priority: Priority, valid_until: datetime | None) -> datetime:
    """Return the last moment at which an airing may begin: an emergency as long as it is valid, others a little late."""
    if priority == Priority.EMERGENCY:
        return max(valid_until or moment + EMERGENCY_LASTS, moment)
    late = moment + LATE_BY
    return max(min(late, valid_until), moment) if valid_until else late


def deadline(latest_at: datetime, length_ms: int) -> datetime:
    """Return when a play without a proof is unknown: its last start, its length, and a little."""
    return latest_at + timedelta(milliseconds=length_ms) + GRACE
