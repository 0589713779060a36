"""Amounts: money, shares, measures, counts of people and things, wind and flood levels, lengths of time.

Fractions, scores, ratios, article and version numbers are no amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from loa.language.facts.model import AMOUNT, Fact
from loa.language.facts.patterns import FIGURE, WORD_RUN, Twin, any_of, words
from loa.language.facts.times import is_length
from loa.language.numbers import SCALE_WORDS, plain, read_figure, read_words
from loa.lib.text import fold

_MEASURES: Final = {
    "%": ("%", "phần trăm"),
    "°c": ("°c", "độ c", "ºc", "oc", "℃", "độ"),
    "m³/ngày": ("m3/ngày đêm", "m³/ngày đêm", "m3/ngày", "m³/ngày"),
    "m³": ("m3", "m³", "mét khối", "khối nước"),
    "m²": ("m2", "m²", "mét vuông"),
    "km²": ("km2", "km²"),
    "km/h": ("km/h", "km/giờ"),
    "m/s": ("m/s",),
    "km": ("km", "ki-lô-mét", "kilômét", "cây số"),
    "m": ("m", "mét"),
    "cm": ("cm", "xăng-ti-mét"),
    "mm": ("mm", "mi-li-mét"),
    "ha": ("ha", "héc-ta", "hecta"),
    "kg": ("kg", "ki-lô-gam", "cân"),
    "g": ("gam", "gram"),
    "mg": ("mg",),
    "tấn": ("tấn",),
    "tạ": ("tạ",),
    "lít": ("lít",),
    "ml": ("ml", "mi-li-lít"),
    "bar": ("bar",),
    "kwh": ("kwh",),
    "mw": ("mw",),
}
_COUNTS: Final = {
    "ca": ("ca mắc", "ca bệnh", "ca", "trường hợp"),
    "hộ": ("hộ dân", "hộ gia đình", "hộ"),
    "người": ("người", "nhân khẩu", "công dân", "lượt người"),
    "trẻ": ("trẻ em", "trẻ", "cháu"),
    "xã": ("xã", "phường xã", "xã, phường", "phường, xã"),
    "điểm": ("điểm cầu", "điểm tiêm", "điểm"),
    "suất": ("suất quà", "suất"),
    "bức": ("bức ảnh", "bức"),
    "lượt": ("lượt khách", "lượt"),
    "cây": ("cây xanh", "cây"),
    "đơn vị": ("đơn vị máu", "đơn vị"),
    "nhóm": ("nhóm nhiệm vụ", "nhóm"),
    **{
        unit: (unit,)
        for unit in (
            *words(
                "liều mũi vụ chai mũ chăn con bàn chỗ tuyến đội phường thôn tháng tuần tuổi giờ phút giây năm ngày lần"
            ),
            *words(
                "gói thùng tin đêm vé xe máy bộ cuốn quyển tờ túi hộp lọ quả chuyến giường phòng phiếu cuộc buổi"
            ),
            *(
                "đại biểu",
                "thành viên",
                "nhân viên",
                "doanh nghiệp",
                "chỉ tiêu",
                "nhiệm vụ",
                "tháng tuổi",
                "học sinh",
            ),
            *(
                "bệnh nhân",
                "căn hộ",
                "ngôi nhà",
                "phương tiện",
                "cán bộ",
                "tổ dân phố",
                "ô tô",
                "xe máy",
                "máy bơm",
            ),
            *(
                "gian hàng",
                "hạng mục",
                "dự án",
                "công trình",
                "cơ quan",
                "hội viên",
                "đoàn viên",
                "đảng viên",
                "cử tri",
            ),
            *(
                "giáo viên",
                "bác sĩ",
                "chiến sĩ",
                "công nhân",
                "tình nguyện viên",
                "vận động viên",
                "thí sinh",
                "du khách",
            ),
            *(
                "hồ sơ",
                "ý kiến",
                "cuộc gọi",
                "đối tượng",
                "nạn nhân",
                "vị trí",
                "điểm ngập",
                "sự cố",
                "tiết mục",
                "áo phao",
            ),
        )
    },
    "giờ": ("giờ đồng hồ", "giờ", "tiếng"),
}
_UNITS: Final = {
    fold(name): unit for table in (_MEASURES, _COUNTS) for unit, names in table.items() for name in names
}
_SYMBOLS: Final = {name: unit for unit, names in _MEASURES.items() for name in names}
UNIT_NAMES: Final = [name for table in (_MEASURES, _COUNTS) for names in table.values() for name in names]
_SCALE: Final = r"(?:nghìn|ngàn|triệu|tỷ|tỉ)"
_NUMBER: Final = rf"(?P<n>{FIGURE}|{WORD_RUN})"
_MONEY: Final = Twin(
    rf"{_NUMBER}(?: ?(?P<s>{_SCALE})\b(?: (?P<n2>{FIGURE}) (?P<s2>{_SCALE})\b)?)? ?(?P<unit>đồng|đ|vnđ|vnd)(?![^\W_])(?! (?:hồ|chí|đều))"
)
_SCALED: Final = Twin(rf"(?P<n>{FIGURE}) ?(?P<s>{_SCALE})\b(?: (?P<unit>{any_of(UNIT_NAMES)})(?![^\W_]))?")
_QUANTITY: Final = Twin(rf"{_NUMBER} ?(?P<unit>{any_of(UNIT_NAMES)})(?![^\W_]|-\w)")
_LEVEL: Final = Twin(r"\bcấp (?P<n>1[0-7]|0?[1-9])(?:\s?[-–]\s?(?P<n2>\d{1,2}))?(?![\d.,/]*\d)")
_NOT_A_LEVEL: Final = Twin(
    r"\b(?:nhà|trường|học sinh|giáo viên|cầu thang|bậc|căn cước|bằng|khẩn|cung|trợ|nâng|phân|sơ|trung|cao|đê|đường|đô thị|công trình|di tích) $"
)
_ALARM: Final = Twin(r"\bbáo động (?:cấp |số |mức )?(?P<n>[1-3]|(?-i:I{1,3}))\b")
_LEFT: Final = Twin(rf"(?P<n>{FIGURE}|{WORD_RUN})\s*(?:[-–—]|\b(?:đến|tới|xuống|lên|còn))\s*$")
_WRONG_LEFT: Final = Twin(r"\b(?:số|điều|lớp|khoản|mẫu|phụ lục|nhà|cấp|tầng|thứ) $")
_WRONG_LEAD: Final = Twin(
    r"\b(?:số|điều|khoản|lớp|tầng|loại|mẫu|biển|thứ|bảng|tỷ số|phiên bản|mùng|mồng|ngõ|phụ lục) $|\d/$|[-–:]\d$"
)
_FOLLOWED: Final = Twin(r" (?:\d|một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười|giêng|chạp)")
_EVERY: Final = Twin(r"\bcứ $")
_LOOSE: Final = frozenset({"tháng", "giờ", "năm", "ngày"})


def _number(text: str) -> Decimal | None:
    return read_figure(text) if text[0].isdigit() else read_words(text)


def _scaled(number: str, scale: str | None) -> Decimal | None:
    value = _number(number)
    return value * SCALE_WORDS[fold(scale)] if value is not None and scale else value


def _unit(name: str) -> str:
    low = name.lower()
    return _SYMBOLS.get(low) or _UNITS[fold(low)]


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


def _money(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _MONEY.finditer(text, bare=bare):
        value = _scaled(match["n"], match["s"])
        if value is None or match["n"][0] == "0":
            continue
        if match["n2"]:
            value += _scaled(match["n2"], match["s2"]) or 0
        yield _fact(match, value, "đồng")
        factor = Decimal(SCALE_WORDS[fold(match["s"])]) if match["s"] else Decimal(1)
        yield from _left(text, match.start(), factor, "đồng", bare=bare)
    for match in _SCALED.finditer(text, bare=bare):
        value = _scaled(match["n"], match["s"])
        if value is not None:
            yield _fact(match, value, _unit(match["unit"]) if match["unit"] else "đồng")


def _is_quantity(text: str, match: re.Match[str], unit: str, *, bare: bool) -> bool:
    start, end = match.start(), match.end()
    if _WRONG_LEAD.pick(bare=bare).search(text[max(0, start - 14) : start]):
        return False
    if unit in {"người", "hộ"} and _EVERY.pick(bare=bare).search(text[max(0, start - 4) : start]):
        return False
    if unit == "giờ":
        return (
            fold(match["unit"]) != "gio"
            or is_length(text, start, end, bare=bare)
            or (_number(match["n"]) or 0) > 24
        )
    if (
        unit in _LOOSE
        and (unit == "tháng" or not match["n"][0].isdigit())
        and _FOLLOWED.pick(bare=bare).match(text, end)
    ):
        return False
    return not (unit == "năm" and len(match["n"]) > 3 and match["n"].isdigit())


def _is_sure(match: re.Match[str], unit: str) -> bool:
    """Tell whether words are meant as a number: "một lần" is idiom, "hai mươi bảy hộ" is not."""
    return match["n"][0].isdigit() or " " in match["n"] or unit in {"%", "°c"}


def _quantities(text: str, *, bare: bool) -> Iterator[Fact]:
    for match in _QUANTITY.finditer(text, bare=bare):
        unit = _unit(match["unit"])
        value = _number(match["n"])
        if value is None or not _is_quantity(text, match, unit, bare=bare):
            continue
        yield _fact(match, value, unit, sure=_is_sure(match, unit))
        if match["n"][0].isdigit() or " " in match["n"]:
            yield from _left(text, match.start(), Decimal(1), unit, bare=bare)


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
