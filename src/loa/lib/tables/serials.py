"""Days and times as Excel counts them: numbers since the end of 1899, or since 1904.

Source: ECMA-376 part 1, 18.17.4.1; serial 60 of the 1900 system is a 29 February that never was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

_LAST = 2_958_465  # 31/12/9999


def from_serial(number: Decimal, *, epoch_1904: bool) -> date | datetime | time | Decimal:
    """Return the day, the moment, or (below 1) the time of day; a number that is no day stays a number."""
    days = int(number)
    seconds = round((number - days) * 86_400)
    if days == 0 and not epoch_1904 and 0 <= number < 1:
        return (datetime(1900, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).time()
    day = serial_day(days, epoch_1904=epoch_1904)
    if day is None:
        return number
    if seconds == 0:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - Excel has no zones


def serial_day(days: int, *, epoch_1904: bool) -> date | None:
    """Return the day with this serial, None when there is no such day."""
    if epoch_1904:
        return date(1904, 1, 1) + timedelta(days=days) if 0 <= days <= _LAST - 1462 else None
    if days < 1 or days > _LAST or days == 60:
        return None
    return date(1899, 12, 31 if days < 60 else 30) + timedelta(days=days)
