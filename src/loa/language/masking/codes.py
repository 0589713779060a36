"""Private data that has a form: patient codes, papers, plates, bank accounts, e-mail, telephones, home addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from loa.language.facts.patterns import UPPER
from loa.language.facts.phones import find_long_phones
from loa.language.facts.places import find_house_addresses
from loa.language.masking.model import (
    ADDRESS,
    BANK_ACCOUNT,
    EMAIL,
    ID_NUMBER,
    PATIENT_CODE,
    PHONE,
    PLATE,
    Span,
)

_COVID: Final = (
    r"(?:[ _](?:covid[ _]?[-–]?[ _]?19|mắc[ _]covid[ _]?-?19|sars-cov-2|nCoV|dương[ _]tính|nhiễm|mắc))?"
)
_QUOTE: Final = r"[“\"'#(]?\s?"
_PATIENT_HEAD: Final = re.compile(
    rf"(?<!\w)(?:(?:các[ _])?bệnh[ _]nhân{_COVID}(?:[ _](?:số|thứ|mã[ _]số|mã))?|(?:ca[ _](?:bệnh|nhiễm|mắc|dương[ _]tính)|ca)"
    rf"{_COVID}[ _](?:số|thứ|mã[ _]số|mã)|ca[ _]bệnh{_COVID}|f0[ _](?:số|mã))[ _:]\s?{_QUOTE}(?P<code>\d{{1,6}})(?![\d/%:]|[.,]\d)",
    re.IGNORECASE,
)
_PATIENT_CODE: Final = re.compile(
    r"(?<![\w-])BN[ _]?[-–_]?[ _]?(?:[A-Z]{1,3}[-_]?)?\d{1,7}(?![\d/]|[.,]\d)", re.IGNORECASE
)
_PATIENT_RECORD: Final = re.compile(
    r"(?<!\w)(?:mã[ _](?:số[ _])?(?:bệnh[ _]nhân|bn|y[ _]tế|hồ[ _]sơ[ _]bệnh[ _]án|bệnh[ _]án)|số[ _](?:hồ[ _]sơ[ _])?bệnh[ _]án)"
    r"(?:[ _](?:là|số))?\s?:?\s?(?P<code>(?=[A-Z]*[-.]?\d)[A-Z\d][A-Z\d.\-]{1,18}[A-Z\d])(?!\w)",
    re.IGNORECASE,
)
_PATIENT_NEXT: Final = re.compile(
    rf"\s?[”\"')]?\s?(?:,|-|–|và|;|đến)\s?{_QUOTE}(?P<code>(?:BN[ _]?)?\d{{2,6}})(?![\d/%:]|[.,]\d)",
    re.IGNORECASE,
)
_UNIT_AFTER: Final = re.compile(
    r"\s?(?:tuổi|ngày|tháng|năm|người|ca|lần|giờ|phút|tuần|bệnh|trường|hộ|nam|nữ|h\b|%|triệu|nghìn|khoa|phòng)",
    re.IGNORECASE,
)

_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
)
_PHONE_84: Final = re.compile(r"(?<![\w+])84[ .-]?[35789]\d(?:[ .-]?\d){7}(?!\d)")
_CITIZEN: Final = re.compile(r"(?<![\w.,/-])0\d{2}(?:[ .]?\d{3}){3}(?![\w/-]|[.,]\d)")
_PAPER: Final = re.compile(
    r"(?<!\w)(?:cccd|cmnd|cmtnd|cmt|căn[ _]cước(?:[ _]công[ _]dân)?|chứng[ _]minh(?:[ _](?:thư|nhân[ _]dân))?|hộ[ _]chiếu|passport"
    r"|định[ _]danh|mã[ _]số[ _]thuế|mst|bảo[ _]hiểm(?:[ _](?:y[ _]tế|xã[ _]hội))?|bhyt|bhxh|giấy[ _]phép[ _]lái[ _]xe|gplx)"
    r"[^\d\n.;]{0,24}?(?P<code>(?<![\w])[A-Z]{0,2}\d(?:[ .]?\d){6,14})(?!\d)",
    re.IGNORECASE,
)
_PLATE: Final = re.compile(
    r"(?<![\w/.-])(?:1[1-9]|[2-9]\d)[ -]?(?:[A-ZĐ]\d?|[A-ZĐ]{2})(?:\s?[-–.]\s?|\s)?(?:\d{3}[. ]?\d{2}|\d{4})(?![\w/-]|[.,]\d)"
)
_PLATE_CUED: Final = re.compile(
    r"(?:biển[ _](?:số|kiểm[ _]soát)|bks|bien so)(?:[ _]xe)?\s?:?\s?(?P<code>\d{2}[ -]?[A-ZĐ]{1,2}\d?[ .-]{0,3}\d{3}[. ]?\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"(?<!\w)(?:stk|số[ _]tài[ _]khoản|tài[ _]khoản(?:[ _](?:ngân[ _]hàng|số))?|số[ _]tk|tk|so tai khoan|tai khoan)"
    r"[^\d\n.;]{0,32}(?P<code>\d(?:[ .-]?\d){5,18})(?!\d)",
    re.IGNORECASE,
)
_CARD: Final = re.compile(r"(?<![\w.-])\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?![\w-])")
_HOME_NEAR: Final = re.compile(
    r"\b(?:trú|ở|nhà|đột nhập|thường trú|tạm trú|địa chỉ|hộ khẩu|sinh sống|sống|cư trú|ngụ)\b[^.;\n]{0,24}$",
    re.IGNORECASE,
)
_NEAR_NAME: Final = 28
_SENTENCE_END: Final = re.compile(r"[.;!?](?=\s)|\n")
_FLAT: Final = re.compile(
    rf"\b(?:căn hộ|căn|phòng|p\.)(?: số)? ?\d{{3,4}}[,]?(?: (?:tòa(?: nhà)?|nhà|chung cư|khu|block)(?: [{UPPER}][\w]*){{1,3}})",
)


def _listed_codes(text: str, end: int) -> Iterator[Span]:
    while following := _PATIENT_NEXT.match(text, end):
        if _UNIT_AFTER.match(text, following.end("code")):
            return
        yield Span(following.start("code"), following.end("code"), PATIENT_CODE)
        end = following.end("code")


def find_patient_codes(text: str) -> list[Span]:
    """Return codes of patients; of "bệnh nhân 17" only the number, of "BN17" the whole."""
    spans: list[Span] = []
    for pattern in (_PATIENT_HEAD, _PATIENT_CODE, _PATIENT_RECORD):
        for match in pattern.finditer(text):
            group = "code" if "code" in pattern.groupindex else 0
            if pattern is _PATIENT_HEAD and _UNIT_AFTER.match(text, match.end("code")):
                continue
            spans.append(Span(match.start(group), match.end(group), PATIENT_CODE))
            spans.extend(_listed_codes(text, match.end(group)))
    return spans


def find_ids(text: str) -> list[Span]:
    """Return numbers of personal papers: twelve digits of the citizen number anywhere, others beside their name."""
    spans = [Span(m.start(), m.end(), ID_NUMBER) for m in _CITIZEN.finditer(text)]
    return spans + [Span(m.start("code"), m.end("code"), ID_NUMBER) for m in _PAPER.finditer(text)]


def find_plates(text: str) -> list[Span]:
    """Return number plates of cars and motorcycles."""
    spans = [Span(m.start("code"), m.end("code"), PLATE) for m in _PLATE_CUED.finditer(text)]
    return spans + [Span(m.start(), m.end(), PLATE) for m in _PLATE.finditer(text)]


def find_accounts(text: str) -> list[Span]:
    """Return bank accounts beside a word that announces one, and card numbers."""
    spans = [Span(m.start("code"), m.end("code"), BANK_ACCOUNT) for m in _ACCOUNT.finditer(text)]
    return spans + [Span(m.start(), m.end(), BANK_ACCOUNT) for m in _CARD.finditer(text)]


def find_emails(text: str) -> list[Span]:
    """Return e-mail addresses."""
    return [Span(m.start(), m.end(), EMAIL) for m in _EMAIL.finditer(text)]


def find_phones(text: str) -> list[Span]:
    """Return subscriber numbers; short and service numbers are public."""
    spans = [Span(f.start, f.end, PHONE) for f in find_long_phones(text) if f.value.startswith("0")]
    return spans + [Span(m.start(), m.end(), PHONE) for m in _PHONE_84.finditer(text)]


def _is_home(text: str, start: int, ends: list[int]) -> bool:
    """Tell whether somebody lives at an address: the words before say so, or a name stands just before it."""
    before = text[max(0, start - 40) : start]
    if _HOME_NEAR.search(before):
        return True
    last = bisect_left(ends, start + 1) - 1
    return (
        last >= 0 and start - ends[last] <= _NEAR_NAME and not _SENTENCE_END.search(text[ends[last] : start])
    )


def find_addresses(text: str, names: list[Span]) -> list[Span]:
    """Return addresses down to the house where the words or a name before say that somebody lives there."""
    spans = [Span(m.start(), m.end(), ADDRESS) for m in _FLAT.finditer(text)]
    ends = sorted(name.end for name in names)
    houses = find_house_addresses(text)
    spans += [Span(fact.start, fact.end, ADDRESS) for fact in houses if _is_home(text, fact.start, ends)]
    return spans
