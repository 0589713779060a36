"""Cut a text into the tokens that are searched: syllables as they are marked and bare, document numbers whole.

It must not change the text: every token says where it stands in the source, whatever form that was typed in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from loa.lib.tables.syllables import is_bare_syllable
from loa.lib.text import fold, place_tones

_RIDERS: Final = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""Combining marks, and signs without width that editors leave inside words."""
_ALNUM: Final = rf"[^\W_][{_RIDERS}]*"
_DASH: Final = "-\u2010-\u2013\u2212"
_CAPITAL: Final = "A-ZĐÐƯ"
_PIECE: Final = re.compile(
    rf"\d{{1,6}}(?:\s?/\s?\d{{4}})?\s?/\s?[{_CAPITAL}]{{2,}}(?:[{_DASH}/][{_CAPITAL}0-9]+)*(?![^\W_])"
    rf"|(?:{_ALNUM})+(?:[{_DASH}/.,&](?:{_ALNUM})+)*"
)
_WORD: Final = re.compile(rf"(?:{_ALNUM})+")
_JOINT: Final = re.compile(rf"\s?[{_DASH}/.,&]\s?")
_BREAK: Final = re.compile(r"[.!?;:…\n\r]")
_SCAN: Final = re.compile(rf"(?P<break>{_BREAK.pattern})|(?:{_PIECE.pattern})")
_SIMPLE: Final = 60
_JUNK: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_DASHES: Final = re.compile(f"[{_DASH}]")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+)")
_DECIMAL: Final = re.compile(r"\d+[.,]\d+")
_ZEROS: Final = re.compile(r"(?<![\w.,])0+(?=\d)")
_OPEN_Y: Final = re.compile(r"(?<![^\W\d_])(h|k|l|m|s|t|qu)([yỳýỷỹỵ])(?![^\W\d_])")
_I_OF: Final = dict(zip("yỳýỷỹỵ", "iìíỉĩị", strict=True))
_ETH: Final = str.maketrans({"ð": "đ", "Ð": "Đ"})
_DOCUMENT: Final = re.compile(r"\d{1,6}(?:/\d{4})?[/-][^\W\d_]{2,}[^\W_]*(?:[-/&.][^\W_]+)*")
_LONGEST: Final = 60
"""Longer tokens are no words that anybody searches for."""


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable, word or number: where it stands in the source, as it is marked, and bare.

    `whole` tokens (document numbers, dates) lie over the words they are made of; `breaks`: a sentence ended before it.
    """

    start: int
    end: int
    marked: str
    bare: str
    whole: bool = False
    breaks: bool = False

    @property
    def is_foreign(self) -> bool:
        """Say whether it is no Vietnamese syllable whatever its marks: a name, an abbreviation, a number."""
        return not is_bare_syllable(self.bare)

    @property
    def is_number_of_document(self) -> bool:
        """Say whether it has the form of the number of an official document."""
        return self.whole and _DOCUMENT.fullmatch(self.marked) is not None

    @property
    def has_marks(self) -> bool:
        """Say whether it bears a mark that could be left out."""
        return self.marked != self.bare


def tokens(text: str) -> list[Token]:
    """Return the tokens in the order of the text, a whole before its words."""
    found: list[Token] = []
    last = 0
    for piece in _PIECE.finditer(text):
        breaks = bool(found) and _BREAK.search(text, last, piece.start()) is not None
        found += _of_piece(text, piece, breaks=breaks)
        last = piece.end()
    return found


def terms(text: str) -> tuple[list[str], list[str]]:
    """Return the terms that a text is found by, as marked and bare: those of `tokens`, then those of `pairs`.

    The same as going through both, without an object for each token: this is the path of every document.
    """
    marked: list[str] = []
    bare: list[str] = []
    rows: list[tuple[str, str] | None] = []
    for found in _SCAN.finditer(text):
        written = found[0]
        if found.lastgroup == "break":
            rows.append(None)
        elif len(written) < _SIMPLE and written.isalnum():
            both = forms(written)
            marked.append(both[0])
            bare.append(both[1])
            rows.append(both)
        else:
            for token in _of_piece(text, found, breaks=False):
                marked.append(token.marked)
                bare.append(token.bare)
                if token.breaks:
                    rows.append(None)
                if not token.whole:
                    rows.append((token.marked, token.bare))
    two = [(one, other) for one, other in pairwise(rows) if one and other]
    marked += [f"{one[0]}_{other[0]}" for one, other in two]
    bare += [f"{one[1]}_{other[1]}" for one, other in two]
    return marked, bare


def words(found: Sequence[Token]) -> list[Token]:
    """Return the tokens without the wholes that lie over others."""
    return [token for token in found if not token.whole]


def pairs(found: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield each two words that follow each other within a sentence."""
    singles = words(found)
    return ((one, two) for one, two in pairwise(singles) if not two.breaks)


def pair(one: str, two: str) -> str:
    """Return the term of two words; no single word holds the sign between them."""
    return f"{one}_{two}"


def _of_piece(text: str, piece: re.Match[str], *, breaks: bool) -> Iterator[Token]:
    start, end = piece.span()
    inside = list(_WORD.finditer(text, start, end))
    if len(inside) > 1:
        written = _JOINT.sub(lambda sign: sign[0].strip(), piece[0])
        if _THOUSANDS.fullmatch(written) or _DECIMAL.fullmatch(written):
            yield _token(_number(written), start, end, breaks=breaks)
            return
        if any(char.isdigit() for char in written) or _is_capital(written):
            yield _token(_ZEROS.sub("", _DASHES.sub("-", written)), start, end, whole=True, breaks=breaks)
    for number, word in enumerate(inside):
        starts = (
            breaks if number == 0 else _BREAK.search(text, inside[number - 1].end(), word.start()) is not None
        )
        yield _token(word[0], word.start(), word.end(), breaks=starts)


def _number(written: str) -> str:
    return re.sub("[.,]", "", written) if _THOUSANDS.fullmatch(written) else written.replace(",", ".")


def _is_capital(written: str) -> bool:
    return written.upper() == written and len(written) > 3


def _token(written: str, start: int, end: int, *, whole: bool = False, breaks: bool = False) -> Token:
    marked, bare = forms(written)
    return Token(start, end, marked, bare, whole=whole, breaks=breaks)


@lru_cache(maxsize=1 << 16)
def forms(written: str) -> tuple[str, str]:
    """Return a word as it is marked (NFC, tone and i/y in one style, small letters) and bare."""
    plain = unicodedata.normalize("NFC", _JUNK.sub("", written).translate(_ETH)).lower()
    marked = _OPEN_Y.sub(lambda at: at[1] + _I_OF[at[2]], place_tones(unicodedata.normalize("NFKC", plain)))
    marked = marked[:_LONGEST]
    return marked, fold(marked)
