"""Which topics and places a text names: wordings looked up syllable by syllable. Pure; never a person's name (charter 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from loa.lib.text import fold, place_tones

_WORD: Final = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_MARKED: Final = re.compile("[À-ÖØ-öø-ýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_LEAD: Final = 80
"""Syllables at the start (title and lead) where one mention is enough; further down two are needed."""
_MOST: Final = 4_000
_LETTERS: Final = 30_000
_LONGEST: Final = 6
_UPPER: Final = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
_KIND: Final = (
    r"(?:[Pp]hường|[Xx]ã|[Tt]hị trấn|[Đđ]ặc khu|[Tt]hị xã|[Pp]huong|[Xx]a|[Tt]hi tran|[Pp]\.|[Xx]\.|TT\.)\s*"
)
_ABOVE: Final = (
    r"(?:[Qq]uận|[Hh]uyện|[Tt]hị xã|[Tt]hành phố|TP\.?|[Qq]\.|[Hh]\.|[Qq]uan|[Hh]uyen|[Tt]hanh pho)\s*"
)
_NAME: Final = rf"(?:[{_UPPER}][^\W\d_]*|\d{{1,2}}\b)(?:[ -][{_UPPER}][^\W\d_]*){{0,3}}"
_PLACE: Final = re.compile(rf"(?<![^\W_]){_KIND}{_NAME}(?:\s*[,(–-]\s*(?:{_ABOVE})?{_NAME}){{0,2}}")
_MOST_PLACES: Final = 12
Known = Mapping[str, Sequence[tuple[list[str], frozenset[str]]]]


def syllables(text: str) -> list[str]:
    """Return the words of a text in small letters with tones in one place."""
    return _WORD.findall(place_tones(text[:_LETTERS]).lower())[:_MOST]


def is_marked(text: str) -> bool:
    """Tell whether a text is written with Vietnamese marks: then a word without them is another word."""
    least = min(len(text), 2_000)
    return any(len(_MARKED.findall(text, 0, most)) * 25 >= least for most in (400, 2_000))


@dataclass(frozen=True, slots=True)
class Told:
    """A text as words; without marks where it is written without them."""

    words: list[str]
    is_marked: bool

    @classmethod
    def of(cls, title: str, text: str) -> Told:
        """Cut a text into words, once for all that is looked for in it."""
        whole = f"{title}\n{text}"
        words, marked = syllables(whole), is_marked(whole)
        return cls(words if marked else [fold(word) for word in words], marked)


@dataclass(frozen=True, slots=True)
class Wordings:
    """Wordings and what they name, by their first word; with marks and without."""

    marked: Known = field(default_factory=dict)
    bare: Known = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Wordings:
        """Take (code, wording) pairs."""
        marked: dict[tuple[str, ...], set[str]] = {}
        bare: dict[tuple[str, ...], set[str]] = {}
        for code, wording in pairs:
            words = tuple(syllables(wording)[:_LONGEST])
            if words:
                marked.setdefault(words, set()).add(code)
                bare.setdefault(tuple(map(fold, words)), set()).add(code)
        return cls(_by_first(marked), _by_first(bare))

    def named(self, told: Told) -> list[str]:
        """Return the codes named in title or lead, or twice below, in order of the alphabet."""
        counts: dict[str, int] = {}
        known = self.marked if told.is_marked else self.bare
        for at, codes in _hits(told.words, known):
            for code in codes:
                counts[code] = counts.get(code, 0) + (2 if at < _LEAD else 1)
        return sorted(code for code, count in counts.items() if count >= 2)


def _by_first(wordings: Mapping[tuple[str, ...], set[str]]) -> Known:
    known: dict[str, list[tuple[list[str], frozenset[str]]]] = {}
    for words, codes in wordings.items():
        known.setdefault(words[0], []).append((list(words), frozenset(codes)))
    return known


def _hits(words: list[str], known: Known) -> Iterator[tuple[int, frozenset[str]]]:
    for at in [at for at, word in enumerate(words) if word in known]:
        for wording, codes in known[words[at]]:
            if words[at : at + len(wording)] == wording:
                yield at, codes


def places(text: str) -> list[str]:
    """Return what in a text looks like the name of a commune with its kind, at most a dozen, each once."""
    found = (re.sub(r"\s+", " ", match[0]).replace("(", ", ") for match in _PLACE.finditer(text[:20_000]))
    return list(dict.fromkeys(found))[:_MOST_PLACES]
