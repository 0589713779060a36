"""Dates in Vietnamese text: figures, words, ranges, weekdays, lunar days, months, quarters and years.

Relative days ("hôm nay", "ngày mai") are no facts: they change their meaning with the day of reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts.model import DATE, Fact
from loa.language.facts.patterns import SMALL_VALUES, Twin, any_of, small_value
from loa.language.facts.units import UNIT_NAMES
from loa.language.numbers import read_words, small_words, spell_number
from loa.lib.text import fold

_WORDS = small_words()
_DAY: Final = rf"(?:\d{{1,2}}|{any_of(word for word, value in _WORDS.items() if 1 <= value <= 31)})"
_MONTH_WORDS: Final = [word for word, value in _WORDS.items() if 1 <= value <= 12]
_MONTH: Final = rf"(?:\d{{1,2}}|{any_of([*_MONTH_WORDS, 'tư', 'giêng', 'chạp'])})"
_YEARS: Final = [spell_number(year) for year in range(2000, 2100)]
_YEAR: Final = rf"(?:(?:19|20)\d\d|{any_of([*_YEARS, *(y.replace(' không trăm', '') for y in _YEARS)])})"
WEEKDAY: Final = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|(?-i:T[2-7]|CN))"
_WEEKDAY_LEAD: Final = rf"(?:\b(?P<wd>{WEEKDAY})[ ,(–-]{{1,3}}(?:ngày )?)?"
_LUNAR: Final = r"(?P<lunar>[ ,(]{1,2}(?:âm lịch|(?-i:ÂL|AL))\b)"

_FULL: Final = Twin(
    rf"{_WEEKDAY_LEAD}(?:\bngày )?(?<![\d/.,-])(?P<d>\d{{1,2}})(?P<s>[/.\-])(?P<m>\d{{1,2}})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)"
    rf"(?![\d/]|\.\d){_LUNAR}?"
)
_SHORT: Final = Twin(
    rf"{_WEEKDAY_LEAD}(?P<day>\bngày )?(?<![\d/.,-])(?P<d>\d{{1,2}})(?P<s>[/.\-])(?P<m>\d{{1,2}})"
    rf"(?![\d/]|[.,-]\d|[/-][A-ZĐ]){_LUNAR}?"
)
_LONG: Final = Twin(
    rf"{_WEEKDAY_LEAD}(?:\b(?:ngày|mùng|mồng|hôm) ){{0,2}}(?<![\d/.,-])\b(?P<d>{_DAY}) tháng (?P<m>{_MONTH})\b"
    rf"(?:(?:,? năm |/)(?P<y>{_YEAR})\b)?(?! (?:ngày|tuần|tuổi)\b){_LUNAR}?"
)
_FULL_MOON: Final = Twin(rf"\brằm tháng (?P<m>{_MONTH})\b(?:,? năm (?P<y>{_YEAR})\b)?{_LUNAR}?")
_MONTH_ONLY: Final = Twin(
    rf"(?<!mỗi )(?<!một )(?<!hằng )(?<!hàng )(?<!\d )\b(?:tháng |(?-i:T)(?=\d{{1,2}}/\d{{4}}))(?P<m>{_MONTH})\b(?:(?: năm |[/-])(?P<y>{_YEAR})\b)?"
    rf"(?![/.,]\d| (?:tuổi|lần|kỳ|buổi|ngày|tuần|người|đầu|cuối)\b){_LUNAR}?"
)
_YEAR_ONLY: Final = Twin(r"(?<!học )\bnăm (?P<y>(?:19|20)\d\d)(?!\s?[-–]\s?\d|\d)")
_TET: Final = Twin(
    r"\b(?:(?:mùng|mồng) (?P<d>\d{1,2}|một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười)|(?P<last>29|30)) (?:tháng )?(?-i:Tết|TẾT|Tet|TET)\b"
)
_SPAN: Final = Twin(
    r"(?P<day>\bngày )?(?<![\d/.,-])(?P<d0>\d{1,2})(?:/(?P<m0>\d{1,2})(?:/(?P<y0>(?:19|20)\d\d))?)?[-–](?P<d>\d{1,2})/(?P<m>\d{1,2})"
    r"(?:/(?P<y>(?:19|20)\d\d))?(?![\d/]|[.,-]\d|[/-][A-ZĐ])"
)
_QUARTER: Final = Twin(r"\bquý (?P<q>(?-i:IV|I{1,3})|[1-4])(?:(?:/| năm |-)(?P<y>(?:19|20)\d\d))?\b")
_WEEKDAY_ALONE: Final = Twin(rf"\b(?P<wd>{WEEKDAY})\b")

_BEFORE_SHORT: Final = Twin(
    r"(?:\b(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|từ|đến|tới|hết|trước|sau|sang|vào|dịp|qua|lễ|mùng)"
    r"|\bngày \d{1,2}(?:, ?\d{1,2}){0,3} ?(?:và|hoặc|đến|tới|[-–])|\b(?:ngày|hôm) (?:\d{1,2}, ?){1,6}|\d ?(?:h|g|giờ) ?\d{0,2}(?: ?phút)?,?|\d:\d\d,?|[:(;])\s*$"
)
_AFTER_FRACTION: Final = Twin(
    r"\s*(?:số|tổ|diện|mặt|công|hộ|phiếu|người|dân|tổng|bầu|khối|quãng|đoạn|nhà|ý kiến|ngày)\b"
)
_AFTER_SHARE: Final = Twin(
    r" (?:xã|phường|thôn|trường|đơn vị|địa phương|đại biểu|thành viên|trường hợp|ca|tuyến|điểm|chỉ tiêu|nhiệm vụ|tiêu chí|vụ|cơ sở)\b"
)
_NOT_DATED: Final = Twin(
    rf"(?! ?(?:{any_of(UNIT_NAMES)})(?![^\W_])|[-–]?\d| ?(?:nghìn|ngàn|triệu|tỷ|tỉ|đồng|đ)(?![^\W_]))"
)
_BEFORE_DASHED: Final = Twin(
    r"\b(?:(?:sáng|trưa|chiều|tối|đêm|hôm)|hạn(?: chót| cuối)?:?|chót:?|\d{1,2}(?:h|g|giờ) ?\d{0,2}(?: ?phút)?,?)\s+$"
)
_LEFT_DAY: Final = Twin(
    rf"(?P<lead>\b(?:ngày|hôm|mùng|mồng) )?(?<![\d/.,:h–-])\b(?P<d>{_DAY})"
    r"\s*(?P<sep>[-–—]|,|\b(?:đến hết|đến|tới|và|hoặc|(?:sang )?rạng sáng|sang))\s*(?:hết )?$"
)
_NOT_A_DAY: Final = Twin(
    r"\b(?:tổ|số|thôn|xóm|đợt|lớp|phòng|khu|mũi|điểm|đội|nhà|tầng|cấp|ngõ|loại|lần)(?: số)? $"
)
_WEEKDAY_LEADS: Final = Twin(
    r"(?:\b(?:sáng|trưa|chiều|tối|đêm|ngày|vào|từ|hết)|\b(?:từ|vào) thứ \w{1,3} (?:đến|tới|và))\s*$"
)
_WEEKDAY_LIST: Final = Twin(
    r"\bthứ (?P<days>[2-7](?:, ?[2-7]){1,5}(?: và (?:thứ )?[2-7])?)(?=,? (?:và chủ nhật )?(?:hằng|hàng) tuần)"
)
_WEEKDAY_TAILS: Final = Twin(r"\s*(?:hằng tuần|hàng tuần|tuần này|tuần sau|tuần tới|đến thứ|đến chủ nhật)")
_ROUND_THE_CLOCK: Final = frozenset({"24/7", "7/7"})
_JOINERS: Final = re.compile(r"\s*(?:,|;|-|–|và|va|hoặc|hoac|đến|den|tới|toi)\s*")


def _weekday(name: str | None) -> str:
    if not name:
        return ""
    last = fold(name).split()[-1]
    if last in {"nhat", "cn"}:
        return "CN"
    number = last.removeprefix("t") if last[-1].isdigit() else str(SMALL_VALUES.get(last, 4))
    return f"T{number}"


def _year(text: str | None) -> str:
    if not text:
        return "-"
    if text.isdigit():
        return text if len(text) == 4 else f"20{text}"
    return str(read_words(text))


def _month(text: str) -> tuple[int, bool]:
    word = fold(text)
    if word in {"gieng", "chap"}:
        return (1 if word == "gieng" else 12), True
    return (4 if word == "tu" else small_value(text)), False


def _value(match: re.Match[str], day: int | None, *, lunar: bool = False) -> str | None:
    groups = match.groupdict()
    month, lunar_month = _month(groups["m"])
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    value = f"{_year(groups.get('y'))}-{month:02d}" + (f"-{day:02d}" if day else "")
    prefix = "L" if lunar or lunar_month or groups.get("lunar") else ""
    return f"{prefix}{value} {_weekday(groups.get('wd'))}".strip()


def _fact(match: re.Match[str], value: str) -> Fact:
    return Fact(DATE, match.start(), match.end(), match[0], value)


def _whole(text: str, *, bare: bool) -> Iterator[Fact]:
    for pattern in (_FULL, _LONG):
        for match in pattern.finditer(text, bare=bare):
            value = _value(match, small_value(match["d"]))
            if value:
                yield _fact(match, value)
    for match in _FULL_MOON.finditer(text, bare=bare):
        value = _value(match, 15, lunar=True)
        if value:
            yield _fact(match, value)
    for match in _TET.finditer(text, bare=bare):
        yield _fact(match, "L--12-30" if match["last"] else f"L--01-{small_value(match['d']):02d}")


def _day(year: str | None, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{year or '-'}-{int(month):02d}-{int(day):02d}"


def _spans(text: str, *, bare: bool) -> Iterator[Fact]:
    """Yield both ends of "2-3/9/2026" and "28/8-5/9"."""
    for match in _SPAN.finditer(text, bare=bare):
        first = _day(match["y0"] or match["y"], match["m0"] or match["m"], match["d0"])
        last = _day(match["y"], match["m"], match["d"])
        before = text[max(0, match.start() - 24) : match.start()]
        sure = match["y"] or match["day"] or _BEFORE_SHORT.pick(bare=bare).search(before)
        if first and last and sure and (match["m0"] or first < last):
            start = match.end("y0") if match["y0"] else match.end("m0") if match["m0"] else match.end("d0")
            yield Fact(DATE, match.start(), start, text[match.start() : start], first, "from")
            yield Fact(DATE, match.start("d"), match.end(), text[match.start("d") : match.end()], last, "to")


def _is_short_date(text: str, match: re.Match[str], last_end: int, *, bare: bool) -> bool:
    if _AFTER_FRACTION.pick(bare=bare).match(text, match.end()):
        return False
    if match["day"] or match["wd"]:
        return True
    before = text[max(0, match.start() - 24) : match.start()]
    if match["s"] != "/":
        dated = _BEFORE_DASHED.pick(bare=bare).search(before)
        return bool(dated and _NOT_DATED.pick(bare=bare).match(text, match.end()))
    if match[0] in _ROUND_THE_CLOCK or _AFTER_SHARE.pick(bare=bare).match(text, match.end()):
        return False
    joined = last_end >= 0 and _JOINERS.fullmatch(text[last_end : match.start()])
    return bool(joined or _BEFORE_SHORT.pick(bare=bare).search(before))


def _short(text: str, *, bare: bool) -> Iterator[Fact]:
    last_end = -1
    for match in _SHORT.finditer(text, bare=bare):
        value = _value(match, int(match["d"]))
        if value and _is_short_date(text, match, last_end, bare=bare):
            last_end = match.end()
            yield _fact(match, value)


def _days_to_the_left(text: str, date: Fact, *, bare: bool) -> list[Fact]:
    """Return "5" and "6" of "ngày 5, 6 và 7/9" with the month and year of the date on their right."""
    head, day = date.value.split(" ")[0].rsplit("-", 1)
    days: list[Fact] = []
    start, led, first = date.start, True, ""
    while True:
        offset = max(0, start - 32)
        found = _LEFT_DAY.pick(bare=bare).search(text[offset:start])
        if found is None or small_value(found["d"]) >= int(day):
            break
        at = offset + found.start()
        if _NOT_A_DAY.pick(bare=bare).search(text[max(0, at - 16) : at]):
            break
        first, led = first or found["sep"], bool(found["lead"])
        day = f"{small_value(found['d']):02d}"
        stop = offset + found.end("d")
        days.append(Fact(DATE, at, stop, text[at:stop], f"{head}-{day}"))
        start = at
    return days if first != "," or led else []


def _left(text: str, dates: list[Fact], *, bare: bool) -> Iterator[Fact]:
    for date in dates:
        if date.value.split(" ")[0].removeprefix("L").count("-") >= 2:
            yield from _days_to_the_left(text, date, bare=bare)


def _periods(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _MONTH_ONLY.finditer(text, bare=bare):
        value = _value(match, None)
        if value:
            yield _fact(match, value)
    for match in _QUARTER.finditer(text, bare=bare):
        quarter = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(match["q"].upper()) or int(match["q"])
        yield _fact(match, f"{_year(match['y'])}-Q{quarter}")
    for match in _YEAR_ONLY.finditer(text, bare=bare):
        yield _fact(match, match["y"])


def _is_weekday(text: str, match: re.Match[str], *, bare: bool) -> bool:
    name = match["wd"]
    if fold(name) in {"chu nhat", "cn"} or name[-1].isupper() or " " not in name:
        return True
    if name.split()[-1][0].isupper():
        return True
    before = text[max(0, match.start() - 20) : match.start()]
    return bool(
        _WEEKDAY_LEADS.pick(bare=bare).search(before)
        or _WEEKDAY_TAILS.pick(bare=bare).match(text, match.end())
    )


def _weekdays(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _WEEKDAY_ALONE.finditer(text, bare=bare):
        if _is_weekday(text, match, bare=bare):
            yield _fact(match, _weekday(match["wd"]))
    for match in _WEEKDAY_LIST.finditer(text, bare=bare):
        for day in re.finditer(r"\d", match["days"]):
            at = match.start("days") + day.start()
            start = match.start() if day.start() == 0 else at
            yield Fact(DATE, start, at + 1, text[start : at + 1], f"T{day[0]}")


def find_dates(text: str, *, bare: bool) -> list[list[Fact]]:
    """Return candidate dates in groups, the surest first; groups may overlap each other."""
    whole = list(_whole(text, bare=bare))
    short = [*_spans(text, bare=bare), *_short(text, bare=bare)]
    left = list(_left(text, [*whole, *short], bare=bare))
    return [whole, short, left, list(_periods(text, bare=bare)), list(_weekdays(text, bare=bare))]
