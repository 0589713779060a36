"""Days as Vietnamese offices write them: day first, any separator, or "ngày 5 tháng 1 năm 2026"."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from loa.lib.said import say
from loa.lib.tables.serials import serial_day
from loa.lib.text import fold

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?:[ T,]+\d{1,2}[:hg]\d{0,2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]+\d{1,2}:\d{2}.*)?")
_SPOKEN = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}")
_SERIAL = re.compile(r"\d{5}")
_FIRST, _LAST = 1850, 2200


class BadDate(ValueError):
    """The text or number is no day; the message says what to write instead."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def day_of_text(text: str) -> date:
    """Return the day this text names.

    Raises: BadDate with a Vietnamese sentence.
    """
    folded = fold(text)
    if found := _DAY_FIRST.fullmatch(folded) or _SPOKEN.fullmatch(folded):
        return _day(text, found[3], found[2], found[1])
    if found := _YEAR_FIRST.fullmatch(folded):
        return _day(text, found[1], found[2], found[3])
    if _SHORT_YEAR.fullmatch(folded):
        raise BadDate(say("“{text}” thiếu hai chữ số của năm; hãy ghi đủ, ví dụ 05/01/2026.", text=text))
    if _SERIAL.fullmatch(folded):
        return day_of_number(Decimal(folded), epoch_1904=False)
    raise BadDate(say("“{text}” không phải ngày; hãy ghi ngày/tháng/năm, ví dụ 05/01/2026.", text=text))


def day_of_number(number: Decimal, *, epoch_1904: bool) -> date:
    """Return the day Excel means by this number.

    Raises: BadDate for a bare year and for numbers that are no day.
    """
    if number == number.to_integral_value() and 1900 <= number <= 2100:
        raise BadDate(
            say("“{number}” chỉ có năm; hãy ghi đủ ngày/tháng/năm, ví dụ 05/01/2026.", number=number)
        )
    day = serial_day(int(number), epoch_1904=epoch_1904)
    if day is None or not _FIRST <= day.year <= _LAST:
        raise BadDate(
            say("“{number}” không phải ngày; hãy ghi ngày/tháng/năm, ví dụ 05/01/2026.", number=number)
        )
    return day


def _day(text: str, year: str, month: str, day: str) -> date:
    if int(month) > 12 >= int(day):
        raise BadDate(
            say(
                "“{text}” có tháng {number}; có thể đã ghi tháng trước ngày, hãy đổi lại ngày/tháng/năm.",
                text=text,
                number=int(month),
            )
        )
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadDate(say("“{text}” không có trong lịch; hãy kiểm tra ngày và tháng.", text=text)) from error
    if not _FIRST <= found.year <= _LAST:
        raise BadDate(say("“{text}” có năm không hợp lý; hãy kiểm tra lại năm.", text=text))
    return found
