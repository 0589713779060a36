"""Names that a word before gives away: a form of address, a role, "tôi là", the name of an account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from loa.language.facts.patterns import UPPER, any_of
from loa.language.facts.patterns import words as word_list
from loa.language.masking import cues, lexicon
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

_CUE: Final = re.compile(
    rf"(?<!\w)(?P<cue>{any_of(cues.ALL)})(?:{GAP}(?:là|tên là|tên|số \d+ là))?:?{GAP}[“\"'‘]?"
    rf"(?P<name>(?-i:{TOKEN}(?:\.?{GAP}?{TOKEN}){{0,4}}(?:(?<=[{UPPER}])\.)?))(?![^\W\d_])",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(rf"(?:,| và| với| cùng){GAP}(?P<name>{TOKEN}(?:{GAP}{TOKEN}){{0,2}})(?![^\W\d_])")
_NATIONS: Final = frozenset(word_list("mỹ anh pháp nga đức nhật hàn trung việt ấn thái úc"))
_STOPS_AS_NAMES: Final = frozenset(word_list("hà chi công thành trung trường đoàn đài cơ chủ bí"))
_NOT_LONE: Final = frozenset(
    (
        "bà rịa",
        "bà nà",
        "bà đen",
        "bà triệu",
        "bà trưng",
        "bà huyện",
        "bác hồ",
        "cô tô",
        "cụ rùa",
        "bà chúa",
        "ông táo",
        "ông công",
        "bà tổ",
    )
)
_PLACES_AT_ONCE: Final = frozenset(
    (
        "hà nội",
        "hà nam",
        "hà giang",
        "hà tĩnh",
        "hà đông",
        "hồ chí",
        "ba đình",
        "ba vì",
        "trung quốc",
        "hàn quốc",
        "hoa kỳ",
    )
)
_FOREIGN: Final = rf"[{UPPER}][^\W\d_]{{0,15}}(?:[-’'][{UPPER}]?[^\W\d_]{{1,15}}){{0,2}}"
_PARTICLE: Final = r"(?:van|von|der|den|de|da|di|la|le|bin|al|el)"
_SELF: Final = re.compile(
    rf"(?<!\w)(?:{any_of(cues.SELF)}|em|cháu|con)(?:{GAP}(?:tên là|tên|là)|,){GAP}"
    rf"(?P<name>(?-i:{TOKEN}(?:\.?{GAP}?{TOKEN}){{0,4}}(?:(?<=[{UPPER}])\.)?))(?![^\W\d_])",
    re.IGNORECASE,
)
_ABROAD: Final = re.compile(
    rf"(?<!\w)(?:{any_of([*cues.ADDRESS_WORDS, 'bệnh nhân', 'cầu thủ', 'hành khách', 'du khách', 'công dân', 'huấn luyện viên', 'hlv', 'tiến sĩ', 'giáo sư', 'bác sĩ', 'phi công', 'chuyên gia'])}){GAP}"
    rf"(?P<name>(?-i:{_FOREIGN}(?:{GAP}(?:{_PARTICLE}{GAP}){{0,2}}{_FOREIGN}){{0,4}}))(?![^\W\d_])",
    re.IGNORECASE,
)
_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_ACCOUNT: Final = re.compile(
    rf"(?<!\w)(?:nick(?:name)?|nghệ danh|biệt danh|bí danh|tài khoản|facebook|zalo|tiktok|youtube)(?:{GAP}[^\W\d_]+){{0,2}}{GAP}"
    rf"[“\"‘'](?P<name>[{UPPER}][^“”\"‘’'\n]{{1,40}})[”\"’']",
    re.IGNORECASE,
)


def _is_lone_name(cue: str, word: str) -> bool:
    """Tell whether one capitalised word behind a cue is a name ("chị Hà") and not the start of a body ("chị Công an")."""
    if f"{cue} {word}" in _NOT_LONE:
        return False
    if word in lexicon.CAPITAL_STOPS and word not in _STOPS_AS_NAMES:
        return False
    if word in _NATIONS and cue in cues.ASK_FOR_GIVEN:
        return False
    return len(word) == 1 or cue not in cues.ASK_FOR_GIVEN or is_named_like(word)


def _cued_words(cue: str, words: list[str]) -> list[str]:
    """Return the words of the name that follows a cue, or none."""
    words = trim(words)
    if " ".join(words[:2]) in _PLACES_AT_ONCE:
        return []
    if len(words) > 1 and is_surname(words[0]):
        return [] if cue in cues.GREETINGS and len(words) == 2 and is_namesake(words) else words
    if cue in cues.SINGLE_ROLES:
        sure = all(is_named_like(word) for word in words)
        return (words if sure else words[:1]) if _is_lone_name(cue, words[0]) else []
    sure = cue in cues.GREETINGS | {"cựu", "nguyên"} and len(words) > 1
    return words if sure and all(is_named_like(word) for word in words[:3]) else []


def _span(text: str, match: re.Match[str], words: Sequence[str]) -> Span:
    """Return the place of the first words of a matched name, with the dot of a final initial."""
    start = match.start("name")
    end = start + reach(match["name"], len(words))
    return Span(start, end + (len(words[-1]) == 1 and text[end : end + 1] == "."), NAME)


def _listed(text: str, end: int) -> Iterator[Span]:
    """Yield further names of "các cháu Lan, Hoa và Minh"."""
    while following := _NEXT.match(text, end):
        words = words_of(following["name"])
        if not all(len(word) > 1 and word in lexicon.given() for word in words) or is_namesake(words):
            return
        if words[0] in lexicon.CAPITAL_STOPS or goes_on_as_word(text, following.end()):
            return
        end = following.end()
        yield Span(following.start("name"), end, NAME)


def _cued(text: str) -> Iterator[Span]:
    for match in _CUE.finditer(text):
        cue = match["cue"].lower()
        if match["cue"][0].isupper() and is_after_place(text, match.start()):
            continue
        words = _cued_words(cue, words_of(match["name"]))
        if not words or (len(words) == 1 and len(words[0]) > 1 and goes_on_as_word(text, match.end("name"))):
            continue
        span = _span(text, match, words)
        yield span
        if cue in cues.SINGLE_ROLES and span.end == match.end("name"):
            yield from _listed(text, span.end)


def _said_of_oneself(text: str) -> Iterator[Span]:
    """Yield the name of "tôi là T." and "với tôi, Thanh Tâm,"."""
    for match in _SELF.finditer(text):
        words = trim(words_of(match["name"]))
        alone = len(words) == 1 and text[match.start("name") - 2] == ","
        body = goes_on_as_word(text, match.end("name")) or (
            len(words) < SURE_WORDS and words[0] in lexicon.CAPITAL_STOPS - _STOPS_AS_NAMES
        )
        full = len(words) >= SURE_WORDS and is_surname(words[0])
        named = all(is_named_like(word) for word in words) and not is_namesake(words)
        if (full or named) and not alone and not body:
            yield _span(text, match, words)


def _is_vietnamese(word: str) -> bool:
    return bool(_SYLLABLE.fullmatch(fold(word)))


def _abroad(text: str) -> Iterator[Span]:
    """Yield foreign names whole behind a form of address: "ông Kidong Park", "bà Angela Merkel"."""
    for match in _ABROAD.finditer(text):
        parts = re.findall(r"[^\W\d_]+", match["name"])
        if parts[0].lower() in lexicon.CAPITAL_STOPS or (parts[0].isupper() and len(parts[0]) > 1):
            continue
        if any(len(part) > 1 and not _is_vietnamese(part) for part in parts[:2]):
            words = trim([part.lower() for part in parts])
            yield Span(match.start("name"), match.start("name") + reach(match["name"], len(words)), NAME)


def _accounts(text: str) -> Iterator[Span]:
    """Yield the quoted name of an account: a pen name points at a person as well."""
    for match in _ACCOUNT.finditer(text):
        yield Span(match.start("name"), match.end("name"), NAME)


def find_cued_names(text: str) -> list[Span]:
    """Return the names that the word before gives away; spans may overlap each other."""
    return [*_cued(text), *_said_of_oneself(text), *_abroad(text), *_accounts(text)]
