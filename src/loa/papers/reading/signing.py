"""Who signed: the block of authority, title and name at the end of the text and before its annexes; and the recipients.

It must not take a name from a form in an annex, from a list of members, or from the stamp of a digital signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from loa.lib.text import fold
from loa.papers.reading.letters import LOWER, UPPER, dense, is_upper, plain, squeeze, without_rule
from loa.papers.reading.model import FULL, LEFT, NOTHING, RIGHT, Line, Value
from loa.papers.reading.words import ANNEX, AUTHORITY, KINDS, RANK, STAMP, SURNAMES, TITLES

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
_DASHES: Final = ("-", "+", "–", "*", "•")
_BORDER: Final = re.compile(rf"[;.,]\s+(?=[{UPPER}])")
_LAST: Final = re.compile(r"^[-+–*\s]*luu\b")


@dataclass(slots=True)
class Block:
    """One signature: what stands above it, the name or nothing, where it begins and ends."""

    begin: int
    end: int
    column: str
    titles: list[str] = field(default_factory=list)
    authority: list[str] = field(default_factory=list)
    name: str | None = None
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Signed:
    """What the end of a document says."""

    signer: Value = NOTHING
    title: Value = NOTHING
    signers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    at: int | None = None  # the line at which the block of the signature begins


def read_signing(lines: Sequence[Line], begin: int, *, draft: bool) -> Signed:
    """Return signer, title and recipients of the document whose body begins at a line."""
    rows = _parted(lines[begin:])  # parting adds lines, so `at` may lie a little too low
    to = next((number for number, line in enumerate(rows) if _is_recipients(line)), None)
    recipients = _recipients(rows, to) if to is not None else ()
    blocks = list(_blocks(rows))
    named = [block for block in blocks if block.name]
    edge = _annex(rows, to, blocks)
    own = [block for block in named if block.begin < edge]
    if own:
        return _signed(own, recipients, to, begin)
    bare = [block for block in blocks if block.begin < edge and (block.authority or to is not None)]
    sure_none = 0.85 if bare and (draft or to is not None) else 0.4
    title = bare[-1].titles[-1] if bare and bare[-1].titles else None
    at = begin + bare[-1].begin if bare else None
    return Signed(Value(None, sure_none), Value(title, 0.8 if title else 0.4), (), recipients, at)


def _signed(own: Sequence[Block], recipients: tuple[str, ...], to: int | None, begin: int) -> Signed:
    first = own[0] if to is None else min(own, key=lambda block: (block.begin < to - 60, block.begin))
    near = [block for block in own if abs(block.begin - first.begin) <= 40]
    names = tuple(dict.fromkeys(block.name for block in near if block.name))
    sure = first.sure if to is not None or first.authority else min(first.sure, 0.85)
    if len(names) > 1:
        sure = min(sure, 0.5)
    title = first.titles[-1] if first.titles else None
    return Signed(
        Value(first.name, sure),
        Value(title, min(sure, 0.9) if title else 0.4),
        names,
        recipients,
        begin + first.begin,
    )


def _annex(rows: Sequence[Line], to: int | None, blocks: Sequence[Block]) -> int:
    """Return the line at which the annexes begin: the first such heading after the end of the text."""
    after = (
        to
        if to is not None
        else next((block.begin for block in blocks if block.authority or block.name), None)
    )
    if after is None:
        return len(rows)
    for number in range(after + 1, len(rows)):
        if ANNEX.match(rows[number].text) and len(rows[number].text) < 160:
            return number
    return len(rows)


def _parted(lines: Sequence[Line]) -> list[Line]:
    """Part lines into which the signature ran behind a recipient: "- Như Điều 3;  THỨ TRƯỞNG"."""
    rows: list[Line] = []
    inside = False
    for line in lines:
        text = line.text
        if _is_recipients(line):
            inside = True
            found = re.match(r"^(.{6,14}?[:.])\s+(\S.*)$", text)
            if found and line.column != RIGHT and (_heads(found[2]) or _name(found[2])):
                rows += [_part(line, found[1], LEFT), _part(line, found[2], RIGHT)]
                continue
        elif inside and (apart := _apart(text)):
            rows += [_part(line, apart[0], LEFT), _part(line, apart[1], RIGHT)]
            continue
        rows.append(line)
    return rows


def _apart(text: str) -> tuple[str, str] | None:
    """Part a recipient from the title or name that ran into its line."""
    if text[:1] not in _DASHES:
        return None
    for found in _BORDER.finditer(text):
        right = text[found.end() :]
        if _heads(right) or _name(right):
            return text[: found.start() + 1], right
    return None


def _part(line: Line, text: str, column: str) -> Line:
    return Line(squeeze(text), column, 0.25 if column == LEFT else 0.75, line.bold, None, line.page)


def _heads(text: str) -> bool:
    return _is_authority(text) or _is_title(text)


def _is_recipients(line: Line) -> bool:
    return (
        line.column != RIGHT
        and len(line.text) < 120
        and _TO.match(plain(line.text)) is not None
        and "nhan" in plain(line.text)[:10]
    )


def _is_authority(text: str) -> bool:
    found = AUTHORITY.match(text.strip())
    return found is not None and is_upper(found["rest"], 0.8) and len(text) < 120


def _is_title(text: str) -> bool:
    bare = without_rule(text)
    if "trường" in bare.lower()[:7] and "trưởng" not in bare.lower()[:11]:
        return False
    return len(bare) < 90 and is_upper(bare, 0.85) and TITLES.match(plain(bare)) is not None


def _blocks(rows: Sequence[Line]) -> Iterator[Block]:
    taken: set[int] = set()
    for number, line in enumerate(rows):
        if number in taken or not line.text or not _heads(line.text):
            continue
        block = _gather(rows, number, taken)
        if block is not None:
            yield block


def _gather(rows: Sequence[Line], begin: int, taken: set[int]) -> Block | None:
    column = rows[begin].column
    block = Block(begin, begin, column)
    looked = others = 0
    last_right = begin + _REACH
    if column == RIGHT:  # below the last line of its column the name may stand in a line of its own
        rights = [
            n for n in range(begin, min(len(rows), begin + 25)) if rows[n].column == RIGHT and rows[n].text
        ]
        last_right = rights[-1]
    for number in range(begin, len(rows)):
        line = rows[number]
        text = squeeze(line.text)
        if ANNEX.match(text) and number > begin:
            break
        if not text or not (_same_column(line, column) or (number > last_right)):
            continue
        looked += 1
        folded = plain(text)
        if looked > _REACH:
            break
        if _is_listed(text) or (column == FULL and _is_recipients(line)):
            continue
        if _BLOCK_ENDS.match(folded):
            return None if not block.authority and number - begin < 4 else block
        if _is_authority(text):
            if others:
                break
            block.authority.append(text)
            taken.add(number)
        elif _is_title(text):
            if others > 1 and _name(text) is None:
                break
            block.titles.append(_title(text))
            taken.add(number)
        elif STAMP.match(folded) and not _SIGNED.match(text):
            continue
        elif found := _name(_SIGNED.sub("", text)):
            block.name, block.sure = found
            block.end = number
            taken.add(number)
            return block
        elif block.titles and not others and is_upper(text, 0.9) and len(text) < 60:
            block.titles[-1] = f"{block.titles[-1]} {text}"
        else:
            others += 1
            if others > _OTHERS or len(text) > 90:
                break
    return block


def _same_column(line: Line, column: str) -> bool:
    if column == RIGHT:
        return line.column == RIGHT or (line.column == FULL and line.x >= 0.55)
    if column == FULL:
        return line.column != RIGHT or line.x >= 0.5
    return line.column in {LEFT, FULL}


def _is_listed(text: str) -> bool:
    return text[0] in _DASHES or (text.endswith(";") and len(text) > 6)


def _title(text: str) -> str:
    return squeeze(without_rule(text)).rstrip(",;")


def _name(text: str) -> tuple[str, float] | None:
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


def _recipients(rows: Sequence[Line], to: int) -> tuple[str, ...]:
    column = rows[to].column
    found: list[str] = []
    for line in rows[to + 1 : to + 140]:
        text = squeeze(line.text)
        if (
            not text
            or line.column == RIGHT
            or (column == LEFT and line.column == FULL and not _is_listed(text))
        ):
            continue
        if ANNEX.match(text) or _heads(text):
            if ANNEX.match(text) or column != FULL:
                break
            continue
        listed = text[0] in _DASHES
        if listed or not found:
            found.append(text.lstrip("-+–*• "))
        elif not _name(text):
            found[-1] = f"{found[-1]} {text}"
        if _LAST.match(plain(text)):
            break
    return tuple(one.rstrip(" ;,.") for one in found if one)
