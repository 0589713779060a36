"""Telephone numbers: subscribers, 1800 and 1900 services, short public numbers, numbers read out digit by digit.

Source: Viet Nam's numbering plan, Circular 22/2014/TT-BTTTT as amended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts.model import PHONE, Fact
from loa.language.facts.patterns import Twin, any_of
from loa.language.facts.units import UNIT_NAMES
from loa.language.numbers import DIGIT_WORDS
from loa.lib.text import fold

PUBLIC_SHORT: Final = frozenset(
    {"111", "112", "113", "114", "115", "1022", "156", "5656", "1080", "119", "18001166"}
)
_GAP: Final = r"[ .\-]"
_LONG: Final = re.compile(
    rf"(?<!\w)(?<!\d[.,-])(?<!(?<!\d{{3}})/)(?:\(0\d{{1,3}}\)|\(?\+84\)?|0){_GAP}?\d(?:{_GAP}?\d){{6,9}}(?!\d|/(?!0\d{{3}}))"
)
_LOCAL: Final = re.compile(r"(?<![\w/.,:-])[2-8]\d{3}[ .]?\d{4}(?![\w/%°]|[.,:-]\d)")
_SERVICE: Final = re.compile(rf"(?<![\w/.,-])1[89]00{_GAP}?\d{{2,4}}(?:{_GAP}?\d{{2,4}})?(?![\d/]|[.,]\d)")
_SHORT: Final = re.compile(r"(?<![\w/.,:-])\d{3,5}(?![\w/%°]|[.,:-]\d| ?[-–] ?\d)")
_CUE: Final = Twin(
    r"\b(?:gọi|hotline|đường dây|tổng đài|điện thoại|đt|liên hệ|liên lạc|đầu số|cứu nạn|cứu hộ|cấp cứu|công an|chữa cháy"
    r"|cháy nổ|cháy|an ninh|cảnh sát|phản ánh|hỏi|báo|trình báo|tố giác|nhắn|soạn|gửi|bấm|quay số|cổng|hệ thống|trợ giúp|hỗ trợ"
    r"|khẩn cấp|kêu cứu|số máy|call|dial|phone|contact|line|report)\b"
)
_DIRECT: Final = Twin(
    r"\b(?:gọi(?: điện)?(?: ngay| cấp cứu)?|hotline|tổng đài|đầu số|đường dây nóng|số máy|điện thoại|đt|liên hệ|góp ý qua|qua số"
    r"|nhắn(?: tin)?|quay số|bấm(?: số)?|báo tin(?: ngay)?|call|dial|phone)(?: tới| đến| qua| theo| về)?(?: số)?:? ?$"
)
_TAIL: Final = Twin(
    r" (?:là (?:tổng đài|đầu số|số)|tiếp nhận|cứu nạn|cứu hộ|công an|cảnh sát|chữa cháy|cấp cứu|miễn phí|để (?:báo|được|phản ánh)|khi)\b"
)
_SENTENCE: Final = re.compile(r"[.!?;](?=\s)|\n")
_AFTER: Final = Twin(rf" (?:{any_of([*UNIT_NAMES, 'triệu', 'nghìn', 'tỷ', 'đồng'])})(?![^\W_])")
_NOT_A_NUMBER: Final = Twin(
    r"\b(?:ứng dụng|app|báo cháy|điều|khoản|quyết định|nghị định|thông báo|văn bản|công văn|kế hoạch|tuyến|xe|xe buýt|phòng|tổ|thôn"
    r"|ngõ|nhà|trang|lô|thửa|mã)(?: số)? $"
)
_DIGIT_WORD: Final = any_of(
    ["không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy", "tám", "chín"]
)
_SPOKEN: Final = Twin(rf"\b(?:{_DIGIT_WORD})(?:,? (?:{_DIGIT_WORD})){{2,11}}\b")
_SPOKEN_WORDS: Final = re.compile(r"[^\W\d_]+")


def digits_of(text: str) -> str:
    """Return the digits of a number with +84 written as 0."""
    digits = re.sub(r"\D", "", text)
    return f"0{digits[2:]}" if text.lstrip(" (").startswith("+84") else digits


def is_subscriber(digits: str) -> bool:
    """Tell whether the digits are a mobile (10) or fixed (10 or 11) number of the national plan."""
    return (len(digits) == 10 and digits[0] == "0" and digits[1] in "356789") or (
        len(digits) == 11 and digits.startswith("02")
    )


def _fact(match: re.Match[str], value: str) -> Fact:
    return Fact(PHONE, match.start(), match.end(), match[0], value)


def find_long_phones(text: str) -> Iterator[Fact]:
    """Yield subscriber and service numbers, which need no word beside them."""
    for match in _LONG.finditer(text):
        value = digits_of(match[0])
        if is_subscriber(value):
            yield _fact(match, value)
    for match in _SERVICE.finditer(text):
        value = digits_of(match[0])
        if len(value) in {8, 10}:
            yield _fact(match, value)


def _before(text: str, start: int) -> str:
    """Return what stands before a number in its own sentence, no more than a line of it."""
    return _SENTENCE.split(text[max(0, start - 64) : start])[-1]


def _is_short_phone(text: str, match: re.Match[str], *, bare: bool) -> bool:
    before = _before(text, match.start())
    if _AFTER.pick(bare=bare).match(text, match.end()) or _NOT_A_NUMBER.pick(bare=bare).search(before):
        return False
    if _DIRECT.pick(bare=bare).search(before):
        return True
    told = _CUE.pick(bare=bare).search(before) or _TAIL.pick(bare=bare).match(text, match.end())
    return match[0] in PUBLIC_SHORT and bool(told)


def find_short_phones(text: str, *, bare: bool) -> Iterator[Fact]:
    """Yield short public numbers and local ones without area code that stand in a telling place."""
    for match in _SHORT.finditer(text):
        if _is_short_phone(text, match, bare=bare):
            yield _fact(match, match[0])
    for match in _LOCAL.finditer(text):
        if _DIRECT.pick(bare=bare).search(_before(text, match.start())):
            yield _fact(match, digits_of(match[0]))


def find_spoken_phones(text: str, *, bare: bool) -> Iterator[Fact]:
    """Yield numbers read out digit by digit after a word that announces one."""
    for match in _SPOKEN.finditer(text, bare=bare):
        words = _SPOKEN_WORDS.findall(fold(match[0]))
        digits = "".join(str(DIGIT_WORDS.get(word, 1)) for word in words)
        known = digits in PUBLIC_SHORT or is_subscriber(digits) or digits[:4] in {"1800", "1900"}
        before = text[max(0, match.start() - 48) : match.start()]
        if known or _DIRECT.pick(bare=bare).search(before):
            yield _fact(match, digits)
