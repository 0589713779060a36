"""Units and money as they are said after a number."""

from __future__ import annotations

import re
from typing import Final

from loa.language.numbers import spell_digits
from loa.voice.reading.lexicon import listed, table
from loa.voice.reading.model import Kind, Reader, reader
from loa.voice.reading.words import number

_UNITS: Final = table("units")
_CLOSE: Final = {"k": "nghìn", "K": "nghìn", "tr": "triệu", "s": "giây", "L": "lít"}
"""Said only where they touch the number."""
_PER_UNITS: Final = {"s": "giây", "l": "lít", "L": "lít", "lít": "lít"}
_PER_SHORT: Final = {"HS": "học sinh", "SV": "sinh viên", "h": "giờ", "ng": "người"}
_COUNTED: Final = listed(
    "đồng đ VNĐ VND lần lượt buổi tiết ca suất kg lít tấn gam người giờ chuyến bản hộ cây con xe"
)
_PER_WORDS: Final = [
    *listed(
        "người tháng ngày hộ lượt lần năm tuần giờ buổi suất cháu trẻ em xe con cây khẩu vé ca đêm phòng tiết sào phút"
    ),
    *listed("lít thôn tổ bản xã phường chuyến lớp trường nhóm đợt mẻ"),
    *("thành viên", "học sinh", "sinh viên", "đơn vị", "gia đình", "nhân khẩu", "mét vuông"),
]


def _any(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_PER_NAMES: Final = [*_PER_WORDS, *_UNITS, *_PER_UNITS, *_PER_SHORT]
_PER: Final = rf"(?:/(?:{_any(_PER_NAMES)})(?!\w))"
_PER_ANY: Final = rf"(?:/(?:{_any(_PER_NAMES)}|[a-zà-ỹđ]{{2,}})(?!\w)|/(?=1 [a-zà-ỹđ]))"
_MONEY: Final = frozenset(["đồng", "đ", "VNĐ", "VND"])


def _each(chain: str, unit: str) -> str:
    """Say what follows a unit after strokes: "trên" before a unit of measure, "một" before a word and after money."""
    words = ""
    for name in filter(None, chain.split("/")):
        said = _UNITS.get(name) or _PER_UNITS.get(name)
        joint = "trên" if (said or name == "h") and unit not in _MONEY else "một"
        words += f" {joint} {said or _PER_SHORT.get(name) or name}"
    return words


def _unit(match: re.Match[str]) -> str:
    unit = match["unit"]
    return f" {_UNITS.get(unit) or unit}{_each(match['per'], unit)}"


def _metres(match: re.Match[str]) -> str:
    rest = match["b"]
    return f"{number(int(match['a']))} mét {spell_digits(rest) if rest[0] == '0' else number(int(rest))}"


READERS: Final[tuple[Reader, ...]] = (
    reader(Kind.UNIT, r"(?<![\w.,])(?P<a>\d)m(?P<b>\d{1,2})(?!\w)", _metres),
    reader(Kind.UNIT, rf"(?<=\d)\s?(?P<unit>{_any(list(_UNITS))})(?![^\W_]|[²³])(?P<per>{_PER_ANY}*)", _unit),
    reader(Kind.UNIT, rf"(?<!\w)(?P<unit>đồng|phút|giờ)(?P<per>{_PER_ANY}+)", _unit),
    reader(Kind.UNIT, rf"(?<=\d)(?P<unit>{_any(list(_CLOSE))})(?!\w)", lambda m: f" {_CLOSE[m['unit']]}"),
    reader(Kind.UNIT, rf"(?<!\w)(?P<unit>{_any(_COUNTED)})(?P<per>{_PER}+)", _unit),
    reader(Kind.UNIT, rf"(?<=\d )(?P<unit>[a-zà-ỹđ]+)(?P<per>{_PER}+)", _unit),
    reader(Kind.UNIT, r"(?<=[Đđ]ộ )C(?!\w)", lambda _: "xê"),
    reader(Kind.UNIT, r"(?<=triệu |nghìn )USD(?!\w)|(?<=tỷ )USD(?!\w)", lambda _: "đô la Mỹ"),
)
