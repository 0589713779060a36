"""How long a text takes when it is read out over a loudspeaker, and how it is read.

It must not speak; it only writes figures, dates and short forms out in words and counts syllables.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from loa.language.facts import AMOUNT, DATE, DOCUMENT_NUMBER, PHONE, TIME, Fact, find_facts
from loa.language.facts.model import date_parts, split_weekday
from loa.language.numbers import spell_digits, spell_number
from loa.language.readability import KNOWN_ABBREVIATIONS, spell_letters
from loa.lib.text import nfc

RATE: Final = 3.6
"""Syllables a second: a calm announcer's reading."""
_PAUSE: Final = {",": 0.25, ";": 0.35, ":": 0.35, ".": 0.6, "!": 0.6, "?": 0.6, "\n": 0.8}
_WEEKDAYS: Final = {
    "T2": "thứ hai",
    "T3": "thứ ba",
    "T4": "thứ tư",
    "T5": "thứ năm",
    "T6": "thứ sáu",
    "T7": "thứ bảy",
    "CN": "chủ nhật",
}
_UNITS: Final = {
    "%": "phần trăm",
    "°c": "độ xê",
    "m³": "mét khối",
    "m³/ngày": "mét khối một ngày",
    "m²": "mét vuông",
    "km²": "ki lô mét vuông",
    "km/h": "ki lô mét một giờ",
    "m/s": "mét một giây",
    "km": "ki lô mét",
    "m": "mét",
    "cm": "xen ti mét",
    "mm": "mi li mét",
    "ha": "héc ta",
    "kg": "ki lô gam",
    "g": "gam",
    "mg": "mi li gam",
    "ml": "mi li lít",
    "kwh": "ki lô oát giờ",
    "mw": "mê ga oát",
}
_FIGURE: Final = re.compile(r"\d{1,15}(?:[.,]\d{1,9})*")
_CAPITALS: Final = re.compile(r"(?<![^\W_])[A-ZĐ][A-ZĐ\d]+(?![^\W_])")
_SYLLABLE: Final = re.compile(r"[^\W\d_]+")
_SIGNS: Final = {"%": " phần trăm", "/": " trên ", "&": " và ", "+": " cộng ", "@": " a còng ", "=": " bằng "}


def _decimal(number: str) -> str:
    whole, _, part = number.partition(".")
    words = spell_number(int(whole))
    if not part:
        return words
    return (
        f"{words} phẩy {spell_digits(part) if part[0] == '0' or len(part) > 2 else spell_number(int(part))}"
    )


def _figure(match: re.Match[str]) -> str:
    text = match[0]
    groups = re.split(r"[.,]", text)
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
        return spell_number(int("".join(groups)))
    if len(groups) == 2:
        return _decimal(f"{groups[0]}.{groups[1]}")
    return " ".join(spell_number(int(group)) for group in groups)


def _date_words(value: str) -> str:
    year, month, day = date_parts(value)
    weekday = split_weekday(value)[1]
    words = [_WEEKDAYS[weekday]] if weekday else []
    if day:
        words.append(f"ngày {'mùng ' if int(day) <= 10 else ''}{spell_number(int(day))}")
    if month.startswith("Q"):
        words.append(f"quý {spell_number(int(month[1:]))}")
    elif month:
        words.append(f"tháng {'tư' if int(month) == 4 else spell_number(int(month))}")
    if year:
        words.append(f"năm {spell_number(int(year))}")
    return " ".join([*words, "âm lịch"] if value.startswith("L") else words)


def _time_words(value: str) -> str:
    if ":" not in value:
        return value
    hour, minute = (int(part) for part in value.split(":"))
    words = f"{spell_number(hour)} giờ"
    return f"{words} {spell_number(minute)} phút" if minute else words


def _amount_words(value: str) -> str:
    number, _, unit = value.partition(" ")
    if unit in {"cấp", "báo động"}:
        return f"{unit} {_decimal(number)}"
    return f"{_decimal(number)} {_UNITS.get(unit, unit)}"


def _document_words(text: str) -> str:
    spelled = _CAPITALS.sub(lambda match: spell_letters(match[0]), text)
    return _FIGURE.sub(_figure, spelled.replace("/", " trên ").replace("-", " "))


_SPELL: Final[dict[str, Callable[[Fact], str]]] = {
    DATE: lambda fact: _date_words(fact.value),
    TIME: lambda fact: _time_words(fact.value),
    AMOUNT: lambda fact: _amount_words(fact.value),
    PHONE: lambda fact: spell_digits(fact.value),
    DOCUMENT_NUMBER: lambda fact: _document_words(fact.text),
}


def _plain_words(text: str) -> str:
    text = _CAPITALS.sub(lambda match: KNOWN_ABBREVIATIONS.get(match[0]) or spell_letters(match[0]), text)
    text = _FIGURE.sub(_figure, text)
    for sign, words in _SIGNS.items():
        text = text.replace(sign, words)
    return text


def spoken_text(text: str) -> str:
    """Write a Vietnamese text as it is read out: dates, times, amounts, numbers and short forms in words."""
    text = nfc(text)
    pieces: list[str] = []
    at = 0
    for fact in find_facts(text):
        if fact.kind in _SPELL:
            pieces += [_plain_words(text[at : fact.start]), _SPELL[fact.kind](fact)]
            at = fact.end
    return "".join([*pieces, _plain_words(text[at:])])


def spoken_seconds(text: str, rate: float = RATE) -> float:
    """Estimate how many seconds a text takes when read out, at `rate` syllables a second, pauses included.

    Raises:
        ValueError: the rate is not above zero.

    """
    if rate <= 0:
        message = "rate must be above zero"
        raise ValueError(message)
    spoken = spoken_text(text)
    pauses = sum(_PAUSE.get(c, 0.0) for c in spoken)
    return round(len(_SYLLABLE.findall(spoken)) / rate + pauses, 1)
