"""Moments as CAP writes them: "2026-10-07T05:30:00+07:00", never with Z. Source: CAP 1.2, 3.3.2."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_STRICT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)(:\d\d:\d\d)([-+]\d\d:\d\d)", re.ASCII)
_LOOSE = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)(:\d\d:\d\d)(?:\.\d+)?(Z|[-+]\d\d:\d\d)", re.ASCII)
_FURTHEST = timedelta(hours=14)
SPACE = " \t\r\n"


def read_time(text: str) -> datetime | None:
    """Return the moment, or None when it is not in the form that CAP 1.2 asks for."""
    return _moment(_STRICT.fullmatch(text.strip(SPACE)))


def read_loose_time(text: str) -> datetime | None:
    """Return the moment of any date and time with a zone, as CAP 1.0 and 1.1 let their schemas take it."""
    return _moment(_LOOSE.fullmatch(text.strip(SPACE)))


def write_time(moment: datetime) -> str:
    """Return the moment in its own zone; UTC is "-00:00" as the text asks."""
    said = moment.isoformat(timespec="seconds")
    return f"{said[:-6]}-00:00" if said.endswith("+00:00") else said


def _moment(match: re.Match[str] | None) -> datetime | None:
    if match is None:
        return None
    day, hour, rest, zone = match.groups()
    is_end_of_day = hour == "24" and rest == ":00:00"  # XML Schema 1.0 counts it to the next day
    try:
        moment = datetime.fromisoformat(f"{day}T{'00' if is_end_of_day else hour}{rest}{zone}")
        offset = moment.utcoffset() or timedelta()
        return moment + timedelta(days=is_end_of_day) if abs(offset) <= _FURTHEST else None
    except (ValueError, OverflowError):
        return None
