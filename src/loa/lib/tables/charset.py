"""Decide in which character set a text was typed, and put it into Unicode.

The rule that matters: a text that is good Vietnamese in Unicode is left alone unless everything around it says that
the column was typed in an old font.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from loa.lib.tables.legacy import from_tcvn3, from_vni, is_tcvn3_word, is_vni_word
from loa.lib.tables.syllables import is_syllable
from loa.lib.text import nfc

Charset = Literal["unicode", "tcvn3", "vni"]
OLD: tuple[Charset, ...] = ("tcvn3", "vni")
_CONVERT: Mapping[Charset, Callable[[str], str]] = {"unicode": nfc, "tcvn3": from_tcvn3, "vni": from_vni}
_WORD = re.compile(r"[A-Za-z\xa1-\xff]+")
_ABBREVIATION = re.compile(r"[A-ZĐ]{2,8}")
_SIGN = re.compile(r"[\xa1-\xbf\xd7\xf7]")
_BEYOND_LATIN = re.compile(r"[\u0300-\u0323]|(?=[^\x00-\xff])[^\W\d_]")
_MOST = 0.8
_ENOUGH = 3
_WORDS = 40  # enough to know the font of a long text


@dataclass(slots=True)
class Survey:
    """What the texts of a column or sheet say about the set they were typed in, as counts of texts."""

    counts: Counter[Charset] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Survey:
        """Return the survey of these texts; a text that fits more than one set says nothing."""
        return cls(Counter(charset for text in texts if (charset := _plain_evidence(text)) is not None))

    def old(self) -> Charset | None:
        """Return the old set most texts are in, None when there is none."""
        best = max(OLD, key=lambda charset: self.counts[charset])
        return best if self.counts[best] else None

    def pure(self) -> Charset | None:
        """Return the old set when no text speaks for Unicode."""
        return self.old() if not self.counts["unicode"] else None


def to_unicode(text: str, column: Survey, sheet: Survey) -> tuple[str, Charset]:
    """Return the text in Unicode NFC and the set it was in."""
    charset = _charset(text, column, sheet)
    converted = nfc(_CONVERT[charset](text))
    return (_with_capitals(converted) if charset == "tcvn3" else converted), charset


def share_of_syllables(text: str) -> float:
    """Return how many of the words with marks are Vietnamese syllables, between 0 and 1 (1 without any)."""
    words = [word for word in re.findall(r"[^\W\d_]+", nfc(text)) if not word.isascii()]
    return sum(map(_is_word, words)) / len(words) if words else 1.0


def _with_capitals(text: str) -> str:
    """TCVN3 has no capitals with tones: among capitalised words, a word that starts with such a letter was one."""
    words = text.split(" ")
    small = [
        at
        for at, word in enumerate(words)
        if word[:1].islower() and len(unicodedata.normalize("NFD", word[:1])) > 1
    ]
    if len(words) < 2 or any(word[:1].islower() for at, word in enumerate(words) if at not in small):
        return text
    return " ".join(word[:1].upper() + word[1:] if at in small else word for at, word in enumerate(words))


def _charset(text: str, column: Survey, sheet: Survey) -> Charset:
    if _is_surely_unicode(text):
        return "unicode"
    fits = _fits(text)
    if not fits - {"unicode"}:
        return "unicode"
    if "unicode" in fits:
        return _ambiguous(fits, column, sheet)
    wanted = column.old() or sheet.old()
    charset = wanted if wanted in fits else min(fits)
    return charset if _believable(text, charset, sheet) else "unicode"


def _ambiguous(fits: frozenset[Charset], column: Survey, sheet: Survey) -> Charset:
    """A text that reads well either way follows its column, a silent column follows its sheet."""
    verdict = column.pure() if column.counts else sheet.pure()
    if verdict is None or verdict not in fits or sheet.counts[verdict] < _ENOUGH:
        return "unicode"
    return verdict


def _believable(text: str, charset: Charset, sheet: Survey) -> bool:
    """One odd word among proper Unicode is a foreign name; several, or signs inside words, are an old font.

    Letters alone ("á0â") are no words: they read as well in any set.
    """
    words = [word for word in _marked_words(text) if len(word) > 1]
    return sheet.counts[charset] >= _ENOUGH or len(words) > 1 or any(map(_SIGN.search, words))


def _plain_evidence(text: str) -> Charset | None:
    if text.isascii():
        return None
    if _is_surely_unicode(text):
        return "unicode"
    fits = _fits(text) if _marked_words(text) else frozenset()
    return next(iter(fits)) if len(fits) == 1 else None


def _is_surely_unicode(text: str) -> bool:
    return _BEYOND_LATIN.search(text) is not None


def _fits(text: str) -> frozenset[Charset]:
    return _fitting(tuple(_marked_words(text)[:_WORDS]))


@lru_cache(maxsize=16_384)
def _fitting(words: tuple[str, ...]) -> frozenset[Charset]:
    if not words:
        return frozenset({"unicode"})
    good: dict[Charset, int] = {
        "unicode": sum(map(_is_word, words)),
        "tcvn3": sum(is_tcvn3_word(word) and _is_word(from_tcvn3(word)) for word in words),
        "vni": sum(is_vni_word(word) and _is_word(from_vni(word)) for word in words),
    }
    best = max(good.values())
    return frozenset(c for c, n in good.items() if n == best and n >= _MOST * len(words))


def _marked_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _is_word(word: str) -> bool:
    return is_syllable(word) or _ABBREVIATION.fullmatch(word) is not None
