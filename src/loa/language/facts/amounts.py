"""Amounts: money, shares, measures, counts of people and things, wind and flood levels, lengths of time.

Fractions, scores, ratios, article and version numbers are no amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod
from typing import Final

from loa.language.facts.model import AMOUNT, Fact
from loa.language.facts.patterns import FIGURE, WORD_RUN, Twin, any_of
from loa.language.facts.times import is_length
from loa.language.facts.units import COUNTED, UNIT_NAMES, unit_of
from loa.language.numbers import SCALE_WORDS, plain, read_figure, read_words
from loa.lib.text import fold

_SCALE: Final = r"(?:(?:nghìn|ngàn) (?:tỷ|tỉ)|nghìn|ngàn|triệu|tỷ|tỉ)"
_NUMBER: Final = rf"(?P<n>{FIGURE}|{WORD_RUN})"
_FIGURE_SCALED: Final = rf"(?P<n>{FIGURE}) ?(?P<s>{_SCALE})\b(?: (?:(?P<half>rưỡi)|(?P<n2>\d{{1,3}}(?:[.,]\d{{1,3}})?) ?(?P<s2>{_SCALE}))\b)?"
_CURRENCY: Final = r"(?P<unit>đồng|đ|vnđ|vnd)(?![^\W_])(?! (?:hồ|chí|đều))"
_MONEY_SCALED: Final = Twin(rf"{_FIGURE_SCALED} ?{_CURRENCY}")
_MONEY: Final = Twin(rf"{_NUMBER} ?{_CURRENCY}")
_SCALED: Final = Twin(rf"{_FIGURE_SCALED}(?: (?P<unit>{any_of(UNIT_NAMES)})(?![^\W_]))?")
_THOUSANDS: Final = re.compile(r"(?<![\w.,/:-])(?P<n>\d{1,2}[05])k(?!\w)")
_QUANTITY: Final = Twin(rf"{_NUMBER} ?(?P<unit>{any_of(UNIT_NAMES)})(?![^\W_]|-\w)(?: (?P<half>rưỡi)\b)?")
_METRES: Final = Twin(r"(?<![\w.,/:-])(?P<n>\d{1,2})m(?P<cm>[14-9]|\d\d)(?!\w|[.,]\d)")
_LEVEL: Final = Twin(r"\bcấp (?P<n>1[0-7]|0?[1-9])(?:\s?[-–]\s?(?P<n2>\d{1,2}))?(?![\d.,/]*\d)")
_NOT_A_LEVEL: Final = Twin(
    r"\b(?:nhà|trường|học sinh|giáo viên|cầu thang|bậc|căn cước|bằng|khẩn|cung|trợ|nâng|phân|sơ|trung|cao|đê|đường|đô thị|công trình|di tích) $"
)
_ALARM: Final = Twin(
    rf"\bbáo động (?:cấp |số |mức )?(?P<n>[1-3]|(?-i:I{{1,3}}))\b(?! (?:{any_of(UNIT_NAMES)})(?![^\W_]))"
)
_LEFT: Final = Twin(rf"(?P<n>{FIGURE}|{WORD_RUN})\s*(?:[-–—]|\b(?:đến|tới|xuống|lên|còn))\s*$")
_WRONG_LEFT: Final = Twin(r"\b(?:số|điều|lớp|khoản|mẫu|phụ lục|nhà|cấp|tầng|thứ) $")
_WRONG_LEAD: Final = Twin(
    r"\b(?:số|điều|khoản|lớp|tầng|loại|mẫu|biển|thứ|bảng|tỷ số|phiên bản|mùng|mồng|ngõ|phụ lục|hạng|bậc|khối|giai đoạn|chương"
    r"|mục|quý|khóa|khoá|đợt|vitamin|ngách|điểm d) $|\d/$|[-–:]\d$"
)
_FOLLOWED: Final = Twin(r" (?:\d|một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười|giêng|chạp)")
_EVERY: Final = Twin(r"\bcứ (?:[^\W\d_]+ ){0,2}(?:\d+ [^.,;\d]{1,24})?$")
_CALENDAR: Final = Twin(
    r"(?<!mỗi )(?<!một )(?<!hàng )(?<!hằng )(?<!trong )\b(?:tháng|ngày|mùng|mồng|tổ|thôn|xóm|ấp|ngõ|phòng) $"
)
_OF_THE_MONTH: Final = Twin(r"\b(?:ngày|quý|tháng) $")
_LOOSE: Final = frozenset({"tháng", "giờ", "năm", "ngày"})


def _number(text: str) -> Decimal | None:
    return read_figure(text) if text[0].isdigit() else read_words(text)


def _scale(words: str) -> int:
    return prod(SCALE_WORDS[word] for word in fold(words).split())


def _scaled(match: re.Match[str]) -> Decimal:
    """Read "1,5 triệu", "1 tỷ 200 triệu", "2 triệu rưỡi"."""
    scale = _scale(match["s"])
    value = read_figure(match["n"]) * scale
    if match["n2"]:
        value += read_figure(match["n2"]) * _scale(match["s2"])
    return value + (Decimal(scale) / 2 if match["half"] else 0)


def _fact(match: re.Match[str], value: Decimal, unit: str, *, sure: bool = True) -> Fact:
    return Fact(AMOUNT, match.start(), match.end(), match[0], f"{plain(value)} {unit}", sure=sure)


def _left(text: str, start: int, factor: Decimal, unit: str, *, bare: bool) -> Iterator[Fact]:
    """Yield the "35" of "từ 35 đến 38°C"; `factor` is the scale that the right number names for both."""
    offset = max(0, start - 40)
    found = _LEFT.pick(bare=bare).search(text[offset:start])
    if found is None or _WRONG_LEFT.pick(bare=bare).search(
        text[max(0, offset + found.start() - 8) : offset + found.start()]
    ):
        return
    value = _number(found["n"])
    if value is not None:
        at = offset + found.start("n")
        yield Fact(AMOUNT, at, at + len(found["n"]), found["n"], f"{plain(value * factor)} {unit}")


def _scaled_amounts(text: str, pattern: Twin, *, bare: bool) -> Iterator[Fact]:
    for match in pattern.finditer(text, bare=bare):
        currency = pattern is _MONEY_SCALED or not match["unit"]
        unit = "đồng" if currency else unit_of(match["unit"])
        yield _fact(match, _scaled(match), unit)
        if currency and not match["n2"] and not match["half"]:
            yield from _left(text, match.start(), Decimal(_scale(match["s"])), unit, bare=bare)


def _money(text: str, *, bare: bool) -> Iterator[Fact]:
    yield from _scaled_amounts(text, _MONEY_SCALED, bare=bare)
    for match in _MONEY.finditer(text, bare=bare):
        value = _number(match["n"])
        if value is not None and match["n"][0] != "0":
            yield _fact(match, value, "đồng")
            yield from _left(text, match.start(), Decimal(1), "đồng", bare=bare)
    yield from _scaled_amounts(text, _SCALED, bare=bare)
    for match in _THOUSANDS.finditer(text):
        yield _fact(match, Decimal(match["n"]) * 1000, "đồng")


def _leads_astray(text: str, match: re.Match[str], unit: str, *, bare: bool) -> bool:
    """Tell whether the words before say that the number names or shares out something ("lớp 5", "cứ 2 người")."""

    def led(pattern: Twin, reach: int) -> bool:
        return bool(pattern.pick(bare=bare).search(text[max(0, match.start() - reach) : match.start()]))

    return (
        led(_WRONG_LEAD, 14)
        or (unit in COUNTED and (match["unit"].istitle() or led(_EVERY, 48) or led(_CALENDAR, 12)))
        or (unit in {"tháng", "năm"} and led(_OF_THE_MONTH, 6))
    )


def _is_quantity(text: str, match: re.Match[str], unit: str, *, bare: bool) -> bool:
    if _leads_astray(text, match, unit, bare=bare):
        return False
    if unit == "giờ":
        return (
            fold(match["unit"]) not in {"gio", "h"}
            or is_length(text, match.start(), match.end(), bare=bare)
            or (_number(match["n"]) or 0) > 24
        )
    if unit == "tháng" and _FOLLOWED.pick(bare=bare).match(text, match.end()):
        return False
    return not (unit == "năm" and len(match["n"]) > 3 and match["n"].isdigit())


def _is_sure(text: str, match: re.Match[str], unit: str, *, bare: bool) -> bool:
    """Tell whether words are meant as a number: "một lần" is idiom, "hai mươi bảy hộ" is not."""
    if unit in _LOOSE and not match["n"][0].isdigit() and _FOLLOWED.pick(bare=bare).match(text, match.end()):
        return False
    return match["n"][0].isdigit() or " " in match["n"] or unit in {"%", "°c"}


def _quantities(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _QUANTITY.finditer(text, bare=bare):
        unit = unit_of(match["unit"])
        value = _number(match["n"])
        if value is None or not _is_quantity(text, match, unit, bare=bare):
            continue
        value += Decimal("0.5") if match["half"] else 0
        yield _fact(match, value, unit, sure=_is_sure(text, match, unit, bare=bare))
        if match["n"][0].isdigit() or " " in match["n"]:
            yield from _left(text, match.start(), Decimal(1), unit, bare=bare)
    for match in _METRES.finditer(text, bare=bare):
        yield _fact(match, Decimal(f"{match['n']}.{match['cm']}"), "m")


def _levels(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _LEVEL.finditer(text, bare=bare):
        if _NOT_A_LEVEL.pick(bare=bare).search(text[max(0, match.start() - 12) : match.start()]):
            continue
        yield Fact(
            AMOUNT,
            match.start(),
            match.end("n"),
            text[match.start() : match.end("n")],
            f"{int(match['n'])} cấp",
        )
        if match["n2"]:
            yield Fact(AMOUNT, match.start("n2"), match.end("n2"), match["n2"], f"{int(match['n2'])} cấp")
    for match in _ALARM.finditer(text, bare=bare):
        level = len(match["n"]) if match["n"][0] == "I" else int(match["n"])
        yield _fact(match, Decimal(level), "báo động")


def find_amounts(text: str, *, bare: bool) -> list[list[Fact]]:
    """Return candidate amounts in groups, the surest first; groups may overlap each other."""
    return [list(_money(text, bare=bare)), list(_levels(text, bare=bare)), list(_quantities(text, bare=bare))]
