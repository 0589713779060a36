"""The only clock of the product, so that tests can freeze it in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(tz=UTC)


def today() -> date:
    """Return the present day in Viet Nam."""
    return now().astimezone(HANOI).date()
