"""The days off of the whole country: what the Labour Code fixes, and what was decided for each year.

It must not know areas; a decision newer than this release is entered as rows (`clocks.models.Holiday`).

Source: Labour Code 45/2019/QH14, article 112 (holidays) and article 111, clause 3 (substitute days);
`data/holidays.toml` for the yearly decisions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_noop

from loa.clocks.kinds import DayKind
from loa.clocks.lunar import FIRST_YEAR, LAST_YEAR, new_year, solar

Span = tuple[time, time]

TET_DAYS = 5
TET_BEFORE = 1  # days of the old year, where no decision says otherwise
_DAY = timedelta(days=1)
EXCHANGED = gettext_noop("Hoán đổi ngày làm việc")
NEW_YEAR, TET, KINGS, VICTORY, LABOUR, NATIONAL = (
    gettext_noop("Tết Dương lịch"),
    gettext_noop("Tết Nguyên đán"),
    gettext_noop("Giỗ Tổ Hùng Vương"),
    gettext_noop("Ngày Chiến thắng"),
    gettext_noop("Ngày Quốc tế lao động"),
    gettext_noop("Quốc khánh"),
)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not like its weekday; `spans` are its hours where it has its own."""

    on: date
    kind: DayKind
    name: str
    source: str = ""
    spans: tuple[Span, ...] = ()
    exchanged_with: date | None = None
    verified: bool = True


@cache
def days_of(year: int) -> Mapping[date, SpecialDay]:
    """Return the country's special days of a year by date; outside the lunar tables, none."""
    if not FIRST_YEAR < year < LAST_YEAR:
        return MappingProxyType({})
    days = {day.on: day for day in _holidays(year)}
    days |= {day.on: day for day in _substitutes(days)}
    days |= {day.on: day for day in _swaps(year)}
    return MappingProxyType(dict(sorted(days.items())))


@cache
def marks_of(year: int) -> Mapping[date, SpecialDay]:
    """Return the days of a year that are marked while work goes on: mourning, and announced but unverified."""
    data = _data()
    mourning = [
        SpecialDay(on, DayKind.MOURNING, row["name"], row["source"])
        for row in data["mourning"]
        for on in row["days"]
    ]
    announced = [
        SpecialDay(row["on"], DayKind.ANNOUNCED, row["name"], row["source"], verified=False)
        for row in data["announced"]
    ]
    return MappingProxyType({day.on: day for day in [*mourning, *announced] if day.on.year == year})


def day_of(on: date) -> SpecialDay | None:
    """Return what the country's calendar says of a day, if it is not like its weekday."""
    return days_of(on.year).get(on)


def mark_of(on: date) -> SpecialDay | None:
    """Return the country's mark on a day (mourning, announced), if there is one."""
    return marks_of(on.year).get(on)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("loa.clocks").joinpath("data/holidays.toml").read_text("utf-8"))


def _holidays(year: int) -> Iterator[SpecialDay]:
    law = _data()["law"]["source"]
    decision = _data()["years"].get(str(year), {})
    source, verified = decision.get("source", law), decision.get("verified", False)
    yield SpecialDay(date(year, 1, 1), DayKind.HOLIDAY, NEW_YEAR, law)
    first = decision.get("tet") or new_year(year) - TET_BEFORE * _DAY
    for place in range(TET_DAYS):
        yield SpecialDay(first + place * _DAY, DayKind.HOLIDAY, TET, source, verified=verified)
    yield SpecialDay(solar(10, 3, year), DayKind.HOLIDAY, KINGS, law)
    yield SpecialDay(date(year, 4, 30), DayKind.HOLIDAY, VICTORY, law)
    yield SpecialDay(date(year, 5, 1), DayKind.HOLIDAY, LABOUR, law)
    yield SpecialDay(date(year, 9, 2), DayKind.HOLIDAY, NATIONAL, law)
    second = decision.get("second_national_day") or _second_national_day(year)
    yield SpecialDay(second, DayKind.HOLIDAY, NATIONAL, source, verified=verified)


def _second_national_day(year: int) -> date:
    """Return the neighbour of 2 September that joins it to a weekend, as every decision so far did."""
    third_joins = date(year, 9, 2).weekday() in {0, 3, 6}
    return date(year, 9, 3 if third_joins else 1)


def _substitutes(days: Mapping[date, SpecialDay]) -> Iterator[SpecialDay]:
    """Move each holiday that falls on a weekend to the next day that is neither weekend nor taken."""
    taken = set(days)
    for on in sorted(days):
        if not _is_weekend(on):
            continue
        free = on
        while free in taken or _is_weekend(free):
            free += _DAY
        taken.add(free)
        lost = days[on]
        yield SpecialDay(free, DayKind.SUBSTITUTE, lost.name, lost.source, verified=lost.verified)


def _swaps(year: int) -> Iterator[SpecialDay]:
    for row in _data()["swap"]:
        if row["off"].year == year:
            yield SpecialDay(
                row["off"], DayKind.SWAP_OFF, EXCHANGED, row["source"], exchanged_with=row["work"]
            )
        if row["work"].year == year:
            yield SpecialDay(
                row["work"], DayKind.SWAP_WORK, EXCHANGED, row["source"], exchanged_with=row["off"]
            )


def _is_weekend(on: date) -> bool:
    return on.weekday() >= 5
