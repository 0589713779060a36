"""Charter 9: what makes an emergency lawful, and how long it may last."""

from __future__ import annotations

from datetime import datetime, timedelta

EMERGENCY_LONGEST = timedelta(hours=24)
REASON_SHORTEST = 10  # characters; "bão" explains nothing to the public list


def emergency_faults(kind: str, reason: str, starts_at: datetime, ends_at: datetime | None) -> list[str]:
    """Return which of "kind", "reason", "expiry" is wrong for an emergency."""
    faults = []
    if not kind:
        faults.append("kind")
    if len(reason.strip()) < REASON_SHORTEST:
        faults.append("reason")
    if ends_at is None or not starts_at < ends_at <= starts_at + EMERGENCY_LONGEST:
        faults.append("expiry")
    return faults
