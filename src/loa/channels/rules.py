"""Decides on the tests that accounts make of themselves, and when a token or certificate nears its end; no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from loa.channels.models import CanaryState

MOVES: Mapping[CanaryState, frozenset[CanaryState]] = {
    CanaryState.BEGUN: frozenset(
        {CanaryState.ACCEPTED, CanaryState.ARRIVED, CanaryState.FAILED, CanaryState.OVERDUE}
    ),
    CanaryState.ACCEPTED: frozenset({CanaryState.ARRIVED, CanaryState.OVERDUE}),
    CanaryState.OVERDUE: frozenset({CanaryState.ARRIVED}),
    CanaryState.ARRIVED: frozenset(),
    CanaryState.FAILED: frozenset(),
}
FINAL = frozenset({CanaryState.ARRIVED, CanaryState.FAILED})
BAD = frozenset({CanaryState.FAILED, CanaryState.OVERDUE})

EVERY = timedelta(minutes=57)  # a little less than the hour, for a job that runs every five minutes
AGAIN = timedelta(minutes=4)
RECENTLY = timedelta(minutes=30)
MOST_RECENTLY = 4
LATE = timedelta(minutes=10)
SILENT = timedelta(hours=2)
KEPT = timedelta(days=30)
TURNS = 10  # of the twelve in an hour: what failed is tried again in the others

TOKEN_SOON, TOKEN_NOW = timedelta(days=30), timedelta(days=7)
NOTICE_DAYS = (0, 1, 7, 21)


def is_due(last: CanaryState | None, begun_at: datetime | None, recent: int, now: datetime) -> bool:
    """Say whether an account tests itself now: each hour; after a bad run soon again, but not without end."""
    if last is None or begun_at is None or now - begun_at >= EVERY:
        return True
    return last in BAD and now - begun_at >= AGAIN and recent < MOST_RECENTLY


def most_at_once(accounts: int) -> int:
    """Return how many accounts may test themselves in one turn, so that an hour holds all and none holds many."""
    return ceil(accounts / TURNS)


def must_tell(first_bad_at: datetime, now: datetime) -> bool:
    """Say whether nothing has arrived for so long that somebody must be told."""
    return now - first_bad_at >= LATE


def notice_days(ends_at: datetime, now: datetime) -> int | None:
    """Return which notice is due about an end: at most 21, 7 or 1 days before it, 0 after it; None while it is far."""
    left = (ends_at - now) / timedelta(days=1)
    return next((days for days in NOTICE_DAYS if left <= days), None)
