"""How an address is spelled: syllables with and without marks, separators, short forms of the kinds of units.

It must not know any unit; what a syllable may mean is the business of `mentions`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from loa.lib.text import fold, place_tones

# The kinds as units.tsv writes them; "a" stands for "some district" (English has one word for all).
COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS = frozenset("pxtk"), frozenset("qhsca"), frozenset("Tc")
KIND_WORDS = {
    "p": "Phường",
    "x": "Xã",
    "t": "Thị trấn",
    "k": "Đặc khu",
    "q": "Quận",
    "h": "Huyện",
    "s": "Thị xã",
    "c": "Thành phố",
    "T": "Tỉnh",
}
_ONE = {
    **dict.fromkeys(("p", "ph", "f", "phg", "phuong", "fuong", "ward"), "p"),
    **dict.fromkeys(("x", "xa", "commune"), "x"),
    **dict.fromkeys(("tt", "ttr", "ttran"), "t"),
    **dict.fromkeys(("dk", "dakkhu"), "k"),
    **dict.fromkeys(("q", "qu", "quan"), "q"),
    **dict.fromkeys(("h", "huien", "huyen"), "h"),
    **dict.fromkeys(("tx", "txa"), "s"),
    **dict.fromkeys(("tp", "tpho", "city"), "c"),
    **dict.fromkeys(("t", "tinh", "province"), "T"),
    **dict.fromkeys(("district", "dist"), "a"),
}
_TWO = {
    **dict.fromkeys((("thi", "tran"), ("t", "tran"), ("t", "t")), "t"),
    ("dak", "khu"): "k",
    **dict.fromkeys((("thi", "xa"), ("t", "xa"), ("t", "x")), "s"),
    **dict.fromkeys((("thanh", "pho"), ("t", "pho"), ("t", "p")), "c"),
}
AFTER = {"ward": "p", "commune": "x", "township": "t", "district": "a", "city": "c", "province": "T"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What comes before the name of a street or of a place below the commune.
LOW = _words(
    "duong pho ngo ngach hem kiet so nha toa lo cho cau khu thon to ap ban buon xom lang doi khom tdp kdt kp kdc ktt"
    " kcn ql tl dt hl cc bt lk block street st road rd alley lane phum soc sok plei bon chungcu"
)
GROUPS = _words("thon to ap ban buon xom lang doi khom tdp kp khu pho dan")
_NOISE = frozenset(("vietnam", "vn"))

_SEPARATED = re.compile(r"[^\W_]+|[,;|/\\\n\r\t()\[\]<>]|[-–—~_]")
_HARD, _DASH = frozenset(",;|/\\\n\r\t()[]<>"), frozenset("-–—~_")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
_Y = re.compile(r"(?:(?<=[bcdghklmnpqrstvx])|(?<=qu))y\b|\bdac\b|\b0+(?=\d\d?\b)")
_KIND_DIGITS = re.compile(r"\b(p|f|ph|phuong|phường|ward|q|quan|quận)(?=\d{1,2}\b)", re.IGNORECASE)
_LETTERS = [chr(code) for code in range(0xC0, 0x1EFA) if len(fold(chr(code))) == 1]
_FOLD = str.maketrans({letter: fold(letter) for letter in _LETTERS if fold(letter) != letter})
_LOWER = "a-z" + "".join(letter for letter in _LETTERS if letter.islower())
_UPPER = "A-Z" + "".join(letter for letter in _LETTERS if letter.isupper())
_RUN_TOGETHER = re.compile(  # HàNội, PTrúc Bạch, TPHà Nội
    rf"(?<=[{_LOWER}])(?=[{_UPPER}])|(?:(?<=\b([PXQHT]))(?!\1)|(?<=\bTP)|(?<=\bTX)|(?<=\bTT))(?=[{_UPPER}][{_LOWER}])(?!Tr\b)"
)
_MAY_RUN_TOGETHER = re.compile(rf"[{_LOWER}][{_UPPER}]|\b(?:[PXQHT]|T[PXT])[{_UPPER}][{_LOWER}]")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(slots=True)
class Spelled:
    """An address in syllables.

    `bare` without marks as the index spells them, `marked` as they were typed, `gaps[n]` what stands before
    syllable n (0 nothing, 1 a dash, 2 a comma or the like; the first and the one past the end are 2),
    `kinds[n]` the kind of unit announced right before syllable n, `has_marks` whether anything carries a mark.
    """

    bare: list[str]
    marked: list[str]
    gaps: list[int]
    kinds: dict[int, str]
    starts: dict[int, int]
    has_marks: bool

    def is_plain(self, at: int) -> bool:
        """Say whether a syllable was typed without marks, so that it may be another word than the one it seems."""
        return self.marked[at].isascii()

    def single(self, at: int) -> str | None:
        """Return the kind that the one word before a syllable announces."""
        return _ONE.get(self.bare[at - 1])


def spell(text: str) -> Spelled:
    """Return the address in syllables, each with the kind that is announced before it."""
    text = _clean(text)
    if _MAY_RUN_TOGETHER.search(text):
        text = _RUN_TOGETHER.sub(" ", text)
    marked = place_tones(text.lower())
    marked = _KIND_DIGITS.sub(r"\1 ", marked)
    folded = marked.translate(_FOLD)
    bare = _Y.sub(_respell, folded)
    spelled = Spelled([], [], [], {}, {}, has_marks=folded != marked)
    gap = 2
    for plain, typed in zip(_SEPARATED.findall(bare), _SEPARATED.findall(marked), strict=True):
        if plain in _HARD:
            gap = 2
        elif plain in _DASH:
            gap = gap or 1
        elif plain not in _NOISE:
            spelled.bare.append(plain)
            spelled.marked.append(typed)
            spelled.gaps.append(gap)
            gap = 0
    if spelled.bare[-2:] == ["viet", "nam"]:
        del spelled.bare[-2:], spelled.marked[-2:], spelled.gaps[-2:]
    spelled.gaps.append(2)
    _announce(spelled)
    return spelled


def _announce(spelled: Spelled) -> None:
    """Note which kind of unit is announced before each syllable ("P.", "thị trấn"), and where the words start."""
    bare, gaps = spelled.bare, spelled.gaps
    for at, word in enumerate(bare):
        if gaps[at + 1]:
            continue
        kind = _ONE.get(word)
        start = at
        if at and not gaps[at] and (double := _TWO.get((bare[at - 1], word))):
            kind, start = double, at - 1
            spelled.kinds.pop(at, None)
        if kind:
            spelled.kinds[at + 1] = kind
            spelled.starts[at + 1] = start


def bare_key(text: str) -> str:
    """Return a name as the index keys it: no marks, no spaces, y and i, c and k alike where people mix them."""
    return "".join(re.findall(r"[^\W_]+", _Y.sub(_respell, _clean(text).lower().translate(_FOLD))))


def marked_key(text: str) -> str:
    """Return a name with its marks, tone marks in one place, without spaces."""
    return "".join(re.findall(r"[^\W_]+", place_tones(_clean(text).lower())))


def _clean(text: str) -> str:
    if not text.isascii():
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
        if _ZERO_WIDTH.search(text):
            text = _ZERO_WIDTH.sub("", text)
    return _APOSTROPHES.sub("", text)


def _respell(match: re.Match[str]) -> str:
    found = match[0]
    return "i" if found == "y" else "dak" if found == "dac" else ""
