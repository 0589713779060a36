"""Short forms, foreign words, codes of letters and figures, and words in capitals."""

from __future__ import annotations

import re
from typing import Final

from loa.language.numbers import spell_digits
from loa.voice.reading.lexicon import table
from loa.voice.reading.model import MARK, Kind, Reader, Say, after, reader
from loa.voice.reading.words import figure, is_syllable, letters, whole

_SHORT: Final = table("short_forms")
_LOANS: Final = table("loanwords")
_UPPER: Final = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_PLACES: Final = {
    "TP": "thành phố",
    "P": "phường",
    "Q": "quận",
    "H": "huyện",
    "TX": "thị xã",
    "TT": "thị trấn",
}
_ROADS: Final = {"QL": "quốc lộ", "TL": "tỉnh lộ", "ĐT": "đường tỉnh", "ĐH": "đường huyện"}
_SCHOOLS: Final = {"TH": "tiểu học", "MN": "mầm non", "MG": "mẫu giáo"}
_IN_PLACE: Final = (
    (r"(?<=[Cc]ông ty )CP(?!\w)", "cổ phần"),
    (r"(?m)^TM\.(?= ?[^\W\d_a-z])", "thay mặt"),
    (r"(?m)^KT\.(?= ?[^\W\d_a-z])", "ký thay"),
    (r"(?m)^TL\.(?= ?[^\W\d_a-z])", "thừa lệnh"),
    (r"(?m)^TUQ\.(?= ?[^\W\d_a-z])", "thừa ủy quyền"),
    (r"(?<!\w)SN(?=:? (?:19|20)\d\d)", "sinh năm"),
    (r"(?<=[Đđ]oàn )TN(?!\w)", "thanh niên"),
    (r"(?<!\w)CA(?= (?:phường|xã|quận|huyện|thành phố|tỉnh|TP|P\.|các|cơ sở))", "công an"),
    (r"(?:(?<=ĐH, )|(?<=ĐH-)|(?<=ĐH – )|(?<=rường ))CĐ(?!\w)", "cao đẳng"),
)
"""Short forms that are read so beside certain words alone."""
_COMMANDS: Final = re.compile(r"\s+(?:quân sự|pctt|pccc|phòng|cnch|tkcn|bộ đội)")
_NUMBERED: Final = frozenset(["HK", "KP"])
"""Short forms of two letters that take a number: HK1; DN100 is a pipe."""
_SPELT: Final = 6
"""Letters up to which a word in capitals that is no syllable is taken for a short form."""


def _any(names: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _code(match: re.Match[str]) -> str:
    """Say "H5N1", "CT2", "12A": letters by name, or in full where they are a known short form."""
    words: list[str] = []
    for part in re.findall(r"[^\W\d]+|\d+(?:[.,]\d+)?", match[0]):
        if part[0].isdigit():
            words.append(figure(part.replace(".", ",")))
        else:
            known = _SHORT.get(part) if len(part) > 2 or part in _NUMBERED else None
            words.append(known or letters(part))
    return f" {' '.join(words)} "


def _always(words: str) -> Say:
    return lambda _: words


def _plate(part: str) -> str:
    return " ".join(spell_digits(c) if c.isdigit() else letters(c) for c in part)


def _capitals(match: re.Match[str]) -> str:
    word = match[0]
    if is_syllable(word) or len(word) > _SPELT or not word.isalpha():
        return word.lower()
    return letters(word)


READERS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.LOAN,
        rf"(?<![\w@./])(?:{_any(_LOANS)})(?![\w@])",
        lambda m: _LOANS[m[0].lower()],
        re.IGNORECASE,
    ),
    reader(Kind.LOAN, r"(?<!\w)AI(?!\w)(?! [^\W\d_a-z]{2})", lambda _: "ây ai"),
    reader(
        Kind.SHORT,
        r"(?<!\w)BCH(?!\w)",
        lambda m: "ban chỉ huy" if _COMMANDS.match(after(m)) else "ban chấp hành",
    ),
    reader(
        Kind.SHORT,
        rf"(?<![\w.])(?P<road>{_any(_ROADS)})[ .]?(?P<n>\d{{1,3}})(?P<letter>[A-Z]?)(?!\w|[.,]\d)",
        lambda m: f"{_ROADS[m['road']]} {whole(m['n'])} {letters(m['letter'])}".rstrip(),
    ),
    reader(Kind.SHORT, r"(?<=rường )(?:TH|MN|MG)(?!\w)", lambda m: _SCHOOLS[m[0]]),
    *(reader(Kind.SHORT, pattern, _always(words)) for pattern, words in _IN_PLACE),
    reader(Kind.SHORT, r"(?<!\w)[Kk]m\s?(?=\d)", lambda _: "ki lô mét "),
    reader(
        Kind.SHORT,
        rf"(?<![\w.])(?P<place>{_any(_PLACES)})\.\s?(?=[{_UPPER}\d])(?!HCM)",
        lambda m: f"{_PLACES[m['place'].upper()]} ",
        re.IGNORECASE,
    ),
    reader(Kind.SHORT, rf"(?<![\w.])(?:{_any(_SHORT)})(?![\w])", lambda m: _SHORT[m[0]]),
)
CODES: Final[tuple[Reader, ...]] = (
    reader(
        Kind.CODE,
        rf"(?<![\w{MARK}])\d{{2}}[A-ZĐ]{{1,2}}\d?[- ]\d{{3}}\.?\d{{2}}(?!\w)",
        lambda m: ", ".join(_plate(part) for part in re.split("[- .]", m[0])),
    ),
    reader(
        Kind.CODE,
        rf"(?<![\w{MARK}])[{_UPPER}]{{1,6}}\d+(?:\.\d)?(?:[{_UPPER}]+\d*)*(?!\w)",
        _code,
    ),
    reader(Kind.CODE, rf"(?<![\w.,{MARK}])\d{{1,4}}(?:[A-ZĐ]{{1,2}}\d{{0,2}}|[a-d])(?!\w)", _code),
)
CAPITALS: Final[tuple[Reader, ...]] = (
    reader(Kind.SHORT, rf"(?<![\w])[{_UPPER}]{{2,}}(?![\w])", _capitals),
    reader(
        Kind.SHORT,
        r"(?<=\w )[BCDĐGHKLMNPQRSTVX](?=[,;:!?)\n]|\.(?!\w)|$| [^\W\d_A-Z])",
        lambda m: letters(m[0]),
    ),
)
