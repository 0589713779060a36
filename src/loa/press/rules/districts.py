"""Which districts a text names: a kind and a name, as the tree of the item's day has them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from loa.lib.text import fold
from loa.press.rules.naming import Told, syllables

_SHORT: Final = {"quận": "q", "huyện": "h", "thị xã": "tx", "thành phố": "tp"}
_GLUED: Final = tuple(f"{short}." for short in _SHORT.values())
_AND: Final = frozenset(("và", "va"))
_EACH: Final = frozenset(("moi", "tung", "may"))
"""Before "quận 1 …" these count districts and name none; nor do short forms: "Q.1" is a quarter of the year."""
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class District:
    """A district as it was called from one day until another; `path` holds the codes from the root."""

    path: str
    kind: str
    name: str
    since: date
    until: date | None

    def stands(self, day: date) -> bool:
        """Tell whether it was there on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class Districts:
    """All districts there are and were, by what they are called."""

    def __init__(self, rows: Iterable[District]) -> None:
        known = list(rows)
        self._marked, self._bare = _Spelled(known, bare=False), _Spelled(known, bare=True)

    def named(self, told: Told, day: date, *, at_home: bool) -> list[str]:
        """Return the paths of the districts that a text of a day names.

        Those with a number count only `at_home`: every large city has a first district.
        """
        spelled = self._marked if told.is_marked else self._bare
        found = dict.fromkeys(row for row in spelled.found(_apart(told.words)) if row.stands(day))
        return [row.path for row in found if at_home or not row.name.isdigit()]


class _Spelled:
    """Kinds and names in syllables, with marks or without."""

    def __init__(self, rows: Sequence[District], *, bare: bool) -> None:
        self._kinds: dict[Words, str] = {}
        self._names: dict[str, list[tuple[Words, District]]] = {}
        for row in rows:
            kind = row.kind.lower()
            for form in {kind, _SHORT.get(kind, kind)}:
                self._kinds[_words(form, bare=bare)] = kind
            name = _words(row.name, bare=bare)
            self._names.setdefault(name[0], []).append((name, row))
        self._first = {words[0] for words in self._kinds}

    def found(self, words: Sequence[str]) -> Iterator[District]:
        """Yield what stands behind the kind of a district, each of a list of names."""
        for at in [at for at, word in enumerate(words) if word in self._first]:
            kinds, behind = self._announced(words, at)
            no_number = words[behind - 1] in _SHORT.values() or (at > 0 and fold(words[at - 1]) in _EACH)
            while rows := self._names_at(words, behind, kinds):
                is_number = rows[0].name.isdigit()
                if not (is_number and no_number):
                    yield from rows
                behind += len(syllables(rows[0].name))
                if is_number:
                    break
                behind += behind < len(words) and words[behind] in _AND

    def _announced(self, words: Sequence[str], at: int) -> tuple[set[str], int]:
        """Return the kinds that stand at a place ("quận, huyện …"), and where they end."""
        kinds: set[str] = set()
        while form := next(
            (words[at:end] for end in (at + 2, at + 1) if tuple(words[at:end]) in self._kinds), None
        ):
            kinds.add(self._kinds[tuple(form)])
            at += len(form)
        return kinds, at

    def _names_at(self, words: Sequence[str], at: int, kinds: set[str]) -> list[District]:
        """Return the districts of one of these kinds whose name stands at a place, the longest name there is."""
        known = self._names.get(words[at], ()) if at < len(words) and kinds else ()
        fits = [
            (len(name), row)
            for name, row in known
            if row.kind.lower() in kinds and tuple(words[at : at + len(name)]) == name
        ]
        longest = max((length for length, _row in fits), default=0)
        return [row for length, row in fits if length == longest]


def _words(text: str, *, bare: bool) -> Words:
    return tuple(fold(word) if bare else word for word in syllables(text))


def _apart(words: list[str]) -> list[str]:
    """Return words with short forms apart from what is glued to them: "q.ba" is "q", "ba"."""
    if not any(word.startswith(_GLUED) for word in words):
        return words
    return [part for word in words for part in (word.split(".", 1) if word.startswith(_GLUED) else (word,))]
