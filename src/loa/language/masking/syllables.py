"""What the syllables of a name, and the words around them, say about whether it is a person's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from loa.language.facts.patterns import UPPER, any_of
from loa.language.facts.patterns import words as word_list
from loa.language.masking import cues, lexicon
from loa.lib.text import fold, place_tones

TOKEN: Final = rf"[{UPPER}][^\W\d_]{{0,7}}"
GAP: Final = r"[ \u00a0_]"
_KIND_LEAD: Final = re.compile(rf"(?<!gia )\b(?:{any_of(cues.CALLED_AFTER)}),?[ _]$", re.IGNORECASE)
_UNIT_LEAD: Final = re.compile(rf"\b(?:{any_of(cues.UNITS)})[ _]$", re.IGNORECASE)
_NUMBER_LEAD: Final = re.compile(
    r"(?P<house>\b(?:số|ngõ|ngách|hẻm|kiệt|lô)[ _](?:nhà[ _])?)?(?<![\w/.,])\d+(?:[/-]\d+)*[a-z]?(?P<comma>,?)[ _]$",
    re.IGNORECASE,
)
_WORK: Final = re.compile(
    r"\b(?:vở|kịch|chèo|tuồng|cải lương|phim|truyện|tiểu thuyết|bài hát|ca khúc|tác phẩm|(?:cuốn|quyển|bộ) sách)\b[^.,;\n]{0,24}$",
    re.IGNORECASE,
)
SURE_WORDS: Final = 3
_SPLIT: Final = re.compile(r"[ \u00a0_.-]+")
_LAST_WORD: Final = re.compile(r"[^\W\d_]+$")
_FIRST_WORD: Final = re.compile(r"[ _]([^\W\d_]{1,12})")
_BODY_TAILS: Final = frozenset(
    word_list(
        "an thôn ban phòng hội bộ tịch thư nhân đoàn ty chức trưởng viện tế niên quốc ương tâm học phố cục ủy uỷ úy uý tá tướng sĩ sỹ"
    )
)
_SURNAME_BARE: Final = frozenset(fold(name) for name in lexicon.STRONG_SURNAMES)


def words_of(name: str) -> list[str]:
    return [word for word in _SPLIT.split(place_tones(name).lower()) if word]


def is_surname(word: str) -> bool:
    return word in lexicon.surnames() or word in _SURNAME_BARE


def is_named_like(word: str) -> bool:
    return len(word) == 1 or word in lexicon.given() or word in lexicon.given_bare()


def is_namesake(words: list[str]) -> bool:
    known = lexicon.not_persons()
    if " ".join(words) in known:
        return True
    return words[0] not in lexicon.STRONG_SURNAMES and " ".join(words[:2]) in known


def is_after_place(text: str, start: int, words: Sequence[str] = ()) -> bool:
    """Tell whether the words before call the following a place, a body or a work, named after a person or not.

    All units are listed, so that three words behind "phường" that are no listed unit are a person: "Bí thư Đảng ủy phường
    Nguyễn Hữu Tiệp". A number before a name is a house, unless it ends a date.
    """
    before = text[max(0, start - 40) : start]
    if _UNIT_LEAD.search(before):
        return len(words) < SURE_WORDS or not is_surname(words[0])
    if _KIND_LEAD.search(before) or _WORK.search(before):
        return True
    number = _NUMBER_LEAD.search(before)
    if number is None or len(words) == 1:
        return False
    return bool(number["house"]) or (not number["comma"] and 0 < len(words) < SURE_WORDS)


def trim(words: list[str]) -> list[str]:
    """Cut the words that cannot belong to a name off the end: "Nguyễn Văn An Công ty"."""
    for index, word in enumerate(words[1:], 1):
        if word in lexicon.CAPITAL_STOPS and word not in lexicon.given():
            return words[:index]
    return words[:5]


def reach(name: str, count: int) -> int:
    """Return how many characters the first words take, with the dot of a final initial."""
    end = 0
    for index, match in enumerate(re.finditer(r"[^\W\d_]+", name)):
        if index == count:
            break
        end = match.end()
    return end


def goes_on_as_word(text: str, end: int) -> bool:
    """Tell whether a capitalised word goes on in small letters as another word: "Công an", "Thanh tra"."""
    before, following = _LAST_WORD.search(text[max(0, end - 12) : end]), _FIRST_WORD.match(text, end)
    if before is None or following is None or following[1][0].isupper():
        return False
    first, second = before[0].lower(), following[1]
    return (
        first in lexicon.CAPITAL_STOPS and second in _BODY_TAILS
    ) or f"{first} {second}" in lexicon.compounds()
