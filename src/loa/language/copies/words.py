"""A text as the comparison reads it: words with their places, sentences, links and codes taken out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from loa.lib.codes import BadCode, normalise_code
from loa.lib.text import fold, place_tones

_WORD: Final = re.compile(r"[^\W_]+")
_BREAK: Final = re.compile(r"[.!?…;](?=\s|[^\w\s]|$)|\n")
_ENDINGS: Final = (
    "vn|com|net|org|info|biz|xyz|club|site|online|shop|store|vip|link|app|top|live|asia|gov|edu|dev|click|icu"
)
_MAIL: Final = r"[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}"
_HOST: Final = r"(?:[a-z0-9-]{1,63}\.){1,6}"
_LINK: Final = re.compile(
    rf"(?:https?|hxxps?)\s?:?//\S{{1,2000}}|www\.\S{{1,2000}}|{_MAIL}"
    rf"|(?<![\w.@]){_HOST}(?:{_ENDINGS})(?![\w-])(?:[/?#:]\S{{0,2000}})?|(?<![\w.@]){_HOST}[a-z]{{2,10}}/\S{{1,2000}}",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?<![\w-])[0-9A-Za-z]{4}-[0-9A-Za-z]{4}(?![\w-])")
_CODE_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `plain` with marks in one tone placement, `folded` without; the place counts characters."""

    folded: str
    plain: str
    start: int
    end: int

    def matches(self, ours: Word) -> bool:
        """Say whether it is our word, typed with its marks or without any."""
        return self.folded == ours.folded and self.plain in {ours.plain, ours.folded}


@dataclass(frozen=True, slots=True)
class Found:
    """A link or a code at its place; `value` is normalised."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A cleaned text with its words; `sentences` are the first words of its sentences and lines."""

    text: str
    words: Sequence[Word]
    sentences: Sequence[int]
    links: Sequence[Found] = field(default=())
    codes: Sequence[Found] = field(default=())

    def ends_after(self, index: int) -> bool:
        """Say whether a sentence ends between this word and the next."""
        return index < 0 or self.sentence_end(index) == index + 1

    def sentence_start(self, index: int) -> int:
        """Return the first word of the sentence that this word stands in."""
        return self.sentences[bisect_right(self.sentences, index) - 1]

    def sentence_end(self, index: int) -> int:
        """Return the place behind the last word of the sentence that this word stands in."""
        place = bisect_right(self.sentences, index)
        return self.sentences[place] if place < len(self.sentences) else len(self.words)

    def without(self, spans: Sequence[tuple[int, int]]) -> Reading:
        """Return the reading without the words that begin in these stretches of characters."""
        words = [w for w in self.words if not any(start <= w.start < end for start, end in spans)]
        return Reading(self.text, words, _sentences(self.text, words), self.links, self.codes)

    def span(self, first: int, last: int) -> str:
        """Return the text of the words from `first` up to, not including, `last`."""
        return self.text[self.words[first].start : self.words[last - 1].end] if first < last else ""


def clean(text: str) -> str:
    """Return the text in NFKC without invisible characters: fancy letters become letters, hidden ones go."""
    visible = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cf", "Cc", "Co"})
    return unicodedata.normalize("NFKC", visible)


def read(text: str) -> Reading:
    """Return the text as words, without the words of its links and of codes that could be ours."""
    cleaned = clean(text)
    links = [Found(link_key(m[0]), m.start(), m.end()) for m in _LINK.finditer(cleaned)]
    hidden = {i for link in links for i in range(link.start, link.end)}
    codes = [
        Found(code, m.start(), m.end())
        for m in _CODE.finditer(cleaned)
        if m.start() not in hidden and (code := _code(m[0]))
    ]
    hidden |= {i for code in codes for i in range(code.start, code.end)}
    words = [_word(m) for m in _WORD.finditer(cleaned) if m.start() not in hidden]
    return Reading(cleaned, words, _sentences(cleaned, words), links, codes)


def link_key(link: str) -> str:
    """Return an address in small letters without scheme, "www." and what a sentence put behind it."""
    bare = link.strip().lower().rstrip(".,;:!?)]}>\"'…/")
    return re.sub(r"^(?:https?|hxxps?)\s?:?//|^www\.", "", bare)


def host_of(key: str) -> str:
    """Return the machine that a normalised address leads to, whatever stands before an "@"."""
    try:
        return urlsplit(f"//{key}").netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _sentences(text: str, words: Sequence[Word]) -> list[int]:
    breaks = [m.start() for m in _BREAK.finditer(text) if not _binds(text, m.start())]
    starts = [word.start for word in words]
    return sorted({0, *(bisect_left(starts, place) for place in breaks)} - {len(words)})


def _word(match: re.Match[str]) -> Word:
    return Word(fold(match[0]), place_tones(match[0].lower()), match.start(), match.end())


def _code(typed: str) -> str:
    try:
        return normalise_code(typed, _CODE_LENGTH)
    except BadCode:
        return ""


def _binds(text: str, place: int) -> bool:
    """Say whether a line's end leads on, as after "Nghiêm cấm:"."""
    return text[place] == "\n" and text[max(0, place - 8) : place].rstrip(" \t\n").endswith(":")
