"""Clock times and parts of the day in Vietnamese text, told apart from lengths of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts.dates import WEEKDAY
from loa.language.facts.model import TIME, Fact
from loa.language.facts.patterns import Twin, any_of, small_value
from loa.language.numbers import small_words

_WORDS = small_words()
_HOUR_WORD: Final = any_of(word for word, value in _WORDS.items() if value <= 24)
_MINUTE_WORD: Final = any_of(word for word, value in _WORDS.items() if 1 <= value <= 59)
_PART: Final = r"(?:sáng|trưa|chiều|tối|đêm|khuya)"
_HOUR: Final = rf"(?<![\d/.,:])(?:\d{{1,2}}|\b(?:{_HOUR_WORD})(?= giờ))"
_MINUTE: Final = rf"(?:\d{{1,2}}(?![\d/.,:]\d|\d|h)|(?:{_MINUTE_WORD})\b)"

_G: Final = (
    r"g(?=\d\d| ?[-–] ?\d{1,2}g| (?:đến|tới) \d{1,2} ?g| (?:sáng|trưa|chiều|tối|ngày|hôm)\b| \d{1,2}/\d)"
)
_ENDS_HERE: Final = r"(?! (?:dậy|cùng)\b|,? (?:từ |lúc |vào )?\d{1,2} ?(?:h|g\d|giờ|:\d))"
_HOURS: Final = Twin(
    rf"(?:(?<!nghỉ )(?<!hằng )(?<!hàng )(?<!mỗi )\b(?P<pre>{_PART})(?: nay)?,? (?:từ |lúc |vào )?)?(?P<h>{_HOUR}) ?(?P<word>h(?::(?=[0-5]\d\b))?|giờ|{_G})(?![^\W\d_])"
    rf"(?: ?kém (?P<less>{_MINUTE})(?: ?phút)?| ?(?P<half>rưỡi)| ?(?P<m>{_MINUTE})(?: ?phút|p\b)?)?"
    rf"(?:,? (?P<post>{_PART}){_ENDS_HERE})?"
)
_HALF_PAST: Final = Twin(
    rf"(?<![\d/.,:])\b(?P<h>\d{{1,2}}|{_HOUR_WORD}) (?P<half>rưỡi)(?:,? (?P<post>{_PART}))(?P<pre>)(?P<m>)(?P<less>)"
)
_COLON: Final = Twin(
    rf"(?:\b(?P<pre>{_PART}) (?:từ |lúc )?)?(?<![\d/.,:])(?P<h>\d{{1,2}}):(?P<m>\d\d)(?::\d\d)?(?![\d:/])"
    rf"(?: ?(?P<noon>[ap])\.?m\b\.?|,? (?P<post>{_PART}){_ENDS_HERE})?"
)
_LEFT: Final = Twin(rf"(?<![\d/.,:–-])\b(?P<h>\d{{1,2}}|{_HOUR_WORD})\s*(?:[-–—]|\b(?:đến|tới|và))\s*$")
_LEFT_LEAD: Final = Twin(r"\b(?:từ|lúc|khoảng|vào)\s*$")
_PART_OF_DAY: Final = Twin(
    rf"\b(?P<part>{_PART})(?=,? (?:ngày \d|ngày (?:mùng|mồng)|hôm \d|\d{{1,2}}[/.]\d|{WEEKDAY}\b|mùng|mồng|rằm"
    rf"|(?:\d{{1,2}}|{_HOUR_WORD}) tháng|ngày (?:{_MINUTE_WORD}) tháng))"
)
_BEFORE_LENGTH: Final = Twin(
    r"\b(?:trong|vòng|khoảng|kéo dài|suốt|mỗi ngày|mỗi đêm|mỗi tuần|tối thiểu|tối đa|ít nhất|nhiều nhất|thêm|nghỉ|nghỉ trưa"
    r"|đóng|cách|cách nhau|mất|chờ|hơn|gần|dài|sau khi|sớm hơn|chậm|muộn|đủ|cứ|quá|liên tục|thời lượng)"
    r"\s*(?:\d{1,2}\s?(?:[-–]|đến|tới)\s?)?$"
)
_AFTER: Final = Twin(r"\bsau\s*$")
_OF_A_DAY: Final = Twin(r",?\s*(?:ngày|hôm|cùng ngày|sáng|trưa|chiều|tối|đêm|\d{1,2}/\d|thứ|chủ nhật)")
_DAYLONG: Final = Twin(r"(?:\b(?:đến|tới|lúc|từ|trước)|[-–])\s*$")
_LONG_AFTER: Final = 4
_AFTER_LENGTH: Final = Twin(
    r"\s*(?:mỗi|một ngày|một tuần|/|đồng hồ|liên tục|nữa|làm việc|liền|trở lên|tới(?!\s*\d)|so với)"
)


def is_length(text: str, start: int, end: int, *, bare: bool) -> bool:
    """Tell whether "2 giờ" at this place says how long and not when."""
    before = text[max(0, start - 24) : start]
    if _BEFORE_LENGTH.pick(bare=bare).search(before) or _AFTER_LENGTH.pick(bare=bare).match(text, end):
        return True
    hours = re.match(r"\d+", text[start:end])
    if hours is None or _OF_A_DAY.pick(bare=bare).match(text, end):
        return False
    if _AFTER.pick(bare=bare).search(before):
        return int(hours[0]) <= _LONG_AFTER or int(hours[0]) == 24
    return int(hours[0]) == 24 and not _DAYLONG.pick(bare=bare).search(before)


def _clock(hour: int, minute: int, part: str) -> str | None:
    """Return HH:MM on the 24-hour clock; `part` is a folded part of the day or empty."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if (hour < 12 and (part in {"chieu", "toi"} or (part == "trua" and hour < 4))) or (
        part in {"dem", "khuya"} and 7 <= hour <= 12
    ):
        hour += 12
    elif part == "sang" and hour == 12:
        hour = 0
    return f"{hour % 24:02d}:{minute:02d}"


def _part(match: re.Match[str]) -> str:
    noon = match.groupdict().get("noon")
    if noon:
        return "chieu" if noon.lower() == "p" else "sang"
    from_bare = {"sáng": "sang", "trưa": "trua", "chiều": "chieu", "tối": "toi", "đêm": "dem"}
    part = (match["post"] or match["pre"] or "").lower()
    return from_bare.get(part, part)


def _minutes(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("less"):
        return -small_value(groups["less"])
    if groups.get("half"):
        return 30
    return small_value(groups["m"]) if groups.get("m") else 0


def _read(match: re.Match[str]) -> str | None:
    hour, minute = small_value(match["h"]), _minutes(match)
    if minute < 0:
        hour, minute = hour - 1, minute + 60
    return _clock(hour, minute, _part(match)) if hour >= 0 else None


def _left(text: str, match: re.Match[str], *, bare: bool) -> Iterator[Fact]:
    """Yield the "7" of "từ 7 đến 11h30"."""
    offset = max(0, match.start() - 24)
    found = _LEFT.pick(bare=bare).search(text[offset : match.start()])
    if found is None:
        return
    at = offset + found.start("h")
    dash = text[: match.start()].rstrip()[-1:] in {"-", "–", "—"}
    if not dash and not _LEFT_LEAD.pick(bare=bare).search(text[max(0, at - 8) : at]):
        return
    value = _clock(small_value(found["h"]), 0, _part(match) if small_value(found["h"]) < 12 else "")
    if value:
        yield Fact(TIME, at, at + len(found["h"]), found["h"], value)


def _clocks(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _HOURS.finditer(text, bare=bare):
        value = _read(match)
        exact = match["m"] or match["half"] or match["less"]
        if value is None or (
            not exact and not match["post"] and is_length(text, match.start("h"), match.end(), bare=bare)
        ):
            continue
        yield Fact(TIME, match.start(), match.end(), match[0], value)
        yield from _left(text, match, bare=bare)
    for pattern in (_COLON, _HALF_PAST):
        for match in pattern.finditer(text, bare=bare):
            value = _read(match)
            if value:
                yield Fact(TIME, match.start(), match.end(), match[0], value)


_PARTS: Final = {"sang": "sáng", "trua": "trưa", "chieu": "chiều", "toi": "tối", "dem": "đêm"}


def _parts(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _PART_OF_DAY.finditer(text, bare=bare):
        part = match["part"].lower()
        yield Fact(TIME, match.start(), match.end("part"), match["part"], _PARTS.get(part, part))


def find_times(text: str, *, bare: bool) -> list[list[Fact]]:
    """Return candidate times in groups, the surest first; groups may overlap each other."""
    return [list(_clocks(text, bare=bare)), list(_parts(text, bare=bare))]
