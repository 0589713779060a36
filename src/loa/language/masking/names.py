"""Names of persons in Vietnamese text: full names, initials, given names after a form of address.

Streets, wards, schools and firms called after a person are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts.patterns import UPPER, any_of, is_bare
from loa.language.facts.patterns import words as word_list
from loa.language.masking import lexicon
from loa.language.masking.model import NAME, Span
from loa.lib.text import fold, place_tones

_ADDRESS_WORDS: Final = word_list("ông bà anh chị em cháu cô chú bác cụ thầy dì cậu mợ bé")
_KIN: Final = [
    "con trai",
    "con gái",
    "chồng",
    "vợ",
    "bố",
    "mẹ",
    "cha",
    "con",
    "bạn trai",
    "bạn gái",
    "em trai",
    "em gái",
]
_ROLES: Final = [
    "bệnh nhân",
    "nạn nhân",
    "bị can",
    "bị cáo",
    "đối tượng",
    "nghi phạm",
    "nghi can",
    "công dân",
    "chủ hộ",
    "hộ ông",
    "hộ bà",
    "tài xế",
    "lái xe",
    "bác sĩ",
    "bs",
    "y tá",
    "điều dưỡng",
    "dược sĩ",
    "kỹ sư",
    "luật sư",
    "giáo sư",
    "tiến sĩ",
    "thạc sĩ",
    "gs",
    "pgs",
    "ts",
    "ths",
    "nhà báo",
    "phóng viên",
    "ca sĩ",
    "diễn viên",
    "nghệ sĩ",
    "đồng chí",
    "đ/c",
    "tổ trưởng",
    "trưởng thôn",
    "bí thư",
    "chủ tịch",
    "phó chủ tịch",
    "giám đốc",
    "phó giám đốc",
    "bộ trưởng",
    "thứ trưởng",
    "thủ tướng",
    "phó thủ tướng",
    "trưởng phòng",
    "hiệu trưởng",
    "trung tá",
    "đại úy",
    "thiếu tá",
    "thượng úy",
    "đại tá",
    "người gửi",
    "họ tên",
    "họ và tên",
    "tên là",
    "tên",
    "tên giả",
    "gặp",
    "mời",
    "liên hệ",
    "người phản ánh",
    "kính gửi",
    "gửi",
]
_SINGLE_ROLES: Final = frozenset(
    [
        *_ADDRESS_WORDS,
        *_KIN,
        "nạn nhân",
        "bệnh nhân",
        "đồng chí",
        "đ/c",
        "tên",
        "tên là",
        "bác sĩ",
        "bs",
        "y tá",
        "tài xế",
    ]
)
_GREETINGS: Final = frozenset(
    {"liên hệ", "gặp", "mời", "gửi", "kính gửi", "người gửi", "họ tên", "họ và tên", "người phản ánh"}
)
_TOKEN: Final = rf"[{UPPER}][^\W\d_]{{0,7}}"
_LETTER: Final = rf"[{UPPER}]"
_GAP: Final = r"[ \u00a0_]"
_CUE: Final = re.compile(
    rf"(?<!\w)(?P<cue>{any_of([*_ADDRESS_WORDS, *_KIN, *_ROLES])})(?:{_GAP}(?:là|tên là|tên|số \d+ là))?:?{_GAP}"
    rf"(?P<name>(?-i:{_TOKEN}(?:\.?{_GAP}?{_TOKEN}){{0,4}}(?:(?<=[{UPPER}])\.)?))(?![^\W\d_])",
    re.IGNORECASE,
)
_FULL: Final = re.compile(rf"(?<![\w.]){_TOKEN}(?:\.?{_GAP}{_TOKEN}|\.{_TOKEN}){{1,4}}(?![^\W\d_])")
_INITIALS: Final = re.compile(
    rf"(?<!\w){_LETTER}{{1,2}}(?:\.{_GAP}?{_LETTER}{{1,2}}){{1,7}}(?:[^\W\d_]{{1,7}})?(?!\w)\.?"
)
_UNIT_LETTER: Final = re.compile(r"[^\W\d_]{1,2}\.[ _]?[^\W\d_]{1,2}[a-zà-ỹ]")
_NOT_INITIALS: Final = frozenset(
    {"tp", "tư", "us", "usa", "pv", "bs", "ts", "qh", "sos", "tphcm", "vn", "ub", "un", "eu"}
)
_PLACE_LEAD: Final = re.compile(
    r"(?:\b(?:đường|phố|phường|xã|quận|huyện|tỉnh|thành phố|tp\.?|thị trấn|thị xã|thôn|làng|xóm|ngõ|ngách|hẻm|trường|thcs|thpt"
    r"|tiểu học|mầm non|trung học cơ sở|trung học phổ thông|đại học|học viện|bệnh viện|viện|công ty|tnhh|cổ phần|cầu|chợ|hồ|đền"
    r"|chùa|(?<!gia )đình|công viên|quảng trường|nghĩa trang|lăng|tượng đài|giải|giải thưởng|quỹ|khu|khu đô thị|ga|sân|sông|núi|đèo|đảo|bến"
    r"|tập đoàn|thương hiệu|quán|nhà hàng|khách sạn|cửa hàng|siêu thị|cà phê|tuyến|nút|ngã tư|ngã ba|hầm|chung cư|tòa nhà|rạp"
    r"|nhà hát|phà|hãng|xe khách|nhà xe|thời|triều|nhà)|\b(?:số )?\d+(?:[/-]\d+)*[a-z]?),?[ _]$",
    re.IGNORECASE,
)
_STREET_LIST: Final = re.compile(r"(?:đường|phố|phường|xã|trường|tuyến)\b[^.;\n]{0,40},[ _]$", re.IGNORECASE)
_WORD_START: Final = re.compile(rf"(?<!\w)[{UPPER}]")
_FOLLOWING: Final = re.compile(rf"\w| [{UPPER}]")
_SPLIT: Final = re.compile(r"[ \u00a0_.]+")
_SURNAME_BARE: Final = frozenset(fold(name) for name in lexicon.STRONG_SURNAMES)

_LOWER_SURNAME: Final = any_of(lexicon.STRONG_SURNAMES | {fold(name) for name in lexicon.STRONG_SURNAMES})
_LOWER_CUE: Final = any_of(
    [*_ADDRESS_WORDS, "ong", "ba", "chi", "chau", "co", "chu", "bac", "cu", "thay", "be"]
)
_LOWER_FULL: Final = re.compile(
    rf"(?<![\w])(?:(?P<cue>{_LOWER_CUE})[ _])?(?P<name>(?:{_LOWER_SURNAME})(?:[ _][^\W\d_]{{1,7}}){{1,3}})(?![^\W\d_])"
)
_LOWER_GIVEN: Final = re.compile(
    rf"(?<![\w])(?:ông|bà|anh|chị|cháu|em|cô|chú|bác|cụ)[ _](?P<name>{any_of(lexicon.LOWER_GIVEN)})(?![^\W\d_])(?! (?:hùng|linh|trai|gái))"
)


def _words(name: str) -> list[str]:
    return [word for word in _SPLIT.split(place_tones(name).lower()) if word]


def _is_surname(word: str) -> bool:
    return word in lexicon.surnames() or word in _SURNAME_BARE


def _named_like(word: str) -> bool:
    return len(word) == 1 or word in lexicon.given() or word in lexicon.given_bare()


def _is_namesake(words: list[str]) -> bool:
    known = lexicon.not_persons()
    if " ".join(words) in known:
        return True
    return words[0] not in lexicon.STRONG_SURNAMES and " ".join(words[:2]) in known


def _after_place(text: str, start: int) -> bool:
    return bool(_PLACE_LEAD.search(text[max(0, start - 24) : start]))


def _trim(words: list[str]) -> list[str]:
    """Cut the words that cannot belong to a name off the end: "Nguyễn Văn An Công ty"."""
    for index, word in enumerate(words[1:], 1):
        if word in lexicon.CAPITAL_STOPS and word not in lexicon.given():
            return words[:index]
    return words[:5]


def _reach(name: str, count: int) -> int:
    """Return how many characters the first words take, with the dot of a final initial."""
    end = 0
    for index, match in enumerate(re.finditer(r"[^\W\d_]+", name)):
        if index == count:
            break
        end = match.end()
    return end


def _is_full_name(words: list[str]) -> bool:
    if len(words) < 2 or not _is_surname(words[0]) or _is_namesake(words):
        return False
    if len(words) == 2:
        strong = words[0] in lexicon.STRONG_SURNAMES
        return strong and (len(words[1]) == 1 or words[1] in lexicon.given())
    return any(_named_like(word) for word in words[1:])


def _full(text: str) -> Iterator[Span]:
    """Yield full names by their surname, also inside a longer run of capitals ("Sở Trần Nhị Hà")."""
    for match in _FULL.finditer(text):
        starts = [found.start() for found in re.finditer(r"[^\W\d_]+", match[0])]
        for offset in starts[:-1]:
            start = match.start() + offset
            words = _trim(_words(match[0][offset:]))
            if (
                _is_full_name(words)
                and not _after_place(text, start)
                and not _in_street_list(text, start, words)
            ):
                yield Span(start, start + _reach(match[0][offset:], len(words)), NAME)
                break


def _in_street_list(text: str, start: int, words: list[str]) -> bool:
    return len(words) == 2 and bool(_STREET_LIST.search(text[max(0, start - 60) : start]))


def _cued_words(cue: str, words: list[str]) -> list[str]:
    """Return the words of the name that follows a cue, or none."""
    words = _trim(words)
    if len(words) > 1 and _is_surname(words[0]):
        return [] if " ".join(words) == "hồ chí minh" else words
    if words[0] in lexicon.CAPITAL_STOPS or cue not in _SINGLE_ROLES:
        sure = cue in _GREETINGS and len(words) > 1 and all(_named_like(word) for word in words[:3])
        return words if sure else []
    if f"{cue} {words[0]}" in {
        "bà rịa",
        "bà nà",
        "bà đen",
        "bà triệu",
        "bà trưng",
        "bà huyện",
        "bác hồ",
        "cô tô",
        "bà chúa",
    }:
        return []
    if cue in {"con", "cha", "mẹ", "bố", "tên", "bệnh nhân"} and not _named_like(words[0]):
        return words[:1] if cue == "tên" else []
    return words if all(_named_like(word) for word in words) else words[:1]


def _cued(text: str) -> Iterator[Span]:
    for match in _CUE.finditer(text):
        if match["cue"][0].isupper() and _after_place(text, match.start()):
            continue
        words = _cued_words(match["cue"].lower(), _words(match["name"]))
        if words:
            start = match.start("name")
            end = start + _reach(match["name"], len(words))
            yield Span(start, end + (len(words[-1]) == 1 and text[end : end + 1] == "."), NAME)


def _initials(text: str) -> Iterator[Span]:
    for match in _INITIALS.finditer(text):
        letters = re.sub(r"[^\w]", "", match[0]).lower()
        if (
            letters not in _NOT_INITIALS
            and not _UNIT_LETTER.match(match[0])
            and not _after_place(text, match.start())
        ):
            yield Span(match.start(), match.end(), NAME)


def _lower_words(match: re.Match[str]) -> int:
    """Return how many words of a lower-case name are sure, 0 for none."""
    words = _words(match["name"])
    second = fold(words[1])
    if second not in {"van", "thi", "dinh", "duc", "huu"} and not (
        match["cue"] and words[0] in lexicon.STRONG_SURNAMES
    ):
        return 0
    count = 2
    while count < len(words) and (words[count] in lexicon.given() or words[count] in lexicon.given_bare()):
        count += 1
    return count if count > 2 or (len(words) == 2 and words[1] in lexicon.given()) else 0


def _lower(text: str) -> Iterator[Span]:
    """Yield names typed without capitals, only where a middle name or a form of address makes them sure."""
    for match in _LOWER_FULL.finditer(text):
        count = _lower_words(match)
        if count and not _after_place(text, match.start()):
            start = match.start("name")
            yield Span(start, start + _reach(match["name"], count), NAME)
    if not is_bare(text):
        for match in _LOWER_GIVEN.finditer(text):
            yield Span(match.start("name"), match.end("name"), NAME)


def _again(text: str, spans: list[Span]) -> Iterator[Span]:
    """Yield later mentions of a found name, whole or by its given name alone."""
    wanted = {text[span.start : span.end] for span in spans}
    wanted = {name for name in wanted if len(name) > 2 and name[0].isupper() and "." not in name}
    wanted |= {name.split()[-1] for name in wanted if name.count(" ") >= 2 and len(name.split()[-1]) > 2}
    lengths = sorted({len(name) for name in wanted}, reverse=True)
    for match in _WORD_START.finditer(text):
        start = match.start()
        length = next((size for size in lengths if text[start : start + size] in wanted), 0)
        if not length or _capital_before(text, start) or _after_place(text, start):
            continue
        if not _goes_on(text, start + length):
            yield Span(start, start + length, NAME)


def _capital_before(text: str, start: int) -> bool:
    before = re.search(r"([^\W\d_]+)[ _]$", text[max(0, start - 12) : start])
    return bool(before and before[1][0].isupper())


def _goes_on(text: str, end: int) -> bool:
    """Tell whether the word, or a run of capitals, goes on behind this place."""
    return bool(_FOLLOWING.match(text, end))


def find_names(text: str) -> list[Span]:
    """Return the names of persons in a text in NFC; spans may overlap each other."""
    spans = [*_full(text), *_cued(text), *_initials(text), *_lower(text)]
    return spans + list(_again(text, spans))
