"""Facts of an English rendition, with the same canonical values as the Vietnamese ones.

Places are not found here: `renditions` looks for their proper names without marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from loa.language.facts.documents import find_documents
from loa.language.facts.model import AMOUNT, DATE, TIME, Fact, without_overlaps
from loa.language.facts.patterns import FIGURE, any_of, words
from loa.language.facts.phones import find_long_phones, find_short_phones
from loa.language.numbers import plain, read_figure
from loa.lib.codes import hide_codes

_MONTHS: Final = words(
    "january february march april may june july august september october november december"
)
_MONTH_OF: Final = {name[:size]: index for index, name in enumerate(_MONTHS, 1) for size in (3, 4, len(name))}
_MONTH: Final = rf"(?P<mon>{any_of([*_MONTHS, *(m[:3] for m in _MONTHS), 'sept'])})\.?"
_WEEKDAYS: Final = {"mon": "T2", "tue": "T3", "wed": "T4", "thu": "T5", "fri": "T6", "sat": "T7", "sun": "CN"}
_WEEKDAY: Final = (
    r"(?:(?P<wd>(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)s?\b,? (?:the )?)?"
)
_DAY: Final = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_WEEKDAY}(?:(?P<d0>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–] ?| (?:to|and|until) ))?{_DAY} (?:of )?{_MONTH}\b(?:,? (?P<y>\d{{4}}))?",
        rf"\b{_WEEKDAY}{_MONTH} (?:(?P<d0>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–] ?| (?:to|and|until) ))?{_DAY}\b(?!:)(?:,? (?P<y>\d{{4}}))?",
        r"(?<![\d/.])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})\b",
        r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b",
    )
)
_WEEKDAY_ALONE: Final = re.compile(r"\b(?P<wd>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b", re.IGNORECASE)
_MONTH_ONLY: Final = re.compile(
    rf"\b(?:in|since|from|until|till|of|by|to|and|before|after|late|early|mid|through|during)[ -]{_MONTH}(?:,? (?P<y>\d{{4}}))?\b(?! \d)",
    re.IGNORECASE,
)
_YEAR_ONLY: Final = re.compile(
    r"\b(?:in|since|from|until|till|by|year|before|after|during|end of|start of|of) (?P<y>(?:19|20)\d\d)\b(?![-–/.]\d)",
    re.IGNORECASE,
)
_QUARTER_NAMES: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_QUARTER: Final = re.compile(
    r"\b(?:Q(?P<q>[1-4])|(?P<name>first|second|third|fourth|last) quarter|quarter (?P<n>[1-4]|I{1,3}V?|IV))\b(?:(?:/| of |,? )(?P<y>20\d\d)\b)?",
    re.IGNORECASE,
)
_ORDINALS: Final = words("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_LUNAR_MONTH: Final = rf"(?P<m>{any_of(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)?) lunar month"
_LUNAR: Final = re.compile(
    rf"\b(?:(?P<moon>full[- ]moon)(?: day)?|(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: day)?) of the {_LUNAR_MONTH}\b",
    re.IGNORECASE,
)
_HALF: Final = r"(?:(?P<half>[ap])\.?m\b\.?|(?:o’clock |o'clock )?(?:in the (?P<part>morning|afternoon|evening)|at (?P<night>night))\b)"
_TIMES: Final = (
    re.compile(
        rf"(?<![\d:.,/])(?:(?P<h0>\d{{1,2}})(?:[:.](?P<m0>\d\d))?(?: ?[-–—] ?| to | until | and ))?(?<![\d.,/])(?P<h>\d{{1,2}})(?:[:.](?P<m>\d\d))? ?{_HALF}",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\d:.,/])(?P<h>\d{1,2})(?::|h)(?P<m>\d\d)(?![\d:])"),
    re.compile(r"\b(?P<word>noon|midday|midnight)\b", re.IGNORECASE),
)
_PARTS: Final = re.compile(r"\b(?P<part>morning|afternoon|evening|night) of\b", re.IGNORECASE)
_PART_OF: Final = {"morning": "sáng", "afternoon": "chiều", "evening": "tối", "night": "đêm"}
_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3, "m": 10**6, "bn": 10**9}
_SCALE: Final = r"thousand|million|billion|k|m|bn"
_FROM: Final = rf"(?:(?P<n0>{FIGURE})(?: ?(?P<s0>{_SCALE})\b)?(?: ?[-–—] ?| to | and ))?"
_MONEY: Final = re.compile(
    rf"(?:\bVND ?)?{_FROM}(?P<n>{FIGURE})(?: ?(?P<s>{_SCALE})\b)? ?(?:VND|dong|đồng|₫)(?![^\W_])",
    re.IGNORECASE,
)
_PREFIXED: Final = re.compile(rf"\bVND ?{_FROM}(?P<n>{FIGURE})(?: ?(?P<s>{_SCALE})\b)?", re.IGNORECASE)
_UNITS: Final = {
    "%": ("%", "per cent", "percent"),
    "°c": ("°c", "degrees celsius", "degrees c", "degrees"),
    "m³": ("m3", "m³", "cubic metres", "cubic meters", "cubic metre", "cubic meter"),
    "km/h": ("km/h",),
    "m/s": ("m/s",),
    "km": ("km", "kilometres", "kilometers"),
    "m": ("m", "metres", "meters", "metre", "meter"),
    "cm": ("cm",),
    "mm": ("mm", "millimetres", "millimeters"),
    "ha": ("ha", "hectares"),
    "kg": ("kg", "kilograms"),
    "tấn": ("tonnes", "tons", "tonne", "ton"),
    "lít": ("litres", "liters", "litre", "liter", "l"),
    "ml": ("ml",),
    "hộ": ("households", "household", "families"),
    "người": ("people", "persons", "residents", "person"),
    "trẻ": ("children", "child"),
    "tháng tuổi": ("months old", "months of age", "month-old", "months-old"),
    "tuổi": ("years old", "years of age", "year-old", "years-old"),
    "ca": ("cases", "case"),
    "liều": ("doses", "dose"),
    "mũi": ("shots", "shot"),
    "phút": ("minutes", "minute", "mins", "min"),
    "giờ": ("hours", "hour"),
    "ngày": ("days", "day"),
    "tuần": ("weeks", "week"),
    "tháng": ("months", "month"),
    "năm": ("years", "year"),
    "lần": ("times",),
    "suất": ("gifts", "meals", "portions"),
    "cây": ("trees", "tree"),
    "đơn vị": ("units", "unit"),
    "xã": ("communes and wards", "wards and communes"),
    "lượt": ("visits", "turns"),
    "buổi": ("sessions", "session", "lessons", "lesson"),
    "vé": ("tickets", "ticket"),
    "xe": ("vehicles", "vehicle"),
    "điểm": ("points", "point"),
    "đêm": ("nights", "night"),
    "giây": ("seconds", "second"),
    "mg/l": ("mg/l", "mg per litre", "mg per liter"),
    "kv": ("kv",),
    "kw": ("kw",),
    "kwh": ("kwh",),
    "mg": ("mg",),
    "g": ("grams", "gram"),
    "m²": ("m2", "m²", "square metres", "square meters", "square metre", "square meter"),
    "km²": ("km2", "km²", "square kilometres", "square kilometers"),
}
_UNIT_OF: Final = {name: unit for unit, names in _UNITS.items() for name in names}
_QUANTITY: Final = re.compile(
    rf"(?:(?P<n0>{FIGURE})(?: ?[-–] ?| to | and ))?(?P<n>{FIGURE})[ -]?(?P<unit>{any_of(_UNIT_OF)})(?![^\W_])",
    re.IGNORECASE,
)
_LEVEL: Final = re.compile(
    r"\b(?P<what>force|level|alarm level|alarm|alert level) (?P<n>\d{1,2})\b", re.IGNORECASE
)


_SMALL: Final = {
    word: value
    for value, word in enumerate(
        words("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"), 2
    )
} | {"one": 1, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_IN_WORDS: Final = re.compile(
    rf"\b(?P<n>{any_of(_SMALL)})[ -](?P<unit>{any_of(_UNIT_OF)})(?![^\W_])", re.IGNORECASE
)


def _weekday(name: str | None) -> str:
    return f" {_WEEKDAYS[name[:3].lower()]}" if name else ""


def _date(match: re.Match[str], day: str, weekday: str) -> str | None:
    groups = match.groupdict()
    month = _MONTH_OF[groups["mon"].lower()] if groups.get("mon") else int(groups["m"])
    if not (1 <= month <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{groups.get('y') or '-'}-{month:02d}-{int(day):02d}{weekday}"


def _dates(text: str) -> Iterator[Fact]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            start = match.start()
            if groups.get("d0"):
                first = _date(match, groups["d0"], "")
                if first:
                    yield Fact(DATE, match.start("d0"), match.end("d0"), match["d0"], first, "from")
                start = match.start("d")
            value = _date(match, match["d"], _weekday(groups.get("wd")))
            if value:
                yield Fact(DATE, start, match.end(), text[start : match.end()], value)
    for match in _MONTH_ONLY.finditer(text):
        value = f"{match['y'] or '-'}-{_MONTH_OF[match['mon'].lower()]:02d}"
        yield Fact(DATE, match.start("mon"), match.end(), text[match.start("mon") : match.end()], value)
    for match in _QUARTER.finditer(text):
        yield Fact(DATE, match.start(), match.end(), match[0], f"{match['y'] or '-'}-Q{_quarter(match)}")
    yield from _lunar_dates(text)


def _quarter(match: re.Match[str]) -> int:
    if match["name"]:
        return _QUARTER_NAMES[match["name"].lower()]
    number = (match["q"] or match["n"]).upper()
    return int(number) if number.isdigit() else ["I", "II", "III", "IV"].index(number) + 1


def _lunar_dates(text: str) -> Iterator[Fact]:
    for match in _LUNAR.finditer(text):
        name = match["m"].lower()
        month = _ORDINALS.index(name) + 1 if name in _ORDINALS else int(re.sub(r"\D", "", name))
        day = 15 if match["moon"] else int(match["d"])
        yield Fact(DATE, match.start(), match.end(), match[0], f"L--{month:02d}-{day:02d}")


def _years(text: str) -> Iterator[Fact]:
    for match in _YEAR_ONLY.finditer(text):
        yield Fact(DATE, match.start("y"), match.end(), match["y"], match["y"])


def _weekdays(text: str) -> Iterator[Fact]:
    for match in _WEEKDAY_ALONE.finditer(text):
        yield Fact(DATE, match.start(), match.end(), match[0], _weekday(match["wd"]).strip())


def _clock(hour: int, minute: int, half: str | None) -> str | None:
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return f"{hour % 24:02d}:{minute:02d}" if hour <= 24 and minute <= 59 else None


def _half(match: re.Match[str]) -> str:
    if match["half"]:
        return match["half"].lower()
    return "a" if (match["part"] or "").lower() == "morning" else "p"


def _first_half(match: re.Match[str], half: str) -> str:
    """Return the half of the day in which "10 to 2 p.m." begins: the morning."""
    begins_before = int(match["h0"]) % 12 > int(match["h"]) % 12
    return "a" if half == "p" and begins_before else half


def _times(text: str) -> Iterator[Fact]:
    for match in _TIMES[0].finditer(text):
        half = _half(match)
        if match["h0"]:
            first = _clock(int(match["h0"]), int(match["m0"] or 0), _first_half(match, half))
            if first:
                yield Fact(TIME, match.start("h0"), match.start("h") - 1, match["h0"], first, "from")
        value = _clock(int(match["h"]), int(match["m"] or 0), half)
        if value:
            start = match.start("h")
            yield Fact(TIME, start, match.end(), text[start : match.end()], value)
    for match in _TIMES[1].finditer(text):
        value = _clock(int(match["h"]), int(match["m"]), None)
        if value:
            yield Fact(TIME, match.start(), match.end(), match[0], value)
    for match in _TIMES[2].finditer(text):
        yield Fact(
            TIME,
            match.start(),
            match.end(),
            match[0],
            "00:00" if match["word"].lower() == "midnight" else "12:00",
        )
    for match in _PARTS.finditer(text):
        yield Fact(TIME, match.start(), match.end("part"), match["part"], _PART_OF[match["part"].lower()])


def _scale(word: str | None) -> int:
    return _SCALES[word.lower()] if word else 1


def _money(text: str) -> Iterator[Fact]:
    for pattern in (_MONEY, _PREFIXED):
        for match in pattern.finditer(text):
            start = match.start("n") if match["n0"] else match.start()
            if match["n0"]:
                value = read_figure(match["n0"], english=True) * _scale(match["s0"] or match["s"])
                end = match.end("n0")
                yield Fact(AMOUNT, match.start(), end, text[match.start() : end], f"{plain(value)} đồng")
            value = read_figure(match["n"], english=True) * _scale(match["s"])
            yield Fact(AMOUNT, start, match.end(), text[start : match.end()], f"{plain(value)} đồng")


def _amount(match: re.Match[str], group: str, unit: str) -> Fact:
    value = read_figure(match[group], english=True)
    end = match.end() if group == "n" else match.end(group)
    return Fact(
        AMOUNT, match.start(group), end, match.string[match.start(group) : end], f"{plain(value)} {unit}"
    )


def _amounts(text: str) -> Iterator[Fact]:
    for match in _QUANTITY.finditer(text):
        unit = _UNIT_OF[match["unit"].lower()]
        yield _amount(match, "n", unit)
        if match["n0"]:
            yield _amount(match, "n0", unit)
    for match in _LEVEL.finditer(text):
        unit = "báo động" if match["what"].lower().startswith("al") else "cấp"
        yield Fact(AMOUNT, match.start(), match.end(), match[0], f"{plain(Decimal(match['n']))} {unit}")


def _counts_in_words(text: str) -> Iterator[Fact]:
    """Yield "two days", which may confirm a locked fact but never is one by itself."""
    for match in _IN_WORDS.finditer(text):
        value = f"{_SMALL[match['n'].lower()]} {_UNIT_OF[match['unit'].lower()]}"
        yield Fact(AMOUNT, match.start(), match.end(), match[0], value, sure=False)


def find_english_facts(text: str) -> list[Fact]:
    """Find dates, times, amounts, phones and document numbers of an English text, ordered, not overlapping."""
    text = hide_codes(text)
    return without_overlaps(
        [
            find_documents(text),
            find_long_phones(text),
            _dates(text),
            _times(text),
            _money(text),
            _amounts(text),
            _weekdays(text),
            _years(text),
            _counts_in_words(text),
            find_short_phones(text, bare=False),
        ]
    )
