"""What a rendition keeps of its core message beyond equal facts.

English has other words for what is counted and for kinds of places, so figures and proper names decide there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from loa.language.facts import AMOUNT, PHONE, PLACE, Fact
from loa.language.facts.patterns import FIGURE, any_of, words
from loa.language.facts.places import PLACE_WORDS
from loa.language.facts.units import COUNTED
from loa.language.numbers import plain, read_figure
from loa.lib.text import fold

_GENERIC: Final = re.compile(
    rf"\b(?:{any_of(PLACE_WORDS)}|mầm non|tiểu học|trung học|cơ sở|phổ thông|dân lập|đa khoa|trung ương|phủ|vành đai|ngõ|ngách|hẻm"
    r"|kiệt|số|thể thao|y tế|văn hóa)\b"
)
_ENGLISH_WORDS: Final = frozenset(
    words(
        "ward commune street road district city health station clinic house cultural culture community primary secondary high "
        "school hospital park market pagoda temple village hamlet residential group avenue bridge lake square garden stadium "
        "bus lane alley no number on at in from to and the call hotline by before after kindergarten police people office post hall "
        "square building apartment tower block zone area urban new quarter junction intersection crossroads ring highway "
        "expressway overpass flyover tunnel river dyke dike ferry wharf port airport station theatre theater cinema museum "
        "library university college academy centre center general national cultural sports memorial cemetery pumping"
    )
)
_FIGURE: Final = re.compile(FIGURE)
_NEXT_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_REACH: Final = 24


def _free(text: str, found: Sequence[Fact]) -> Iterator[re.Match[str]]:
    """Yield the figures of a text that stand in no fact, and those that only count things."""
    taken: set[int] = set()
    for fact in found:
        if not (fact.kind == AMOUNT and fact.value.partition(" ")[2] in COUNTED):
            taken.update(range(fact.start, fact.end))
    return (match for match in _FIGURE.finditer(text) if taken.isdisjoint(range(*match.span())))


def stands_free(digits: str, text: str, found: Sequence[Fact]) -> bool:
    """Tell whether a short number stands in the text by itself."""
    return any(match[0] == digits for match in _free(text, found))


def _is_counted(locked: Fact, text: str, found: Sequence[Fact], all_locked: Sequence[Fact]) -> bool:
    """Tell whether the number of an amount stands in the text more often than places use it up."""
    number = locked.value.partition(" ")[0]
    said = sum(plain(read_figure(match[0], english=True)) == number for match in _free(text, found))
    places = {fact.value for fact in all_locked if fact.kind == PLACE}
    return said > sum(number in re.findall(r"\d+", place) for place in places)


def is_counted_so(locked: Fact, core: str, text: str, found: Sequence[Fact]) -> bool:
    """Tell whether "400 con chó mèo" is told as "400 chó mèo": same number, followed by a word of the core message."""
    if locked.kind != AMOUNT or locked.value.partition(" ")[2] not in COUNTED:
        return False
    named = set(_NEXT_WORDS.findall(fold(core[locked.end : locked.end + _REACH]))[:3])
    number = locked.value.partition(" ")[0]
    return any(
        plain(read_figure(match[0])) == number
        and not named.isdisjoint(_NEXT_WORDS.findall(fold(text[match.end() : match.end() + _REACH]))[:2])
        for match in _free(text, found)
    )


def is_kept_in_english(locked: Fact, text: str, found: Sequence[Fact], all_locked: Sequence[Fact]) -> bool:
    """Tell whether an English text says a locked fact for which no equal fact was found."""
    if locked.kind == PLACE:
        return is_named(locked, text)
    if locked.kind == PHONE:
        return stands_free(locked.value, text, found)
    return locked.kind == AMOUNT and _is_counted(locked, text, found, all_locked)


def _continues(rendition: str, end: int) -> bool:
    following = re.match(r" ([^\W\d_]+)", rendition[end : end + 24])
    return bool(following and following[1][0].isupper() and following[1].lower() not in _ENGLISH_WORDS)


def is_named(locked: Fact, rendition: str) -> bool:
    """Tell whether the proper name and the numbers of a place stand in an English text, without marks."""
    name = fold(" ".join(_GENERIC.sub(" ", locked.value).split()))
    text = fold(rendition)
    pieces: Sequence[str] = re.findall(r"\d[\d/]*[a-z]?|[^\W\d_]+(?: [^\W\d_]+)*", name)
    return all(
        any(
            piece[0].isdigit() or not _continues(rendition, hit.end())
            for hit in re.finditer(rf"(?<!\w){re.escape(piece)}(?!\w)", text)
        )
        for piece in pieces
    )
