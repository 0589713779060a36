"""When a source and a host may be asked again. Pure; nothing here asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

LEASE: Final = timedelta(minutes=10)
"""How long a source under way is left alone: it comes again where its process died."""
LONGEST: Final = timedelta(hours=24)
GIVES_UP: Final = 12
"""Refusals in a row that will not mend by themselves; then the source is paused and a person asked."""
PAGE_TRIES: Final = 10
"""Turns of a page that cannot be had just now, ever further apart: five days in all."""
ROBOTS_AGE: Final = timedelta(hours=24)
ROBOTS_AGE_UNKNOWN: Final = timedelta(hours=1)


def next_try(now: datetime, every: timedelta, failures: int, retry_after: float | None) -> datetime:
    """Return when to ask again: at its own pace, after failures ever more slowly, never before what was asked for."""
    wait = min(every * (1 << min(failures, 10)), max(LONGEST, every))
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), LONGEST))
    return now + wait


def host_wait(least: float, delay: float | None, retry_after: float | None) -> timedelta:
    """Return how long a host is left alone after an answer: our own least, its robots.txt, what it asked for just now."""
    asked = max(least, delay or 0.0, min(retry_after or 0.0, LONGEST.total_seconds()))
    return timedelta(seconds=asked)


def robots_due(now: datetime, read_at: datetime | None, *, is_known: bool) -> bool:
    """Tell whether a robots.txt is to be read (again): after a day, after an hour where it could not be had."""
    return read_at is None or now - read_at > (ROBOTS_AGE if is_known else ROBOTS_AGE_UNKNOWN)


def gives_up(failures: int, *, is_permanent: bool) -> bool:
    """Tell whether a source is paused: what is refused for good so often in a row will not come back by itself."""
    return is_permanent and failures >= GIVES_UP
