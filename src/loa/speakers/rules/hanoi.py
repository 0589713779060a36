"""Hanoi's limits of 2021 as data (QĐ 1246/QĐ-UBND, 12/3/2021); other places lay down their own.

Wards: two sessions a day of at most 15 minutes, Monday to Friday. Communes and towns: at most 45 minutes a session, relays included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

ROOT = "01"
URBAN = "Phường"
SINCE = date(2021, 3, 12)
SOURCE = "Quyết định 1246/QĐ-UBND ngày 12/3/2021 của UBND thành phố Hà Nội"
QUIET = (time(21), time(5))


@dataclass(frozen=True, slots=True)
class Given:
    """What a decision sets; nothing for what it leaves open."""

    sessions: int | None
    minutes: int | None
    weekdays: tuple[int, ...] = ()


EVERYWHERE = Given(None, 45)
IN_WARDS = Given(2, 15, (1, 2, 3, 4, 5))
