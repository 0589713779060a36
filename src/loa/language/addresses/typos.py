"""Find names that an address spells with one letter wrong, missing, doubled or swapped.

It is asked only when the address as typed leads nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from loa.language.addresses.gazetteer import LONGEST, Entry, gazetteer
from loa.language.addresses.mentions import Span
from loa.language.addresses.spelling import Spelled

_SHORTEST = 5  # letters; a shorter name with a wrong letter is another name


def mended_spans(spelled: Spelled) -> list[Span]:
    """Return the whole parts of the address that spell a name but for one letter."""
    return [
        (start, end, entry)
        for start, end in _parts(spelled)
        for entry in _near("".join(spelled.bare[start:end]))
    ]


def _parts(spelled: Spelled) -> Iterator[tuple[int, int]]:
    """Yield the runs of syllables between separators and announcing words."""
    count = len(spelled.bare)
    announcing = set(spelled.starts.values())
    begins = {start for start in range(count) if spelled.gaps[start]} - announcing | set(spelled.kinds)
    stops = {end for end in range(1, count + 1) if spelled.gaps[end]} | announcing
    for start in sorted(begins):
        for end in range(start + 1, min(start + LONGEST, count) + 1):
            if end in stops:
                yield start, end
                break


def _near(spelling: str) -> Iterator[Entry]:
    if len(spelling) < _SHORTEST:
        return
    index, entries = _shortened(), gazetteer().entries
    found = dict.fromkeys(name for short in _shorten(spelling) for name in index.get(short, ()))
    yield from (entries[name] for name in found if name != spelling and _one_off(spelling, name))


@cache
def _shortened() -> dict[str, list[str]]:
    """Return name with no or one letter left out → names (Mor and Fraenkel, 1982)."""
    index: dict[str, list[str]] = defaultdict(list)
    for name in gazetteer().entries:
        if len(name) >= _SHORTEST - 1:
            for short in _shorten(name):
                index[short].append(name)
    return index


def _shorten(name: str) -> set[str]:
    return {name} | {name[:at] + name[at + 1 :] for at in range(len(name))}


def _one_off(typed: str, name: str) -> bool:
    """Say whether one letter was replaced, added or left out, or two neighbours swapped."""
    if len(typed) != len(name):
        return True  # both lead to the same shortened name, so one letter is all that differs
    wrong = [at for at, (one, other) in enumerate(zip(typed, name, strict=True)) if one != other]
    return len(wrong) == 1 or (len(wrong) == 2 and wrong[1] == wrong[0] + 1)
