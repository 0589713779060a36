"""The checks of this room: entries are sealed in time, and heads leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from loa.journal import heads, queries
from loa.lib import clock
from loa.lib.health import Check, Finding, fail, ok, warn

LATE = timedelta(minutes=1)
HEAD_EVERY = timedelta(hours=26)


def sealing() -> Iterator[Finding]:
    """Check that no entry waits for its seal."""
    oldest = queries.oldest_unsealed()
    if oldest is None or clock.now() - oldest < LATE:
        yield ok("journal", f"sealed up to {queries.head().number}")
        return
    mend = "see whether `loa worker` runs; a transaction left open for long also holds the sealer back"
    yield fail("journal", f"entries wait for their seal since {oldest:%Y-%m-%d %H:%M} UTC", mend)


def exported() -> Iterator[Finding]:
    """Check that the daily head was written."""
    file = heads.default_file()
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.exists() else None
    if written and clock.now() - written < HEAD_EVERY:
        yield ok("journal heads", f"last written {written:%Y-%m-%d %H:%M} UTC")
    elif queries.head().number:
        mend = "run `loa journal export`; see whether `loa worker` runs its daily jobs"
        yield warn("journal heads", "none within a day", mend)


CHECKS: list[Check] = [sealing, exported]
