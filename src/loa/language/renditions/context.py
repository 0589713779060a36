"""The words around facts: which sentence a fact stands in and what it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Final

from loa.language.facts import AMOUNT, DATE, PLACE, TIME, Fact
from loa.language.facts.patterns import words
from loa.language.renditions.agree import place_key
from loa.lib.text import fold

_BREAK: Final = re.compile(r"[.!?…](?=\s)|[;\n]")
_CLAUSE: Final = re.compile(r"[.,!?…](?=\s)|[;:()\n]|\b(?:và|còn|hoặc|nhưng)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHIFT: Final = re.compile(
    r"\b(?:lui|doi|hoan|doi lai|chuyen (?:sang|thanh|den)|gia han|thay vi|thay cho|sua lai|dinh chinh|khong phai|som hon|muon hon"
    r"|postponed|moved to|extended|instead of|rescheduled|corrected)\b"
)
_EMPTY: Final = frozenset(
    words(
        "va cua cac cho tu den tai vao luc ngay gio thang nam la co se duoc de trong khi voi the o so nay do mot nhung da theo ve"
        " hay hoac dia chi lien he goi the of in on at to from is are be will and for a an by"
    )
)
_AREA: Final = re.compile(r"(?:phường|xã|quận|huyện|thị|thành phố|tỉnh|thôn|xóm|bản|ấp|làng|tổ|cụm|khu)\b")
_RIVAL_SHARE: Final = 0.5
_RIVAL_WORDS: Final = 2
_CROSSED_WORDS: Final = 2


def _content(text: str) -> set[str]:
    return {word for word in _WORD.findall(fold(text)) if word not in _EMPTY and len(word) > 1}


class _Text:
    """A text cut into sentences, with its facts taken out for comparing the words that remain."""

    def __init__(self, text: str, facts: Sequence[Fact]) -> None:
        self.text = text
        self.facts = sorted(facts, key=lambda fact: fact.start)
        self.starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def index(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1

    def sentence(self, index: int) -> tuple[int, int]:
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return self.starts[index], end

    def words(self, fact: Fact) -> set[str]:
        start, end = self.sentence(self.index(fact.start))
        rest, at = [], start
        for other in self.facts:
            if start <= other.start < end:
                rest.append(self.text[at : other.start])
                at = max(at, other.end)
        rest.append(self.text[at:end])
        return _content(" ".join(rest))

    def places(self, fact: Fact) -> set[str]:
        """Return the places named in the sentence of a fact, without marks."""
        start, end = self.sentence(self.index(fact.start))
        return {
            fold(place_key(other.value))
            for other in self.facts
            if other.kind == PLACE and start <= other.start < end
        }


class Sentences:
    """Core and rendition by sentences; tells a rival value from a local line."""

    def __init__(self, core: str, locked: Sequence[Fact], rendition: str, found: Sequence[Fact]) -> None:
        self._core = _Text(core, locked) if core else None
        self._locked = locked
        self._rendition = _Text(rendition, found)

    def rival(self, locked: Fact, found: Fact) -> bool:
        """Tell whether `found` speaks of the same thing as `locked` with another value.

        So it does where the sentence announces a change, repeats the words of the core sentence, or already holds the
        locked value and the core sentence has no more than that one.
        """
        if locked.kind not in {DATE, TIME, AMOUNT}:
            return False
        start, end = self._rendition.sentence(self._rendition.index(found.start))
        if _SHIFT.search(fold(self._rendition.text[start:end])):
            return True
        if self._core is None:
            return False
        words, core = self._rendition.words(found), self._core.words(locked)
        shared = len(words & core)
        if shared and self._core.places(locked) & self._rendition.places(found):
            return True
        return shared >= _RIVAL_WORDS and shared >= _RIVAL_SHARE * len(words)


def _spans(text: str, pattern: re.Pattern[str]) -> list[int]:
    return [0, *(match.end() for match in pattern.finditer(text)), len(text)]


def _labels(text: str, facts: Sequence[Fact]) -> dict[str, set[str]]:
    """Return for each value the words before it, back to the fact before or the beginning of the sentence."""
    ordered = sorted(facts, key=lambda fact: fact.start)
    begins = _spans(text, _BREAK)
    labels: dict[str, set[str]] = {}
    end = 0
    for fact in ordered:
        start = max(begins[bisect_right(begins, fact.start) - 1], end)
        labels.setdefault(fact.value, set()).update(_content(text[start : fact.start]))
        end = fact.end
    return labels


def _clauses(text: str, facts: Sequence[Fact]) -> dict[str, set[str]]:
    """Return for each value the words of the clauses that it stands in, before and behind it."""
    begins = _spans(text, _CLAUSE)
    covered = list(text)
    for fact in facts:
        covered[fact.start : fact.end] = " " * (fact.end - fact.start)
    words: dict[str, set[str]] = {}
    for fact in facts:
        index = bisect_right(begins, fact.start) - 1
        clause = "".join(covered[begins[index] : begins[index + 1]])
        words.setdefault(fact.value, set()).update(_content(clause))
    return words


def _crossed(told: Sequence[set[str]], *, whole: bool) -> bool:
    """Tell whether the words that told two facts apart have changed places.

    `told` holds the words of both facts in the core message and in the rendition. Some went both ways, so that rewording
    passes; or, where the words are those of `whole` clauses, several went over and none stayed.
    """
    first, second, new_first, new_second = told
    own, other = first - second, second - first
    gone, come = len(own & new_second), len(other & new_first)
    stayed, held = len(own & new_first), len(other & new_second)
    if gone > stayed and come > held:
        return True
    one_way = whole and new_first and new_second and not stayed and not held
    return bool(one_way and max(gone, come) >= _CROSSED_WORDS)


Match = tuple[Fact, Fact]


def _swapped_labels(matched: Sequence[Match], core: str, rendition: str) -> list[Match]:
    swapped: list[Match] = []
    for kind in sorted({fact.kind for fact, _ in matched}):
        pairs = [pair for pair in matched if pair[0].kind == kind]
        for told in (_labels, _clauses):
            old = told(core, [fact for fact, _ in pairs])
            new = told(rendition, [found for _, found in pairs])
            for one, two in combinations(pairs, 2):
                values = one[0].value, two[0].value, one[1].value, two[1].value
                if values[0] == values[1] or not _same_unit(one[0], two[0]):
                    continue
                words = (old[values[0]], old[values[1]], new[values[2]], new[values[3]])
                if _crossed(words, whole=told is _clauses):
                    swapped += [one, two]
    return swapped


def _same_unit(one: Fact, two: Fact) -> bool:
    return one.kind != AMOUNT or one.value.partition(" ")[2] == two.value.partition(" ")[2]


def _sort(fact: Fact) -> str:
    """Return the kind; areas and sites count as two, because a site is often told for an area."""
    if fact.kind != PLACE:
        return fact.kind
    return "area" if _AREA.match(fact.value) else "site"


def _couples(facts: Sequence[tuple[Fact, str, str]]) -> set[tuple[str, str]] | None:
    """Return neighbours two by two where two sorts strictly take turns, else None."""
    ordered = sorted(facts, key=lambda entry: entry[0].start)
    if len(ordered) < 4 or len(ordered) % 2 or any(a[1] == b[1] for a, b in pairwise(ordered)):
        return None
    couples = zip(ordered[::2], ordered[1::2], strict=True)
    return {(min(a[2], b[2]), max(a[2], b[2])) for a, b in couples}


def _swapped_couples(matched: Sequence[Match]) -> list[Match]:
    for sorts in combinations(sorted({_sort(fact) for fact, _ in matched}), 2):
        pairs = [
            (fact, found, f"{fact.kind} {fact.value}") for fact, found in matched if _sort(fact) in sorts
        ]
        old = _couples([(fact, _sort(fact), key) for fact, _, key in pairs])
        new = _couples([(found, _sort(fact), key) for fact, found, key in pairs])
        if old and new and old != new:
            return [(fact, found) for fact, found, _ in pairs[:2]]
    return []


def swapped_pairs(matched: Sequence[Match], core: str, rendition: str) -> list[Match]:
    """Return locked and found facts that kept their values but changed what they belong to."""
    return _swapped_couples(matched) + (_swapped_labels(matched, core, rendition) if core else [])
