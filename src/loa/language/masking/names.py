"""Names of persons in Vietnamese text: full names, initials, given names after a form of address.

Streets, wards, schools and firms called after a person are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts.patterns import UPPER, any_of, is_bare
from loa.language.facts.patterns import words as word_list
from loa.language.masking import cues, lexicon
from loa.language.masking.cued import find_cued_names
from loa.language.masking.model import NAME, Span
from loa.language.masking.syllables import (
    GAP,
    SURE_WORDS,
    TOKEN,
    goes_on_as_word,
    is_after_place,
    is_named_like,
    is_namesake,
    is_surname,
    reach,
    trim,
    words_of,
)
from loa.lib.text import fold

_LETTER: Final = rf"[{UPPER}]"
_FULL: Final = re.compile(rf"(?<![\w.]){TOKEN}(?:\.?{GAP}{TOKEN}|\.{TOKEN}|-{TOKEN}){{1,7}}(?![^\W\d_])")
_INITIALS: Final = re.compile(
    rf"(?<!\w){_LETTER}{{1,2}}(?:\.{GAP}?{_LETTER}{{1,2}}){{1,7}}(?:[^\W\d_]{{1,7}})?(?!\w)\.?"
)
_UNIT_LETTER: Final = re.compile(r"[^\W\d_]{1,2}\.[ _]?[^\W\d_]{1,2}[a-zà-ỹ]")
_NOT_INITIALS: Final = frozenset(
    {"tp", "tư", "us", "usa", "pv", "bs", "ts", "qh", "sos", "tphcm", "vn", "ub", "un", "eu"}
)
_TITLE: Final = re.compile(r"(?:BS|TS|GS|PGS|ThS|DS|CK)\b")
_STREET_LIST: Final = re.compile(r"(?:đường|phố|phường|xã|trường|tuyến)\b[^.;\n]{0,40},[ _]$", re.IGNORECASE)
_WORD_START: Final = re.compile(rf"(?<!\w)[{UPPER}]")
_FOLLOWING: Final = re.compile(rf"\w| [{UPPER}]")
_OFFICE: Final = re.compile(r"(?:TM|KT|TL|TUQ|LS|NS|HS|Q|[IVX]{1,4})\.\s|L\.P|V\.I")
_MIDDLE: Final = frozenset(word_list("văn thị đình đức hữu"))
_MIDDLE_BARE: Final = frozenset(fold(word) for word in _MIDDLE)
_GOES_ON: Final = frozenset(word_list("hoc bao thong to so sinh cong khai tu chi danh vao hoi"))
_LOWER_SURNAME: Final = any_of(lexicon.STRONG_SURNAMES | {fold(name) for name in lexicon.STRONG_SURNAMES})
_LOWER_CUE: Final = any_of(
    [
        *cues.ADDRESS_WORDS,
        "tên",
        "tên là",
        "ten",
        "ten la",
        "tôi là",
        "toi la",
        "em là",
        "em la",
        "ong",
        "ba",
        "chi",
        "chau",
        "co",
        "chu",
        "bac",
        "cu",
        "thay",
        "be",
    ]
)
_LOWER_FULL: Final = re.compile(
    rf"(?<![\w])(?:(?P<cue>{_LOWER_CUE})[ _])?(?P<name>(?:{_LOWER_SURNAME})(?:[ _][^\W\d_]{{1,7}}){{1,3}})(?![^\W\d_])"
)
_LOWER_GIVEN: Final = re.compile(
    rf"(?<![\w])(?!anh[ _]hùng)(?:ông|bà|anh|chị|cháu|em|cô|chú|bác|cụ)[ _](?P<name>{any_of(lexicon.LOWER_GIVEN)})(?![^\W\d_])(?! (?:hùng|linh|trai|gái))"
)


def _is_full_name(words: list[str]) -> bool:
    if len(words) < 2 or not is_surname(words[0]) or is_namesake(words):
        return False
    if " ".join(words[:2]) in lexicon.NOT_SURNAMES:
        return False
    if len(words) == 2:
        strong = words[0] in lexicon.STRONG_SURNAMES
        return strong and (len(words[1]) == 1 or words[1] in lexicon.given())
    return any(is_named_like(word) for word in words[1:])


def _full(text: str) -> Iterator[Span]:
    """Yield full names by their surname, also inside a longer run of capitals ("Sở Trần Nhị Hà")."""
    for match in _FULL.finditer(text):
        starts = [found.start() for found in re.finditer(r"[^\W\d_]+", match[0])]
        person = 0
        for offset in starts[:-1]:
            start = match.start() + offset
            words = trim(words_of(match[0][offset:]))
            if offset and len(words) > SURE_WORDS and words[1] in lexicon.STRONG_SURNAMES:
                continue
            if _ends_a_word(match[0][:offset], words[0]):
                continue
            if offset < person or (is_namesake(words[:2]) and _is_full_name(words[2:])):
                person = max(person, offset + reach(match[0][offset:], 2))
                continue
            if (
                _is_full_name(words)
                and not is_after_place(text, start, words)
                and not _in_street_list(text, start, words)
            ):
                yield Span(start, start + reach(match[0][offset:], len(words)), NAME)
                break


def _ends_a_word(before: str, word: str) -> bool:
    """Tell whether a surname is only the end of a word in capitals: "QUẢN LÝ"."""
    last = re.search(r"([^\W\d_]+)[ _]$", before)
    return bool(last and f"{last[1].lower()} {word}" in lexicon.NOT_SURNAMES)


def _in_street_list(text: str, start: int, words: list[str]) -> bool:
    return len(words) == 2 and bool(_STREET_LIST.search(text[max(0, start - 60) : start]))


def _initials(text: str) -> Iterator[Span]:
    for match in _INITIALS.finditer(text):
        letters = re.sub(r"[^\w]", "", match[0]).lower()
        if (
            letters not in _NOT_INITIALS
            and not _UNIT_LETTER.match(match[0])
            and not _TITLE.match(match[0])
            and not _OFFICE.match(match[0])
            and not is_after_place(text, match.start(), letters)
        ):
            yield Span(match.start(), match.end(), NAME)


def _lower_words(match: re.Match[str]) -> int:
    """Return how many words of a lower-case name are sure, 0 for none."""
    words = words_of(match["name"])
    bare = match["name"].isascii()
    if not bare and words[0] not in lexicon.STRONG_SURNAMES:
        return 0
    if words[1] not in (_MIDDLE_BARE if bare else _MIDDLE) and not (
        match["cue"] and words[0] in lexicon.STRONG_SURNAMES
    ):
        return 0
    count = 2
    while (
        count < len(words)
        and not (count > 2 and fold(words[count]) in _GOES_ON)
        and (words[count] in lexicon.given() or words[count] in lexicon.given_bare())
    ):
        count += 1
    return count if count > 2 or (len(words) == 2 and words[1] in lexicon.given()) else 0


def _lower(text: str) -> Iterator[Span]:
    """Yield names typed without capitals, only where a middle name or a form of address makes them sure."""
    for match in _LOWER_FULL.finditer(text):
        count = _lower_words(match)
        if count and not is_after_place(text, match.start(), words_of(match["name"])[:count]):
            start = match.start("name")
            yield Span(start, start + reach(match["name"], count), NAME)
    if not is_bare(text):
        for match in _LOWER_GIVEN.finditer(text):
            yield Span(match.start("name"), match.end("name"), NAME)


def _again(text: str, spans: list[Span]) -> Iterator[Span]:
    """Yield later mentions of a found name, whole or by its given name alone."""
    wanted = {text[span.start : span.end] for span in spans}
    wanted = {name for name in wanted if len(name) > 2 and name[0].isupper() and "." not in name}
    wanted |= {name.split()[-1] for name in wanted if name.count(" ") >= 2 and len(name.split()[-1]) > 2}
    lengths = sorted({len(name) for name in wanted}, reverse=True)
    for match in _WORD_START.finditer(text):
        start = match.start()
        length = next((len(piece) for size in lengths if (piece := text[start : start + size]) in wanted), 0)
        if not length or _capital_before(text, start) or is_after_place(text, start):
            continue
        if not _goes_on(text, start + length) and not goes_on_as_word(text, start + length):
            yield Span(start, start + length, NAME)


def _capital_before(text: str, start: int) -> bool:
    before = re.search(r"([^\W\d_]+)[ _]$", text[max(0, start - 12) : start])
    return bool(before and before[1][0].isupper())


def _goes_on(text: str, end: int) -> bool:
    """Tell whether the word, or a run of capitals, goes on behind this place."""
    return bool(_FOLLOWING.match(text, end))


def find_names(text: str) -> list[Span]:
    """Return the names of persons in a text in NFC; spans may overlap each other."""
    spans = [*_full(text), *find_cued_names(text), *_initials(text), *_lower(text)]
    return spans + list(_again(text, spans))
