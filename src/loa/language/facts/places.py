"""Places in Vietnamese text: units, settlements, streets and house numbers, named public buildings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from loa.language.facts.model import PLACE, Fact
from loa.language.facts.patterns import UPPER, Twin, any_of, words
from loa.language.facts.units import UNIT_NAMES
from loa.lib.text import fold, place_tones

_UNITS: Final = (
    "phường",
    "xã",
    "thị trấn",
    "thị xã",
    "quận",
    "huyện",
    "thành phố",
    "tỉnh",
    "đặc khu",
)
_SHORT_UNITS: Final = {
    "tp.": "thành phố",
    "tp": "thành phố",
    "p.": "phường",
    "q.": "quận",
    "h.": "huyện",
    "x.": "xã",
    "tt.": "thị trấn",
    "tx.": "thị xã",
}
_SETTLEMENTS: Final = (
    "thôn",
    "xóm",
    "bản",
    "ấp",
    "làng",
    "tổ dân phố",
    "tdp",
    "tổ",
    "cụm dân cư",
    "khu dân cư",
    "kdc",
    "khu phố",
    "khối phố",
    "khu",
    "khóm",
    "buôn",
    "phum",
    "tiểu khu",
    "tổ nhân dân",
)
_ROADS: Final = (
    "đường tỉnh",
    "tỉnh lộ",
    "tl",
    "hương lộ",
    "đường",
    "phố",
    "quốc lộ",
    "ql",
    "đường cao tốc",
    "cao tốc",
    "đại lộ",
    "ngã tư",
    "ngã ba",
    "ngã năm",
    "nút giao",
    "cầu vượt",
    "cầu",
    "hầm",
    "đê",
)
_BUILDINGS: Final = (
    "trạm y tế",
    "trung tâm y tế",
    "nhà văn hóa",
    "nhà văn hoá",
    "nvh",
    "nhà sinh hoạt cộng đồng",
    "nhà thi đấu",
    "nhà hát",
    "trường mầm non",
    "trường mẫu giáo",
    "trường tiểu học",
    "trường trung học cơ sở",
    "trường thcs",
    "trường trung học phổ thông",
    "trường thpt",
    "trường đại học",
    "trường cao đẳng",
    "trường",
    "bệnh viện đa khoa",
    "bệnh viện",
    "phòng khám đa khoa",
    "trung tâm văn hóa - thể thao",
    "trung tâm văn hóa thể thao",
    "trung tâm văn hóa",
    "trung tâm thể thao",
    "trung tâm hội nghị",
    "trung tâm phục vụ hành chính công",
    "điểm phục vụ hành chính công",
    "cung văn hóa",
    "cung thiếu nhi",
    "nhà thiếu nhi",
    "nhà khách",
    "nhà trẻ",
    "học viện",
    "bảo tàng",
    "rạp",
    "khách sạn",
    "công viên",
    "chợ đầu mối",
    "chợ",
    "bến xe",
    "bến phà",
    "bến đò",
    "bến tàu",
    "bến",
    "cảng",
    "sân bay",
    "sân vận động",
    "sân bóng",
    "hồ điều hòa",
    "hồ",
    "miếu",
    "chùa",
    "đình làng",
    "đình",
    "đền",
    "nhà thờ",
    "vườn hoa",
    "quảng trường",
    "ga",
    "khu đô thị mới",
    "khu đô thị",
    "kđt",
    "khu tập thể",
    "khu công nghiệp",
    "chung cư",
    "tòa nhà",
    "toà nhà",
    "đài tưởng niệm",
    "nghĩa trang",
    "siêu thị",
    "trung tâm thương mại",
    "bưu điện",
    "trạm bơm",
    "trạm biến áp",
    "nhà máy nước",
    "khu di tích",
    "khu du lịch",
)
_EXPANSIONS: Final = (
    (re.compile(r"\btdp\b"), "tổ dân phố"),
    (re.compile(r"\bkdc\b"), "khu dân cư"),
    (re.compile(r"\bkđt\b"), "khu đô thị"),
    (re.compile(r"\bnvh\b"), "nhà văn hóa"),
    (re.compile(r"\bthcs\b"), "trung học cơ sở"),
    (re.compile(r"\bthpt\b"), "trung học phổ thông"),
    (re.compile(r"\bql ?(?=\d)"), "quốc lộ "),
    (re.compile(r"\btl ?(?=\d)"), "tỉnh lộ "),
    (re.compile(r"\bsố nhà (?=\d)"), "số "),
    (re.compile(r"(?<=[^\W\d_]) số (?=\d)"), " "),
    (re.compile(r"(?<![\d/])0+(?=[1-9])"), ""),
    (re.compile(r"\s*[-–—]\s*"), " - "),
)

_STOP: Final = any_of(
    [
        *words("TỪ ĐẾN NGÀY LÚC TẠI VÀ CÁC CỦA TRONG VỀ KHI ĐỂ SẼ ĐÃ CÓ LÀ DO THEO TRƯỚC SAU ĐƯỢC CHO"),
        *words("TU DEN NGAY LUC TAI VA CAC CUA TRONG VE KHI DE SE DA CO LA DO THEO TRUOC SAU DUOC CHO"),
        *("UBND", "UBMTTQ", "Công an", "Liên hệ", "Điện thoại", "Tel", "ĐT"),
        *("Phụ lục", "Điều", "Mẫu", "Bảng"),
    ]
)
_COMPOUNDS: Final = any_of(
    [
        "Trung ương",
        "Thủy lợi",
        "Bách khoa",
        "Kinh tế",
        "Công nghệ",
        "Giao thông",
        "Nhiệt đới",
        "Phụ sản",
        "Sư phạm",
        "Nông nghiệp",
        "Ngoại thương",
        "Xây dựng",
        "Công nghiệp",
        "Y học",
        "Thể thao",
        "Hữu nghị",
        "Lao động",
        "Dân tộc",
        "Thương mại",
        "Công đoàn",
        "Thiếu nhi",
        "Thanh niên",
        "Quốc gia",
        "Quân y",
    ]
)
_WORD: Final = (
    rf"(?:(?-i:{_COMPOUNDS})\b|(?!(?-i:(?:{_STOP})\b))(?-i:[{UPPER}])(?:[^\W\d_]|’){{0,14}}(?![\w]))"
)
_NAME: Final = (
    rf"{_WORD}(?: {_WORD}){{0,4}}(?: (?-i:[IVX]{{1,3}})\b| \d{{1,2}}(?![\d/.,:h%]|\s?(?:giờ|h\b)))?"
)
_NOT_COUNTED: Final = r"(?! ?(?:nghìn|ngàn|triệu|tỷ|tỉ|phần trăm|đồng|mét|tháng|tuần|năm|tấn|ha|hộ|người|nhịp|làn|cây số|cái|chiếc)\b)"
_NUMBER: Final = (
    r"(?:số )?\d{1,3}(?-i:[A-Z])?(?![\d.,:%]*\d|[.,:]\d|h\b|h\d|/\d| ?(?:nghìn|ngàn|triệu|tỷ|tỉ|đồng)\b)\b"
)
_DAY_NAME: Final = r"\d{1,2}[-/.]\d{1,2}(?![\d/-]|\.\d)"
_CODE: Final = r"(?-i:[A-Z]{1,3}\d{1,2}[A-Z]?)\b"
_HOUSE: Final = r"\d{1,4}(?-i:[A-Za-z])?(?:[/-]\d{1,4}){0,4}(?-i:[A-Z])?"
_DASHED_AREA: Final = any_of(
    ["Văn Miếu - Quốc Tử Giám", "Văn Miếu – Quốc Tử Giám", "Bà Rịa - Vũng Tàu", "Phan Rang - Tháp Chàm"]
)
_ADMIN: Final = (
    rf"\b(?:(?:{any_of([*_UNITS, 'tp'])}) |(?-i:(?:TP|P|Q|H|X|TT|TX)\.) ?)"
    rf"(?:(?-i:{_DASHED_AREA})|{_NAME}|(?:(?<=phường )|(?<=quận ))\d{{1,2}}\b)"
)
_SETTLEMENT: Final = rf"\b(?:{any_of(_SETTLEMENTS)}) (?:{_NUMBER}|{_NAME})"
_ROAD_NUMBER: Final = rf"(?:số )?\d{{1,3}}(?-i:[A-Z])?(?:[/-]\d{{1,2}}(?!\d|/))?(?![\d.,:%-]*\d|h\b|\s?(?:m|km|%)\b){_NOT_COUNTED}"
_RING: Final = r"vành đai \d(?:[.,]\d)?(?!\d)"
_ROAD: Final = rf"\b(?:(?:đường )?{_RING}|(?:{any_of(_ROADS)}) ?(?:{_CODE}|(?!{_RING}){_NAME}(?: [-–] {_NAME})?|{_ROAD_NUMBER}))"
_STREET: Final = (
    rf"(?:(?:(?:đường|phố) )?(?!{_RING}){_NAME}|đường (?:{_ROAD_NUMBER}|{_CODE})|(?:đường )?{_RING})"
)
_LANE: Final = rf"(?:(?:ngách|hẻm|ngõ|kiệt) {_HOUSE},? ){{0,2}}(?:ngõ|ngách|hẻm|kiệt) (?:{_HOUSE}(?!\w)|{_NAME})(?:,? {_STREET})?"
_ADDRESS: Final = rf"\b(?:số (?:nhà )?{_HOUSE},? )?{_LANE}|\bsố (?:nhà )?{_HOUSE}(?: |, (?=đường|phố)){_STREET}|\bsố nhà {_HOUSE}"
_BARE_ADDRESS: Final = rf"(?:(?<=\b[tT]ại )|(?<=\bđịa chỉ )|(?<=\bđịa chỉ: )){_HOUSE} (?:(?:đường|phố) {_NAME}|(?!(?:{any_of([*_BUILDINGS, *_UNITS])})\b){_NAME})"
_SCHOOL: Final = "mầm non|mẫu giáo|tiểu học|trung học|thcs|thpt|đại học|cao đẳng"
_BUILDING: Final = (
    rf"\b(?:(?:tòa nhà|toà nhà|tòa|chung cư) {_CODE}(?: {_NAME})?"
    rf"|(?!trường (?:{_SCHOOL}) (?![{UPPER}\d]|số))(?:{any_of(_BUILDINGS)}) (?:{_ADMIN}|{_SETTLEMENT}|khu dân cư {_NUMBER}"
    rf"|phố {_NAME}|{_DAY_NAME}|{_NAME})"
    rf"|(?:nhà văn hóa|nvh|nhà trẻ|trường (?:{_SCHOOL})|bến(?: xe)?) số \d{{1,3}}\b|(?<!bao )(?<!che )(?<!chính )phủ {_NAME})"
)

_PATTERNS: Final = tuple(
    Twin(pattern) for pattern in (_ADDRESS, _BUILDING, _BARE_ADDRESS, _ROAD, _ADMIN, _SETTLEMENT)
)
_HOUSE_FIRST: Final = re.compile(r"(?:số )?\d")
_LIST_KINDS: Final = any_of(
    [*_UNITS, "thôn", "xóm", "tổ dân phố", "tổ", "phố", "tuyến phố", "đường", "tuyến đường"]
)
_LIST_HEAD: Final = Twin(
    rf"\b(?:(?:các|những) (?P<kind>{_LIST_KINDS})|(?<!số )(?<!\d)(?:hai|ba|bốn|năm|\d{{1,2}}) (?P<few>{any_of([*_UNITS, 'thôn', 'ấp'])}))"
    rf"(?: số)?:? (?P<first>{_NAME}|\d{{1,3}}\b)"
)
_LIST_NEXT: Final = Twin(
    rf"(?:,| và|;| hoặc) (?:(?P<kind>{_LIST_KINDS}) )?(?:số )?(?P<name>{_NAME}|\d{{1,3}}\b(?![/.,:h]\d| ?%))"
)
_PAIR_NEXT: Final = Twin(
    rf"(?:,| và) (?:số )?(?P<name>\d{{1,3}})\b(?![/.,:h]\d| ?[%h°]| (?:{any_of(UNIT_NAMES)}|tháng|nhà|[^\W\d_]+ (?:từ|sẽ))\b)"
)
_WRONG_LEAD: Final = Twin(r"\b(?:biển|xe|tuyến|nhãn|nhà|kênh|mẫu|biểu|bảng|tập|chuyến)\s$")
_PART_OF_WORD: Final = Twin(
    r"\b(?:yêu|nhu|gia|văn|đồng|thị|môi|hiện|công|quân|nông|lâm|phiên|cơ|kịch|cung|dây|mặt|lòng|vỉa|chính)\s$"
)


PLACE_WORDS: Final = (*_UNITS, *_SETTLEMENTS, *_ROADS, *_BUILDINGS)
_LOOSE_COMMA: Final = re.compile(r",(?!\d)|(?<!\d),")


def canonical_place(text: str) -> str:
    """Return a place in lower case, one tone placement, abbreviations written out, "số" dropped after a kind word."""
    low = " ".join(_LOOSE_COMMA.sub(" ", place_tones(text).lower()).split())
    for short, full in _SHORT_UNITS.items():
        if low.startswith(short) and (short.endswith(".") or low[len(short) : len(short) + 1] == " "):
            low = f"{full} {low[len(short) :].strip()}"
            break
    for pattern, full in _EXPANSIONS:
        low = pattern.sub(full, low)
    return " ".join(low.split())


def _fact(text: str, start: int, end: int, value: str) -> Fact:
    return Fact(PLACE, start, end, text[start:end], value)


def _is_place(text: str, start: int, *, bare: bool) -> bool:
    """Refuse numbers of other things ("biển số 5") and kind words that end another word ("yêu cầu 3")."""
    before = text[max(0, start - 8) : start]
    if text[start : start + 2].lower() in {"số", "so"}:
        return not _WRONG_LEAD.pick(bare=bare).search(before)
    return text[start].isupper() or not _PART_OF_WORD.pick(bare=bare).search(before)


def _named(text: str, *, bare: bool) -> Iterator[Fact]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text, bare=bare):
            if _is_place(text, match.start(), bare=bare):
                yield _fact(text, match.start(), match.end(), canonical_place(match[0]))


def _listed(text: str, *, bare: bool) -> Iterator[Fact]:
    """Yield each member of "các phường Láng, Kim Liên và Đống Đa" with the kind word it shares."""
    for head in _LIST_HEAD.finditer(text, bare=bare):
        group = "kind" if head["kind"] else "few"
        kind = head[group].removeprefix("tuyến ")
        yield _fact(text, head.start(group), head.end(), canonical_place(f"{kind} {head['first']}"))
        end = head.end()
        while following := _LIST_NEXT.pick(bare=bare).match(text, end):
            kind = (following["kind"] or kind).removeprefix("tuyến ")
            start, end = following.start("kind"), following.end()
            start = following.start("name") if start < 0 else start
            yield _fact(text, start, end, canonical_place(f"{kind} {following['name']}"))


def _paired(text: str, *, bare: bool) -> Iterator[Fact]:
    """Yield the "số 4" of "tổ dân phố số 3 và số 4", and what else the list holds."""
    for match in _PATTERNS[-1].finditer(text, bare=bare):
        kind, _, last = canonical_place(match[0]).rpartition(" ")
        end = match.end()
        while last.isdigit() and (following := _PAIR_NEXT.pick(bare=bare).match(text, end)):
            start, end = following.start("name"), following.end()
            yield _fact(text, start, end, f"{kind} {following['name']}")


def _gazetteer(text: str, areas: Collection[str]) -> Iterator[Fact]:
    if not areas:
        return
    wanted = {fold(name): place_tones(name).lower() for name in areas}
    longest = max((name.count(" ") + 1 for name in wanted), default=0)
    words = [(m.start(), m.end()) for m in re.finditer(r"[^\W_]+", text)]
    folded = [fold(text[start:end]) for start, end in words]
    for first in range(len(words)):
        if not text[words[first][0]].isupper():
            continue
        for size in range(min(longest, len(words) - first), 0, -1):
            value = wanted.get(" ".join(folded[first : first + size]))
            if value:
                yield _fact(text, words[first][0], words[first + size - 1][1], value)
                break


def find_house_addresses(text: str) -> Iterator[Fact]:
    """Yield addresses that name a house number."""
    for match in _PATTERNS[0].finditer(text, bare=False):
        value = canonical_place(match[0])
        if _HOUSE_FIRST.match(value):
            yield _fact(text, match.start(), match.end(), value)


def find_places(text: str, *, bare: bool, areas: Collection[str] = ()) -> list[list[Fact]]:
    """Return candidate places in groups, the surest first; `areas` are names to know without a kind word."""
    return [
        list(_listed(text, bare=bare)),
        list(_named(text, bare=bare)),
        list(_paired(text, bare=bare)),
        list(_gazetteer(text, areas)),
    ]
