"""The Vietnamese lunar calendar, computed from the new moons and solar terms seen at UTC+7.

It must not be asked beyond 1900–2100, where the tables of the Earth's rotation were chosen. Before 1968 the north
of the country printed calendars for UTC+8; the days here are those of UTC+7 throughout.

Source: J. Meeus, Astronomical Algorithms, 2nd ed., chapters 25 (sun) and 49 (new moons); Decision 121/CP of
8 August 1967 (the official hour is UTC+7).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache
from math import floor, radians, sin

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = 1721424.5  # the Julian day of ordinal 0, at 0 h
_ZONE = 7 / 24
_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
_WINTER_SOLSTICE = 9  # sectors of 30° that the sun has passed at 270°

# Seconds that the clock of the ephemerides runs ahead of the Earth, by year (Espenak & Meeus, rounded).
_DELTA_T = (
    (1900, -3),
    (1920, 21),
    (1940, 24),
    (1960, 33),
    (1980, 51),
    (2000, 64),
    (2020, 69),
    (2050, 93),
    (2101, 204),
)

# Meeus, table 49.A for the new moon: days, power of E, multiples of M, M', F and the node.
_PERIODIC = (
    (-0.40720, 0, 0, 1, 0, 0),
    (0.17241, 1, 1, 0, 0, 0),
    (0.01608, 0, 0, 2, 0, 0),
    (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0),
    (-0.00514, 1, 1, 1, 0, 0),
    (0.00208, 2, 2, 0, 0, 0),
    (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0),
    (0.00056, 1, 1, 2, 0, 0),
    (-0.00042, 0, 0, 3, 0, 0),
    (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0),
    (-0.00024, 1, -1, 2, 0, 0),
    (-0.00017, 0, 0, 0, 0, 1),
    (-0.00007, 0, 2, 1, 0, 0),
    (0.00004, 0, 0, 2, -2, 0),
    (0.00004, 0, 3, 0, 0, 0),
    (0.00003, 0, 1, 1, -2, 0),
    (0.00003, 0, 0, 2, 2, 0),
    (-0.00003, 0, 1, 1, 2, 0),
    (0.00003, 0, -1, 1, 2, 0),
    (-0.00002, 0, -1, 1, -2, 0),
    (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0),
)
# Planetary arguments: days, degrees at k = 0, degrees per lunation.
_PLANETARY = (
    (0.000325, 299.77, 0.107408),
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
)


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar; `is_leap` marks the second of two months with one number."""

    day: int
    month: int
    year: int
    is_leap: bool = False

    @property
    def year_name(self) -> str:
        """Return the year's name in the cycle of sixty ("Bính Ngọ")."""
        return f"{_STEMS[(self.year + 6) % 10]} {_BRANCHES[(self.year + 8) % 12]}"


def lunar(day: date) -> LunarDate:
    """Return the lunar date of a day.

    Raises: ValueError outside 1900–2100.
    """
    _check(day.year)
    k = _month_of(day.toordinal())
    year = day.year if k >= _eleventh_month(day.year) else day.year - 1
    first = _eleventh_month(year)
    leap = _leap_place(year)
    place = k - first
    month = (place - (leap is not None and place >= leap) + 10) % 12 + 1
    lunar_year = year if month >= 11 else year + 1
    return LunarDate(day.toordinal() - _new_moon_day(k) + 1, month, lunar_year, place == leap)


def solar(day: int, month: int, year: int, *, is_leap: bool = False) -> date:
    """Return the solar day of a lunar date.

    Raises: ValueError when the lunar year has no such day.
    """
    _check(year)
    start = year if month >= 11 else year - 1
    leap = _leap_place(start)
    place = (month - 11) % 12
    if is_leap or (leap is not None and place >= leap):
        place += 1
    found = date.fromordinal(_new_moon_day(_eleventh_month(start) + place) + day - 1)
    if day < 1 or lunar(found) != LunarDate(day, month, year, is_leap):
        message = f"the lunar year {year} has no day {day} of month {month}"
        raise ValueError(message)
    return found


def new_year(year: int) -> date:
    """Return the first day of the first lunar month (mùng 1 Tết)."""
    return solar(1, 1, year)


def leap_month(year: int) -> int | None:
    """Return the number of the month that comes twice in a lunar year, if one does."""
    for start in (year - 1, year):
        leap = _leap_place(start)
        if leap is not None:
            month = (leap + 9) % 12 + 1
            if (start if month >= 11 else start + 1) == year:
                return month
    return None


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"the lunar calendar is computed for {FIRST_YEAR}–{LAST_YEAR}, not {year}"
        raise ValueError(message)


def new_moon(k: int) -> float:
    """Return the moment of a new moon as a Julian ephemeris day; k = 0 is that of 6 January 2000."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = 2.5534 + 29.10535670 * k - 0.0000014 * t * t
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t + 0.00001238 * t**3
    latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t * t - 0.00000227 * t**3
    node = 124.7746 - 1.56375588 * k + 0.0020672 * t * t
    mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t - 0.00000015 * t**3
    periodic = sum(
        days * e**power * sin(radians(m * sun + n * moon + f * latitude + o * node))
        for days, power, m, n, f, o in _PERIODIC
    )
    return mean + periodic + sum(days * sin(radians(at + per * k)) for days, at, per in _PLANETARY)


def sun_longitude(jde: float) -> float:
    """Return the apparent longitude of the sun in degrees, good to 0.01°, at a Julian ephemeris day."""
    t = (jde - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    return (mean + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))) % 360


def _delta_days(jd: float) -> float:
    year = 2000 + (jd - 2451545.0) / 365.25
    last = len(_DELTA_T) - 1
    after = min(max(bisect_right(_DELTA_T, (year, MAXYEAR)), 1), last)
    (y0, s0), (y1, s1) = _DELTA_T[after - 1], _DELTA_T[after]
    return (s0 + (s1 - s0) * (year - y0) / (y1 - y0)) / 86400


@lru_cache(maxsize=4096)
def _new_moon_day(k: int) -> int:
    """Return the ordinal of the day, at UTC+7, on which a new moon falls."""
    jde = new_moon(k)
    return floor(jde - _delta_days(jde) + _ZONE - _EPOCH)


def _sector(ordinal: int) -> int:
    """Return how many sectors of 30° the sun has passed when a day begins at UTC+7."""
    jd = ordinal + _EPOCH - _ZONE
    return int(sun_longitude(jd + _delta_days(jd)) // 30)


def _month_of(ordinal: int) -> int:
    k = round((ordinal + _EPOCH - 2451550.1) / 29.530588853)
    while _new_moon_day(k) > ordinal:
        k -= 1
    while _new_moon_day(k + 1) <= ordinal:
        k += 1
    return k


@lru_cache(maxsize=512)
def _eleventh_month(year: int) -> int:
    """Return the month that holds the winter solstice of a solar year."""
    k = _month_of(date(year, 12, 31).toordinal())
    return k - 1 if _sector(_new_moon_day(k)) >= _WINTER_SOLSTICE else k


@lru_cache(maxsize=512)
def _leap_place(year: int) -> int | None:
    """Return which month after the eleventh of `year` is doubled: the first without a principal solar term."""
    first = _eleventh_month(year)
    if _eleventh_month(year + 1) - first != 13:
        return None
    sectors = [_sector(_new_moon_day(first + i)) for i in range(14)]
    return next(i for i in range(1, 13) if sectors[i] == sectors[i + 1])
