"""Days, months, quarters, years and weekdays as they are said."""

from __future__ import annotations

import re
from typing import Final

from loa.voice.reading.model import MARK, WHEN, Kind, Reader, after, before, reader
from loa.voice.reading.words import number, ordinal, roman

_D: Final = r"(?:[12]\d|3[01]|0?[1-9])"
_M: Final = r"(?:1[0-2]|0?[1-9])"
_Y: Final = r"(?:19|20)\d\d"
_LEFT: Final = rf"(?<![\w/.,{MARK}])(?<!\d[-–])"
_RIGHT: Final = r"(?![\w/]|[.,-]\d)"
_TO: Final = r"\s*[-–]\s*"
_HOLIDAYS: Final = frozenset(
    ["2/9", "5/9", "1/5", "8/3", "10/10", "3/2", "1/6", "1/1", "2/2", "9/9", "6/6", "7/7", "9/11"]
)
_CUE: Final = re.compile(
    r"(?:ngày|sáng|trưa|chiều|tối|đêm|hôm|từ|đến|tới|hết|trước|sau|vào|lễ|dịp|khánh|kỷ niệm|mừng|qua|đường|phố|nhật|hạn"
    rf"|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|\bcn|\bvà|[{MARK}])\W{{0,3}}$"
)
_SHARE: Final = re.compile(
    r"\s*(?:số|diện tích|dân số|quân số|tổng|chiều|khối lượng|học phí|mức|thời gian|quãng|công suất|đại biểu|hộ|học sinh|ca\b"
    r"|người|xã|phường|đơn vị|chỉ tiêu|điểm|ngõ|em\b|tổ\b|thôn|nhà\b|lượng|giá|nhu cầu)"
)
_NAMED: Final = re.compile(r"(?:ngày|đường|phố)\s*$")
_EVERY: Final = re.compile(r"(?:mỗi|một|hằng|hàng|\d|trong|cả)\s*$")
_MAP: Final = re.compile(r"(?:quy hoạch|bản đồ|tỷ lệ|tỉ lệ|bản vẽ|chi tiết|phân khu)\s*$")
_TURN: Final = re.compile(r"(?:đợt|số|lần|khóa|khoá|kỳ|quý|học kỳ|vòng)\s*$")
_SCHOOL: Final = re.compile(r"(?:năm học|nhiệm kỳ|niên khóa|niên khoá|khóa|khoá)\s*$")


def _day(text: str) -> str:
    return f"{'mùng ' if int(text) <= 10 else ''}{number(int(text))}"


def _month(text: str) -> str:
    return f"tháng {'tư' if int(text) == 4 else number(int(text))}"


def _year(text: str | None) -> str:
    return f" năm {number(int(text))}" if text else ""


def _led(match: re.Match[str], words: str) -> str:
    """Put "ngày" before a day unless it stands there, or the day is the name of a street."""
    return words if _NAMED.search(before(match)) else f"ngày {words}"


def _full(match: re.Match[str]) -> str:
    return _led(match, f"{_day(match['d'])} {_month(match['m'])}{_year(match['y'])}")


def _span(match: re.Match[str]) -> str:
    return _led(match, f"{_day(match['a'])} đến {_day(match['d'])} {_month(match['m'])}{_year(match['y'])}")


def _short(match: re.Match[str]) -> str | None:
    day, month = int(match["d"]), int(match["m"])
    if _SHARE.match(after(match)) and day <= month:
        return None
    if (
        day > month
        or _CUE.search(before(match))
        or (f"{day}/{month}" in _HOLIDAYS and not after(match).strip(" ★"))
    ):
        return _full(match)
    return None


def _days_listed(match: re.Match[str]) -> str:
    listed = re.sub(r"\d+", lambda day: _day(day[0]), match["days"])
    return f"{listed}{_day(match['d'])} {_month(match['m'])}{_year(match['y'])}"


def _lone_day(match: re.Match[str]) -> str | None:
    return None if _EVERY.search(before(match)) else f"{match['word']}{_day(match['d'])}"


def _between(match: re.Match[str]) -> str:
    first = f"{_day(match['d1'])} {_month(match['m1'])}{_year(match['y1'])}"
    return _led(match, f"{first} đến ngày {_day(match['d'])} {_month(match['m'])}{_year(match['y'])}")


def _months(match: re.Match[str]) -> str:
    head = before(match)
    if head.rstrip().endswith("ngày"):
        return f"{_day(match['a'])} {_month(match['m'])}{_year(match['y'])}"
    first = _month(match["a"])
    if head.rstrip().endswith("tháng"):
        first = first.removeprefix("tháng ")
    return f"{first} đến {_month(match['m'])}{_year(match['y'])}"


def _month_of_year(match: re.Match[str]) -> str:
    return f"{_month(match['m'])}{_year(match['y'])}"


def _bare_month(match: re.Match[str]) -> str | None:
    """Say 7/2026; after "đợt", "số" and the like the first number is no month, and 1/2000 is a scale of maps."""
    if match["m"] == "1" and match["y"] == "2000" and _MAP.search(before(match)):
        return None
    words = _month_of_year(match)
    return words if not _TURN.search(before(match)) else f"{number(int(match['m']))}{_year(match['y'])}"


def _quarter(match: re.Match[str]) -> str:
    which = re.sub(
        r"[IV]+|\d",
        lambda one: number(int(one[0]) if one[0].isdigit() else roman(one[0])),
        match["q"].replace("-", " đến "),
    )
    return f"{match['word']}{which}{_year(match['y'])}"


def _years(match: re.Match[str]) -> str:
    joint = ", " if _SCHOOL.search(before(match)) else " đến "
    return f"{number(int(match['a']))}{joint}{number(int(match['b']))}"


def _weekdays(match: re.Match[str]) -> str:
    return re.sub(r"\d", lambda day: ordinal(int(day[0])), match[0])


def _short_weekdays(match: re.Match[str]) -> str:
    words = re.sub(r"\s*[-–]\s*", " đến ", match[0])
    return re.sub(r"T([2-7])", lambda day: f"thứ {ordinal(int(day[1]))}", words).replace("CN", "chủ nhật")


_DAY_MONTH: Final = rf"(?P<d>{_D})/(?P<m>{_M})(?:/(?P<y>{_Y}))?"
_QUARTER: Final = "(?:III|II|IV|I|[1-4])(?![\\w%.,]*\\d)"
_WEEKDAY: Final = r"(?:T[2-7]|CN)"

READERS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.DATE,
        rf"{_LEFT}(?P<d1>{_D})/(?P<m1>{_M})(?:/(?P<y1>{_Y}))?{_TO}{_DAY_MONTH}{_RIGHT}",
        _between,
    ),
    reader(Kind.DATE, rf"{_LEFT}(?P<a>{_D}){_TO}{_DAY_MONTH}{_RIGHT}", _span),
    reader(Kind.DATE, rf"{_LEFT}(?P<d>{_D})(?P<s>[/.-])(?P<m>{_M})(?P=s)(?P<y>{_Y}){_RIGHT}", _full),
    reader(Kind.DATE, rf"{_LEFT}(?P<a>{_M}){_TO}(?P<m>{_M})/(?P<y>{_Y}){_RIGHT}", _months),
    reader(
        Kind.DATE,
        rf"(?P<word>\b[Qq]uý )(?P<q>{_QUARTER}(?:(?:, | và |, quý |-){_QUARTER})*)(?:[/-](?P<y>{_Y}))?(?!\w)",
        _quarter,
    ),
    reader(
        Kind.DATE,
        rf"(?<=ngày )(?P<days>(?:{_D}(?:, | và | đến ))+){_DAY_MONTH}{_RIGHT}",
        _days_listed,
        re.IGNORECASE,
    ),
    reader(
        Kind.DATE,
        rf"(?<=[Nn]gày ){_D}(?:(?:, | và | đến |{_TO}){_D})+(?= tháng {_M}\b)",
        lambda match: re.sub(r"\d+", lambda day: _day(day[0]), re.sub(r"\s*[-–]\s*", " đến ", match[0])),
    ),
    reader(
        Kind.DATE,
        rf"(?P<word>\b[Nn]gày )(?P<d>{_D})(?= tháng {_M}\b)",
        lambda match: f"{match['word']}{_day(match['d'])}",
    ),
    reader(
        Kind.DATE,
        rf"(?P<word>\b[Nn]gày )(?P<d>{_D})(?=\s*(?:[;:)]|[,.](?!\d)|$|(?:và|đến|tới|hằng tháng|hàng tháng|âm)\b))",
        _lone_day,
    ),
    reader(Kind.DATE, rf"{_LEFT}(?P<d>{_D})/(?P<m>{_M})(?P<y>)(?![\d/])(?![^\W])", _short),
    reader(
        Kind.DATE,
        rf"(?<=ngày )(?P<d>{_D})-(?P<m>{_M})(?P<y>)(?![\w/-])",
        _full,
        re.IGNORECASE,
    ),
    reader(
        Kind.DATE,
        rf"\b(?P<word>[Tt])háng (?P<m>{_M})(?:\s?[/-]\s?(?P<y>{_Y}))?(?![\w/]|[.,-]\d)",
        lambda match: f"{match['word']}{_month_of_year(match)[1:]}",
    ),
    reader(Kind.DATE, rf"{_LEFT}(?P<m>{_M})/(?P<y>{_Y}){_RIGHT}", _bare_month),
    reader(Kind.DATE, rf"{_LEFT}(?P<a>{_Y}){_TO}(?P<b>{_Y}){_RIGHT}", _years),
    reader(Kind.DATE, r"(?<=[Tt]hứ )[2-7](?:(?:, | và )[2-7])*(?![\w.,/]\d|\w)", _weekdays),
    reader(
        Kind.DATE,
        rf"(?<!\w){_WEEKDAY}(?:{_TO}|, | và | đến ){_WEEKDAY}(?!\w)|(?<!\w)CN(?= [{MARK}\d])|(?<=ngày )CN(?!\w)|(?<={WHEN}, )CN(?!\w)|(?<={WHEN} và )CN(?!\w)",
        _short_weekdays,
    ),
    reader(Kind.DATE, r"(?<!\w)T[2-7](?= (?:đến|và|tới) T[2-7])|(?<= )T[2-7](?=[,.]|$)", _short_weekdays),
)
