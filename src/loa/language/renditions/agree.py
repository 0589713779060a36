"""When two facts say the same, whatever their wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from loa.language.facts import AMOUNT, DATE, DOCUMENT_NUMBER, PHONE, PLACE, TIME, Fact
from loa.language.facts.model import date_parts, split_weekday
from loa.language.facts.patterns import UPPER
from loa.language.facts.units import COUNTED, PERSONS
from loa.language.numbers import spell_number
from loa.lib.said import say
from loa.lib.text import fold

_HOURS: Final = {"sáng": (0, 11), "trưa": (10, 14), "chiều": (12, 18), "tối": (17, 23), "đêm": (18, 30)}
_WEEKDAYS: Final = (say("T2"), say("T3"), say("T4"), say("T5"), say("T6"), say("T7"), say("CN"))
_STREET_WORD: Final = re.compile(r"(?:(?<=\d)|(?<=\d[a-z])) (?:đường|phố)(?= [^\W\d])")
_OF_A_VILLAGE: Final = re.compile(r"^(?:đình|chùa|đền|miếu) (?=(?:làng|thôn) )")
_CITY: Final = re.compile(r"^(?:thành phố|tỉnh) ")
_WHOLE_HOURS: Final = re.compile(
    r"(?:\d{1,2}|[^\W\d]+(?: [^\W\d]+){0,2}) ?(?:giờ|gio|h)(?:00)?", re.IGNORECASE
)


def _dates_agree(left: str, right: str) -> bool:
    (left, left_day), (right, right_day) = split_weekday(left), split_weekday(right)
    if (left_day and right_day and left_day != right_day) or bool(left) != bool(right):
        return False
    if left.startswith("L") != right.startswith("L"):
        return False
    if not left:
        return True
    (year_a, *rest_a), (year_b, *rest_b) = date_parts(left), date_parts(right)
    return rest_a == rest_b and (not year_a or not year_b or year_a == year_b)


def lies_within(found: Fact, locked: Sequence[Fact]) -> bool:
    """Tell whether a date lies in a range of dates of the same month or of two: "6" of "từ 5/9 đến 7/9"."""

    def day(fact: Fact) -> tuple[str, str]:
        _, month, number = date_parts(fact.value)
        return (month, number) if number and not fact.value.startswith("L") else ("", "")

    dates = [fact for fact in locked if fact.kind == DATE]
    years = {year_of(fact.value) for fact in dates} | {""}
    return year_of(found.value) in years and any(
        first.edge == "from" and last.edge == "to" and ("", "") < day(first) < day(found) < day(last)
        for first, last in pairwise(dates)
    )


def is_part_of_day(value: str) -> bool:
    """Tell whether a time names only a part of the day."""
    return value in _HOURS


def part_holds(part: str, clock: str) -> bool:
    """Tell whether HH:MM lies in the named part of the day; the night runs past midnight."""
    first, last = _HOURS[part]
    hour = int(clock[:2])
    return first <= hour <= last or first <= hour + 24 <= last


def _amount(value: str) -> tuple[str, str]:
    number, _, unit = value.partition(" ")
    return number, unit.split("/")[0] if unit.startswith("m³") else unit


def document_key(value: str) -> str:
    """Return a document number without leading zeros and marks."""
    return fold(value).lstrip("0")


def place_key(value: str) -> str:
    """Return a place so that usual wordings of one settlement or house meet."""
    key = _STREET_WORD.sub("", re.sub(r"\btổ dân phố\b", "tổ", value))
    return re.sub(r"^số (?=\d)", "", key).replace(" đa khoa ", " ")


def _amounts_agree(left: str, right: str) -> bool:
    """Tell whether two amounts are one; "12 học viên" may be told as "12 người", "6 xe máy" as "6 xe"."""
    (number, unit), (other, other_unit) = _amount(left), _amount(right)
    return number == other and _units_agree(unit, other_unit)


def _units_agree(left: str, right: str) -> bool:
    if left == right:
        return True
    if {left, right} <= PERSONS:
        return "người" in {left, right}
    return {left, right} <= COUNTED and (left.startswith(f"{right} ") or right.startswith(f"{left} "))


def _hours_agree(left: Fact, right: Fact) -> bool:
    """Tell whether "6 giờ", which may be a time or a length, was taken once for the one and once for the other."""
    clock, length = (left, right) if left.kind == TIME else (right, left)
    if {clock.kind, length.kind} != {TIME, AMOUNT} or not _WHOLE_HOURS.fullmatch(clock.text):
        return False
    return length.value == f"{int(clock.value[:2])} giờ" and clock.value.endswith(":00")


def _places_agree(locked: str, found: str, *, bare: bool) -> bool:
    left, right = place_key(locked), place_key(found)
    if bare:
        left, right = fold(left), fold(right)
    return left == right


def agree(locked: Fact, found: Fact, *, bare: bool = False) -> bool:
    """Tell whether a found fact says the same as a locked one; `bare` where the rendition has no marks."""
    if locked.kind != found.kind:
        return _hours_agree(locked, found)
    if locked.kind == DATE:
        return _dates_agree(locked.value, found.value)
    if locked.kind == AMOUNT:
        return _amounts_agree(locked.value, found.value)
    if locked.kind == DOCUMENT_NUMBER:
        return document_key(locked.value) == document_key(found.value)
    if locked.kind == PLACE:
        return _places_agree(locked.value, found.value, bare=bare)
    return locked.value == found.value


def same_sort(locked: Fact, found: Fact) -> bool:
    """Tell whether a found fact could be a changed form of the locked one."""
    if locked.kind != found.kind:
        return False
    if locked.kind == AMOUNT:
        return _units_agree(_amount(locked.value)[1], _amount(found.value)[1])
    if locked.kind == PLACE:
        return fold(place_key(locked.value)).split()[0] == fold(place_key(found.value)).split()[0]
    if locked.kind == TIME:
        return is_part_of_day(locked.value) == is_part_of_day(found.value)
    return True


def _one_edit(left: str, right: str) -> bool:
    if len(left) == len(right):
        return sum(a != b for a, b in zip(left, right, strict=True)) <= 2
    short, long = sorted((left, right), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def is_near(locked: Fact, found: Fact) -> bool:
    """Tell whether a phone or document number differs so little that it reads as a slip."""
    if locked.kind != found.kind or locked.kind not in {PHONE, DOCUMENT_NUMBER} or len(locked.value) < 5:
        return False
    return _one_edit(document_key(locked.value), document_key(found.value))


def wrong_weekday(value: str, *, year: str = "") -> str:
    """Return the right weekday where a date names another one, else an empty text; `year` is used if none is named."""
    day, weekday = split_weekday(value)
    named_year, month, number = date_parts(day) if day else ("", "", "")
    if not weekday or not number or day.startswith("L") or not (named_year or year):
        return ""
    try:
        right = _WEEKDAYS[date(int(named_year or year), int(month), int(number)).weekday()]
    except ValueError:
        return ""
    return "" if right == weekday else right


def year_of(value: str) -> str:
    """Return the year that a date names, or an empty text."""
    return date_parts(value)[0]


def _word(word: str, *, bare: bool) -> str:
    """Return a pattern for one word of a place; small numbers may be written in words."""
    if word in {"tổ", "to"}:
        return "(?:to(?: dan pho)?|tdp)" if bare else "(?:tổ(?: dân phố)?|tdp)"
    if not (word.isdigit() and len(word) <= 3):
        return re.escape(word)
    spelled = spell_number(int(word))
    return f"(?:{word}|{fold(spelled) if bare else spelled})"


def _spelled(key: str, *, bare: bool) -> re.Pattern[str]:
    words = [_word(word, bare=bare) for word in key.split()]
    between = r"[ ,]+(?:(?:so|cua|duong|pho) )?" if bare else r"[ ,]+(?:(?:số|của|đường|phố) )?"
    return re.compile(rf"(?<!\w){between.join(words)}(?!\w)(?P<more> [{UPPER}])?", re.IGNORECASE)


def is_written(locked: Fact, rendition: str, taken: Sequence[Fact], *, bare: bool) -> bool:
    """Tell whether a place stands literally in the text, though not as the start of a longer name.

    `taken` are found facts that already stand for other locked ones; inside them nothing counts.
    """
    key = _OF_A_VILLAGE.sub("", _CITY.sub("", place_key(locked.value)))
    text, key = (fold(rendition), fold(key)) if bare else (rendition, key)
    for match in _spelled(key, bare=bare).finditer(text):
        if any(fact.start <= match.start() < fact.end for fact in taken):
            continue
        original = rendition[match.start() : match.end()]
        if original.isupper() or not re.search(rf" [{UPPER}]$", original):
            return True
    return False
