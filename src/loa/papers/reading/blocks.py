"""Blocks of a signature: authority, title and name, one under the other in one column.

It must not take an office, a heading or the stamp of a digital signature for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from loa.lib.text import fold
from loa.papers.reading.letters import LOWER, UPPER, dense, is_upper, plain, squeeze, without_rule
from loa.papers.reading.model import FULL, LEFT, RIGHT, Line
from loa.papers.reading.words import ANNEX, AUTHORITY, KINDS, RANK, STAMP, SURNAMES, TITLES

DASHES: Final = ("-", "+", "–", "*", "•")
_REACH: Final = 45  # lines of its column in which a title finds its name
_OTHERS: Final = 5
_TO: Final = re.compile(r"^[\"“(]?\s*(?:no[ij1l]\s*nhan|gui|noi nhu tren)\b\s*[:.]?")
_BLOCK_ENDS: Final = re.compile(r"^(?:can cu|dieu \d|chuong |phu luc|kinh gui|noi nhan|muc \d|phan )")
_NO_FIRST: Final = frozenset(
    [
        "nơi",
        "phụ",
        "mẫu",
        "biểu",
        "căn",
        "điều",
        "chương",
        "mục",
        "số",
        "tỉnh",
        "xã",
        "phường",
        "huyện",
        "quận",
        "bộ",
        "sở",
        "ủy",
        "uỷ",
        "ban",
        "công",
        "lưu",
        "kính",
        "đảng",
        "trường",
        "trung",
        "việt",
        "ngày",
        "như",
        "các",
        "về",
        "theo",
        "giám",
        "thủ",
        "cục",
        "vụ",
        "viện",
        "hội",
        "tổng",
        "cổng",
        "người",
        "ký",
        "hội",
        "báo",
        "đài",
        "phòng",
        "thuộc",
        "tại",
        "trên",
        "thành",
        "thị",
        "ông",
        "bà",
    ]
)
_NO_BEGINNING: Final = re.compile(
    r"^(?:văn phòng|danh (?:mục|sách)|chi (?:cục|hội|bộ)|chính phủ|hà nội|đoàn (?:thanh|đại|công)|chủ (?:tịch|nhiệm|trì)|phó |trưởng |"
    r"thi hành|an (?:ninh|toàn)|kim ngạch|quốc |hồ sơ|thông (?:tin|tư|báo)|cao (?:đẳng|su)|lâm (?:nghiệp|thời))"
)
_SYLLABLE: Final = re.compile(rf"(?:[{UPPER}]['’]?[{LOWER}]*(?:['’-][{UPPER}{LOWER}]+)?|[{UPPER}]+)\.?$")
_SIGNED: Final = re.compile(r"^[\[(]?\s*(?:đã k[ýí]|đã ký tên)\s*[\])]?\s*[:.\-]?\s*", re.IGNORECASE)
_KINDS: Final = frozenset(dense(kind)[0] for kind in KINDS)


@dataclass(slots=True)
class Block:
    """One signature: what stands above it, the name or nothing, where it begins and ends."""

    begin: int
    end: int
    titles: list[str] = field(default_factory=list)
    authority: list[str] = field(default_factory=list)
    name: str | None = None
    sure: float = 0.0


def find_blocks(rows: Sequence[Line]) -> Iterator[Block]:
    """Yield every block that begins with an authority or a title, in order."""
    taken: set[int] = set()
    for number, line in enumerate(rows):
        if number not in taken and line.text and heads_block(line.text):
            gatherer = _Gatherer(rows, number)
            block = gatherer.gather()
            taken |= gatherer.taken
            if block is not None:
                yield block


class _Gatherer:
    """Follows the column of a title downwards until a name stands in it."""

    def __init__(self, rows: Sequence[Line], begin: int) -> None:
        self._rows = rows
        self._column = rows[begin].column
        self._others = 0
        self._last_right = begin + _REACH
        if self._column == RIGHT:  # below the last line of its column the name may stand in a line of its own
            near = range(begin, min(len(rows), begin + 25))
            self._last_right = [n for n in near if rows[n].column == RIGHT and rows[n].text][-1]
        self.block = Block(begin, begin)
        self.taken: set[int] = set()

    def gather(self) -> Block | None:
        """Return the block; None where its title turns out to open a list of legal grounds."""
        begin, looked = self.block.begin, 0
        for number in range(begin, len(self._rows)):
            line = self._rows[number]
            text = squeeze(line.text)
            if number > begin and ANNEX.match(text):
                break
            if not text or not self._is_beside(number, line):
                continue
            looked += 1
            if is_listed(text) or (self._column == FULL and is_recipients(line)):
                continue
            if _BLOCK_ENDS.match(plain(text)):
                return self.block if self.block.authority or number - begin >= 4 else None
            if looked > _REACH or self._ends(number, text):
                break
        return self.block

    def _is_beside(self, number: int, line: Line) -> bool:
        return _same_column(line, self._column) or number > self._last_right

    def _ends(self, number: int, text: str) -> bool:
        """Take a line of the column; say whether the block ends with it."""
        block = self.block
        if _is_authority(text) or (_is_title(text) and not (self._others > 1 and read_name(text) is None)):
            return self._title(number, text)
        if _is_title(text):
            return True
        if STAMP.match(plain(text)) and not _SIGNED.match(text):
            return False
        found = read_name(_SIGNED.sub("", text))
        if found:
            block.name, block.sure = found
            self.taken.add(number)
            return True
        return self._other(number, text)

    def _other(self, number: int, text: str) -> bool:
        block = self.block
        if self._is_small_title(text):
            return self._title(number, text)
        if block.titles and not self._others and is_upper(text, 0.9) and len(text) < 60:
            block.titles[-1] = f"{block.titles[-1]} {text}"
            return False
        self._others += 1
        return self._others > _OTHERS or len(text) > 90

    def _is_small_title(self, text: str) -> bool:
        """Say whether a title is printed in small letters below an authority ("TM. UBND xã", "Chủ tịch")."""
        small = len(text) < 40 and text[:1].isupper() and TITLES.match(plain(text)) is not None
        return small and bool(self.block.authority) and text[-1] not in ".:;,"

    def _title(self, number: int, text: str) -> bool:
        if _is_authority(text):
            if self._others:
                return True
            self.block.authority.append(text)
        else:
            self.block.titles.append(squeeze(without_rule(text)).rstrip(",;"))
        self.taken.add(number)
        return False


def _same_column(line: Line, column: str) -> bool:
    if column == RIGHT:
        return line.column == RIGHT or (line.column == FULL and line.x >= 0.55)
    if column == FULL:
        return line.column != RIGHT or line.x >= 0.5
    return line.column in {LEFT, FULL}


def is_listed(text: str) -> bool:
    """Say whether a line is one of a list of recipients."""
    return text[0] in DASHES or (text.endswith(";") and len(text) > 6)


def heads_block(text: str) -> bool:
    """Say whether a line may head a signature: an authority (TM., KT.) or a title in capitals."""
    return _is_authority(text) or _is_title(text)


def is_recipients(line: Line) -> bool:
    """Say whether a line opens the list of recipients."""
    return (
        line.column != RIGHT
        and len(line.text) < 120
        and _TO.match(plain(line.text)) is not None
        and "nhan" in plain(line.text)[:10]
    )


def _is_authority(text: str) -> bool:
    found = AUTHORITY.match(text.strip())
    if found is None or len(text) >= 120:
        return False
    marked = text.strip()[: found.start("rest")].rstrip()[-1:] in {".", "/"} or "/" in text[:4]
    return is_upper(found["rest"], 0.8) or (marked and found["rest"][0].isupper() and len(text) < 60)


def _is_title(text: str) -> bool:
    bare = without_rule(text)
    if "trường" in bare.lower()[:7] and "trưởng" not in bare.lower()[:11]:
        return False
    return len(bare) < 90 and is_upper(bare, 0.85) and TITLES.match(plain(bare)) is not None


def read_name(text: str) -> tuple[str, float] | None:
    """Return a person's name without rank and degree, and how sure it is one."""
    bare = squeeze(text).strip(" .,;:*_-–")
    for _ in range(5):
        shorter = RANK.sub("", bare)
        if shorter == bare:
            break
        bare = shorter.strip(" .,;:-–")
    words = bare.split()
    if not 2 <= len(words) <= 6 or len(bare) > 40 or any(sign.isdigit() for sign in bare):
        return None
    if not all(_SYLLABLE.match(word) for word in words) or dense(bare)[0] in _KINDS:
        return None
    first = words[0].lower()
    if any(word.endswith(".") for word in words):
        return None
    known = fold(first).strip(".'’") in SURNAMES or fold(first).split("'")[0] in SURNAMES
    capitals = is_upper(bare, 0.99)
    if (
        first in _NO_FIRST
        or _NO_BEGINNING.match(bare.lower())
        or not all(word[:1].isupper() for word in words)
    ):
        return None
    if capitals and (not known or TITLES.match(plain(bare)) or ANNEX.match(bare)):
        return None
    return bare, 0.95 if known else 0.7
