"""Read the dates of feeds in any form into moments with an offset, and say how sure each is.

It must not guess a day: what has no day, month and year is no moment.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Literal

from loa.lib.text import fold

Order = Literal["dmy", "mdy"]

VIET_NAM: Final = timezone(timedelta(hours=7))
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"),
            ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_WORDS: Final = {
    name: number
    for number, name in enumerate(
        ("mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai"), 1
    )
}
_ZONES: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "ict": 7, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "jst": 9, "kst": 9, "sgt": 8,
}  # fmt: skip
_NO_ZONES: Final = frozenset({"ngay", "thu", "nam", "gmt", "utc", "h", "g"})
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NUMBER_WORD: Final = "|".join(sorted(_WORDS, key=len, reverse=True))
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?=\D|$)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]+(?P<name>{_MONTH})\.?,?[ -]+(?P<y>\d{{4}}|\d{{2}})(?!\d)",
        rf"\b(?P<name>{_MONTH})\.? +(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<y>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}}) *(?:,|-)? *(?:thang|thg) +(?P<word>\d{{1,2}}|{_NUMBER_WORD}),? *(?:nam +)?(?P<y>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<one>\d{1,2})(?P<sep>[-/.])(?P<two>\d{1,2})(?P=sep)(?P<y>\d{4}|(?<=/)\d{2})(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?=t|\b)",
    )
)
_WHOLE: Final = re.compile(r"(?:199|20\d)\d-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:Z|[+-]\d\d:[0-5]\d)", re.ASCII)
"""The form most machines write; it says all and needs no search."""
_ASCTIME: Final = re.compile(rf"\b(?P<name>{_MONTH}) +(?P<d>\d{{1,2}}) +(?P<time>\d{{1,2}}:\d\d:\d\d) +(?:(?P<zone>[a-z]{{3,4}}) +)?(?P<y>\d{{4}})$")  # fmt: skip
_TIME: Final = re.compile(
    r"(?<![\d+-])(?P<h>\d{1,2}) ?(?:[:h]|gio) ?(?P<min>\d{2})(?!\d)(?: ?(?:[:.]|phut) ?(?P<s>\d{2})(?!\d)(?:[.,]\d{1,9})?)?"
    r" *(?P<half>am|pm|sa|ch|sang|chieu|toi)?(?![a-z]{3})|(?<=t)(?P<h2>\d\d)(?:(?P<min2>\d\d)(?P<s2>\d\d)?(?!\d)|(?=z|[+-]\d))"
    r"|(?<![\d+-])(?P<h3>\d{1,2}):(?P<min3>\d{1,2}):(?P<s3>\d{1,2})(?!\d)"
)
_ZONE: Final = re.compile(
    r"(?:(?:gmt|utc|ut) ?)?(?P<sign>[+\-\u2212]) ?(?P<h>\d{1,2})(?::?(?P<min>\d\d))?(?!\d)|(?<![a-z])(?P<name>[a-z]{1,4})(?![a-z])"
)
_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?")
_LONGEST: Final = 100
_AFTERNOON: Final = frozenset({"pm", "ch", "chieu", "toi"})
_NOBODY_WROTE_BEFORE: Final = 1990


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment with an offset. `sure`: 1 as given, .8 zone assumed, .6 only the day or an order that could be another."""

    at: datetime
    sure: float


@dataclass(frozen=True, slots=True)
class Habits:
    """What a feed's dates have in common: the order of 3/4/2021, and the zone of a time without one."""

    order: Order = "dmy"
    zone: timezone = VIET_NAM
    zone_sure: float = 0.8


def habits(written: Iterable[str], *, is_vietnamese: bool) -> Habits:
    """Return the habits of a feed.

    Times without a zone are those of Viet Nam where anything speaks for a Vietnamese feed, else of UTC, less sure.
    """
    first = second = american = 0
    for text in written:
        if numeric := _DATES[4].search(text):
            first += int(numeric["one"]) > 12
            second += int(numeric["two"]) > 12
            american += re.search(r"\d ?[AP]M\b", text) is not None
    order: Order = "mdy" if not first and (second or american) else "dmy"
    return Habits(order) if is_vietnamese else Habits(order, UTC, 0.5)


def read_moment(written: str | None, parsed: time.struct_time | None, feed: Habits) -> Moment | None:
    """Return the moment of what was written; `parsed` is what a general reader made of it, in UTC."""
    if written and _WHOLE.fullmatch(written):
        with contextlib.suppress(ValueError):
            return Moment(datetime.fromisoformat(written), 1.0)
    text = fold(written or "").strip()[:_LONGEST]
    found = _read(re.sub(r"\s+", " ", text), feed) if text else None
    if found is None and parsed is not None:
        found = _parsed(parsed)
    if found is not None and found.at.year < _NOBODY_WROTE_BEFORE:
        return Moment(found.at, min(found.sure, 0.3))
    return found


def _parsed(parsed: time.struct_time) -> Moment | None:
    try:
        return Moment(datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC), 0.7)
    except (ValueError, OverflowError):
        return None


def _read(text: str, feed: Habits) -> Moment | None:
    try:
        if _EPOCH.fullmatch(text):
            return Moment(datetime.fromtimestamp(int(text[:10]), UTC), 0.9)
        if old := _ASCTIME.search(text):
            text = f"{old['d']} {old['name']} {old['y']} {old['time']} {old['zone'] or ''}"
        return _pieces(text, feed)
    except (ValueError, OverflowError):
        return None


def _pieces(text: str, feed: Habits) -> Moment | None:
    """Find the day, then the time and the zone in what is left, in whatever order they stand."""
    day = next(filter(None, (pattern.search(text) for pattern in _DATES)), None)
    if day is None:
        return None
    date, certain = _day(day, feed)
    before, after = text[: day.start()], text[day.end() :]
    clock = _TIME.search(after) or _TIME.search(before)
    if clock is None:
        return Moment(date.replace(tzinfo=feed.zone), min(0.6, feed.zone_sure))
    moment = date + _clock(clock)
    rest = clock.string[clock.end() :] if clock.string is after else f"{clock.string[clock.end() :]} {after}"
    zone, said = _zone(rest)
    if said and zone is None:
        return None
    sure = (1.0 if zone else feed.zone_sure) if certain else 0.6
    return Moment(moment.replace(tzinfo=zone or feed.zone), sure)


def _day(found: re.Match[str], feed: Habits) -> tuple[datetime, bool]:
    """Return the day and whether it can be no other."""
    parts = found.groupdict()
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year < 69 else 1900
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        american = two > 12 or (one <= 12 and feed.order == "mdy")
        day, month = (two, one) if american else (one, two)
        return datetime(year, month, day), one > 12 or two > 12 or one == two or feed.zone is VIET_NAM  # noqa: DTZ001
    name, word = parts.get("name"), parts.get("word")
    month = _MONTHS[name] if name else _WORDS.get(word) or int(word) if word else int(parts["m"])
    return datetime(year, month, int(parts["d"])), True  # noqa: DTZ001


def _clock(found: re.Match[str]) -> timedelta:
    hours, minutes, seconds = (
        int(found[name] or found[f"{name}2"] or found[f"{name}3"] or 0) for name in ("h", "min", "s")
    )
    if hours > 24 or minutes > 59 or seconds > 60:
        raise ValueError
    if found["half"] in _AFTERNOON and hours < 12:
        hours += 12
    elif found["half"] in {"am", "sa"} and hours == 12:
        hours = 0
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _zone(rest: str) -> tuple[timezone | None, bool]:
    """Return the zone that is written and whether anything that looks like one is."""
    for found in _ZONE.finditer(rest):
        if found["sign"]:
            size = timedelta(hours=int(found["h"]), minutes=int(found["min"] or 0))
            if found["min"] is None and int(found["h"]) > 14:
                return None, True
            return timezone(size if found["sign"] == "+" else -size), True
        if found["name"] in _ZONES and not rest[found.end() :].lstrip().startswith(("+", "-")):
            return timezone(timedelta(hours=_ZONES[found["name"]])), True
        if len(found["name"]) != 2 and found["name"] not in _NO_ZONES:
            return None, True
    return None, False
