"""Find what an address may mention: every run of syllables that spells the name of a unit, and how it stands there.

It must not choose; that is the business of `resolver`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loa.language.addresses.gazetteer import LONGEST, Entry, Gazetteer
from loa.language.addresses.spelling import AFTER, GROUPS, LOW, Spelled

Span = tuple[int, int, Entry]


@dataclass(slots=True)
class Mention:
    """One name in an address: syllables start to end, what it can mean, the kind announced before (or after) it.

    `sure` unless the announcing word may be the end of another name; `low` when it names a street or a place below
    the commune; `left` and `right` when it begins and ends where a part of the address does; `marked` as typed;
    `mended` when a letter had to be changed.
    """

    start: int
    end: int
    entry: Entry
    kind: str | None
    sure: bool
    low: bool
    left: bool
    right: bool
    marked: str
    mended: bool = False


def find_mentions(spelled: Spelled, gazetteer: Gazetteer, mended: Iterable[Span] = ()) -> list[Mention]:
    """Return every mention in order; `mended` are spans that spell a name but for one letter."""
    spans = list(_spans(spelled, gazetteer))
    extra = list(mended)
    ends = {end for start, end, _entry in spans if end - start > 1}
    around = [span for span in spans if span[2].provinces or span[2].districts]
    stops = {end for _start, end, _entry in around} | {
        end for start, end, _entry in spans if start in spelled.kinds
    }
    edges = _Edges(ends, stops, {start for start, _end, _entry in around} | set(spelled.starts.values()))
    found = [_mention(spelled, span, edges) for span in spans]
    for span in extra:
        mention = _mention(spelled, span, edges)
        mention.mended = True
        found.append(mention)
    return found


@dataclass(slots=True)
class _Edges:
    """Where names of two syllables or more end, and where districts, provinces and announced names end and begin."""

    long_ends: set[int]
    ends: set[int]
    starts: set[int]


def _spans(spelled: Spelled, gazetteer: Gazetteer) -> Iterable[Span]:
    bare, gaps, kinds = spelled.bare, spelled.gaps, spelled.kinds
    entries, first = gazetteer.entries, gazetteer.first
    count = len(bare)
    for start in range(count):
        if bare[start][:2] not in first:
            continue
        spelling, crossed = "", False
        for at in range(start, min(start + LONGEST, count)):
            if at > start and gaps[at]:
                if gaps[at] > 1:
                    break
                crossed = True
            spelling += bare[at]
            entry = entries.get(spelling)
            if entry is not None and (entry.dashed or not crossed) and (start in kinds or not entry.numeric):
                yield start, at + 1, entry


def _mention(spelled: Spelled, span: Span, edges: _Edges) -> Mention:
    start, end, entry = span
    bare, gaps = spelled.bare, spelled.gaps
    kind = spelled.kinds.get(start)
    sure, right = True, gaps[end] > 0 or end in edges.starts
    if kind:
        before = spelled.starts[start]
        if (
            start - before > 1
            and before + 1 in edges.long_ends
            and not gaps[before]
            and spelled.is_plain(before)
        ):
            kind = spelled.single(start)  # "An Thi xa …" is no "thi xa"
        sure = gaps[before] > 0 or start not in edges.long_ends or not spelled.is_plain(start - 1)
    elif end < len(bare) and not gaps[end] and bare[end] in AFTER:
        kind, right = AFTER[bare[end]], True
    free = start in edges.ends or gaps[start] > 0
    low = not kind and not free and start - 1 not in spelled.kinds and _names_something_lower(bare, start)
    if not right and end < len(bare):
        right = len(bare[end]) >= 5 and bare[end].isdigit()
    left = kind is not None or free or (not low and _ends_a_group(bare, start))
    return Mention(start, end, entry, kind, sure, low, left, right, "".join(spelled.marked[start:end]))


def _names_something_lower(bare: list[str], start: int) -> bool:
    """Say whether the word before is "đường", "thôn" or a house number."""
    before = bare[start - 1]
    return before in LOW or (before[:1].isdigit() and not _ends_a_group(bare, start))


def _ends_a_group(bare: list[str], start: int) -> bool:
    """Say whether "tổ 5", "thôn 3" or the like stands right before."""
    return start > 1 and bare[start - 1].isdigit() and bare[start - 2] in GROUPS
