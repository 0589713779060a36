"""Regular expressions that read Vietnamese with and without marks, bounded so that none can run away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from loa.language.numbers import NUMBER_WORDS, small_words
from loa.lib.text import fold

UPPER: Final = "A-ZĐ" + "".join(
    chr(c) for c in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(c).isupper()
)
FIGURE: Final = r"(?<![\d.,:])(?<!\d/)\d{1,15}(?:[.,]\d{1,9}){0,5}"
DASH: Final = r"[-–—]"
_MARKS_NEEDED = 0.02


def _bare(pattern: str) -> str:
    return "".join(fold(c) if c.isalpha() and not c.isascii() and c.islower() else c for c in pattern)


def words(text: str) -> list[str]:
    """Split a word list written as one text; keeps long lists readable."""
    return text.split()


def any_of(words: Iterable[str]) -> str:
    """Return an alternation of plain words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


class Twin:
    """One pattern in two readings: as written, and with the Vietnamese marks of its small letters taken off."""

    def __init__(self, pattern: str, *, flags: int = re.IGNORECASE) -> None:
        self._pattern = pattern
        self._flags = flags

    @cached_property
    def marked(self) -> re.Pattern[str]:
        """The pattern as written."""
        return re.compile(self._pattern, self._flags)

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """The pattern for text typed without marks."""
        return re.compile(_bare(self._pattern), self._flags)

    def pick(self, *, bare: bool) -> re.Pattern[str]:
        """Return the reading that suits the text."""
        return self.bare if bare else self.marked

    def finditer(self, text: str, *, bare: bool) -> Iterator[re.Match[str]]:
        """Find in the reading that suits the text."""
        return self.pick(bare=bare).finditer(text)


def is_bare(text: str) -> bool:
    """Tell whether a text of some length is typed without Vietnamese marks."""
    letters = [c for c in text if c.isalpha()]
    marked = sum(not c.isascii() for c in letters)
    return bool(letters) and marked < len(letters) * _MARKS_NEEDED


SMALL_WORDS: Final = any_of(small_words())
SMALL_VALUES: Final = {fold(word): value for word, value in small_words().items()} | small_words()
WORD_RUN: Final = rf"\b(?:{any_of(NUMBER_WORDS)})(?: (?:{any_of(NUMBER_WORDS)})){{0,13}}\b"


def small_value(text: str) -> int:
    """Read a figure or small number word that a pattern has already accepted.

    Raises:
        KeyError: the text is neither.

    """
    return int(text) if text.isdigit() else SMALL_VALUES[fold(text)]
