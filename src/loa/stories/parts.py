"""What comparing needs of each text, as arrays: `part(titles, texts)` runs unchanged in any process.

A sketch is the smallest hashes of a text's shingles, in order. The share of them that another text has estimates how
much of the one stands in the other, also where one is a third of the other: a sketch shares its smallest hashes with
every text that contains it. A short text's sketch holds all its shingles, and the estimate is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from loa.stories import scanning
from loa.stories.compiled import compiled
from loa.stories.letters import TABLE
from loa.stories.terms import TERMS, fill_terms

KEYS: Final = 20
WHOLE, TITLE, LEAD = 112, 32, 64
"""Length of the sketches of title and text together, of the title, of the text."""
NUMBERS, DATES = 24, 6
LONGEST: Final = 200_000
"""Characters of a text that are read."""
NONE32: Final = np.uint32(0xFFFFFFFF)
_NONE64: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_PART_WORDS: Final = ("phan", "ky", "tap", "bai", "so", "dieu", "khoan", "chuong", "muc", "vong")


@dataclass(slots=True)
class Parts:
    """Rows of arrays, one for each text; NONE fills what is empty."""

    keys: NDArray[np.uint64]
    whole: NDArray[np.uint32]
    title: NDArray[np.uint32]
    lead: NDArray[np.uint32]
    size: NDArray[np.int32]
    numbers: NDArray[np.uint32]
    dates: NDArray[np.int16]
    figures: NDArray[np.uint64]
    place: NDArray[np.int32]
    programme: NDArray[np.uint64]
    terms: NDArray[np.uint64]
    weights: NDArray[np.float32]
    kinds: NDArray[np.uint8]

    @classmethod
    def empty(cls, count: int) -> Parts:
        """Return rows in which nothing is known."""
        return cls(
            np.full((count, KEYS), _NONE64, np.uint64),
            np.full((count, WHOLE), NONE32, np.uint32),
            np.full((count, TITLE), NONE32, np.uint32),
            np.full((count, LEAD), NONE32, np.uint32),
            np.zeros((count, 3), np.int32),
            np.zeros((count, NUMBERS), np.uint32),
            np.zeros((count, DATES), np.int16),
            np.zeros(count, np.uint64),
            np.full(count, -1, np.int32),
            np.zeros(count, np.uint64),
            np.zeros((count, TERMS), np.uint64),
            np.zeros((count, TERMS), np.float32),
            np.zeros((count, TERMS), np.uint8),
        )

    def put(self, slots: NDArray[np.int64], rows: Parts) -> None:
        """Write rows into places."""
        for field in fields(self):
            getattr(self, field.name)[slots] = getattr(rows, field.name)

    def take(self, slots: NDArray[np.int64]) -> Parts:
        """Return the rows of places."""
        return Parts(**{field.name: getattr(self, field.name)[slots] for field in fields(self)})


def part(titles: Sequence[str], texts: Sequence[str]) -> Parts:
    """Return what comparing needs of each title with its text."""
    told = [title[:1000] + "\n" for title in titles]
    whole = [head + text[:LONGEST] for head, text in zip(told, texts, strict=True)]
    ends = np.zeros(len(whole) + 1, np.int64)
    np.cumsum([len(text) for text in whole], out=ends[1:])
    heads = np.array([len(head) for head in told], np.int64)
    codes = np.frombuffer("".join(whole).encode("utf-32-le", "surrogatepass"), np.uint32)
    rows = Parts.empty(len(whole))
    _fill(
        codes, ends, heads, TABLE, _PART_HASHES, rows.keys, rows.whole, rows.title, rows.lead, rows.size,
        rows.numbers, rows.dates, rows.figures, rows.place, rows.programme, rows.terms, rows.weights, rows.kinds,
    )  # fmt: skip
    return rows


@compiled
def smallest(hashes, count, out):  # type: ignore[no-untyped-def]
    """Fill the distinct smallest hashes in order; return how many."""
    if count > 4 * out.shape[0]:
        limit = np.uint64(0xFFFFFFFFFFFFFFFF) // np.uint64(count) * np.uint64(2 * out.shape[0])
        kept = 0
        for place in range(count):
            if hashes[place] < limit:
                hashes[kept], hashes[place] = hashes[place], hashes[kept]
                kept += 1
        if kept > out.shape[0] * 3 // 2:
            count = kept
    ordered = np.sort(hashes[:count])
    filled = 0
    for place in range(count):
        if (place == 0 or ordered[place] != ordered[place - 1]) and filled < out.shape[0]:
            out[filled] = ordered[place]
            filled += 1
    return filled


@compiled
def _narrow(found, count, out):  # type: ignore[no-untyped-def]
    for place in range(min(count, out.shape[0])):
        out[place] = np.uint32(found[place] >> np.uint64(32))


@compiled
def _fill(  # type: ignore[no-untyped-def]
    codes, ends, heads, table, marks, keys, whole, title, lead, size,
    numbers, dates, figures, place, programme, terms, weights, kinds,
):  # fmt: skip
    hashes = np.empty(LONGEST + 1002, np.uint64)
    exact, plain = np.empty(scanning.WORDS, np.uint64), np.empty(scanning.WORDS, np.uint64)
    notes, found = np.empty(scanning.WORDS, np.uint8), np.empty(WHOLE, np.uint64)
    for row in range(heads.shape[0]):
        start, end = ends[row], ends[row + 1]
        head = start + heads[row]
        count = scanning.read_shingles(codes, start, end, table, hashes)
        size[row, 0] = count
        filled = smallest(hashes, count, found)
        _narrow(found, filled, whole[row])
        for at in range(min(filled, KEYS)):
            keys[row, at] = found[at]
        for of, first, last, out in ((1, start, head, title[row]), (2, head, end, lead[row])):
            size[row, of] = scanning.read_shingles(codes, first, last, table, hashes)
            _narrow(found, smallest(hashes, size[row, of], found[: out.shape[0]]), out)
        inside = scanning.read_words(codes, start, head, table, exact, plain, notes)
        place[row] = _part_number(plain, notes, inside, marks)
        programme[row] = _programme(codes, start, head, table)
        total = inside + scanning.read_words(
            codes, head, end, table, exact[inside:], plain[inside:], notes[inside:]
        )
        figures[row] = _numbers(exact, notes, total, numbers[row])
        _dates(codes, start, min(end, start + 1200), dates[row])
        fill_terms(exact, notes, inside, total, terms[row], weights[row], kinds[row])


@compiled
def _numbers(exact, notes, total, out):  # type: ignore[no-untyped-def]
    """Fill the first numbers; return one hash of all of them, whatever their order."""
    summed, filled = np.uint64(0), 0
    out[:] = 0
    for at in range(total):
        if notes[at] & scanning.NUMBER:
            summed += exact[at]
            if filled < out.shape[0]:
                out[filled] = np.uint32(exact[at] >> np.uint64(32))
                filled += 1
    return summed


@compiled
def _part_number(plain, notes, inside, marks):  # type: ignore[no-untyped-def]
    """Return a mark of the part a title names ("phần 2", "kỳ 3"), -1 where it names none."""
    for at in range(1, inside):
        if notes[at] & scanning.NUMBER:
            for mark in marks:
                if plain[at - 1] == mark:
                    return np.int32(plain[at] & np.uint64(0xFFFFFF))
    return np.int32(-1)


@compiled
def _programme(codes, start, head, table):  # type: ignore[no-untyped-def]
    """Return a hash of what stands before the colon of a title, 0 where there is no colon; numbers do not count."""
    for at in range(start, head):
        if codes[at] == 58 and at + 1 < head and codes[at + 1] in (32, 160):
            hashed, count = np.uint64(0), 0
            letters = np.uint64(0)
            for place in range(start, at):
                seen = scanning.entry_of(codes[place], table)
                if ((seen >> np.uint32(24)) & np.uint32(15)) == 1:
                    letters = letters * np.uint64(31) + np.uint64(seen & np.uint32(0xFFFF))
                    count += 1
            hashed = scanning.mix(letters + np.uint64(1))
            return hashed if count > 3 else np.uint64(0)
    return np.uint64(0)


@compiled
def _is_digit(codes, at, end):  # type: ignore[no-untyped-def]
    return at < end and 48 <= codes[at] <= 57


@compiled
def _dates(codes, start, end, out):  # type: ignore[no-untyped-def]
    """Fill the days that are written as 16-3, 16.3 or 16/3/2026, as day * 16 + month; also "ngày 16 tháng 3"."""
    filled, at, pending, pending_end = 0, start, -1, start
    while at < end and filled < out.shape[0]:
        if not _is_digit(codes, at, end):
            at += 1
            continue
        first, joined = (
            at,
            at > start and codes[at - 1] in (44, 45, 46, 47) and at - 1 > start and 48 <= codes[at - 2] <= 57,
        )
        value = 0
        while _is_digit(codes, at, end) and at - first < 6:
            value = value * 10 + codes[at] - 48
            at += 1
        if pending > 0 and first - pending_end in (7, 8) and 1 <= value <= 12 and codes[first - 2] == 103:
            out[filled] = pending * 16 + value
            filled, pending = filled + 1, -1
            continue
        pending, pending_end = (value if 1 <= value <= 31 and at - first <= 2 else -1), at
        if (
            joined
            or pending < 0
            or at >= end
            or codes[at] not in (45, 46, 47)
            or not _is_digit(codes, at + 1, end)
        ):
            continue
        month, after = 0, at + 1
        while _is_digit(codes, after, end) and after - at < 4:
            month = month * 10 + codes[after] - 48
            after += 1
        goes_on = codes[after] in (45, 46, 47) and _is_digit(codes, after + 1, end) if after < end else False
        if 1 <= month <= 12 and (not goes_on or _is_digit(codes, after + 4, end)):
            out[filled] = value * 16 + month
            filled += 1
        at, pending = after, -1
        while at < end and (_is_digit(codes, at, end) or codes[at] in (45, 46, 47)):
            at += 1
    return filled


def _hashes_of(words: Sequence[str]) -> NDArray[np.uint64]:
    found = np.zeros(len(words), np.uint64)
    exact, notes = np.zeros(4, np.uint64), np.zeros(4, np.uint8)
    for at, word in enumerate(words):
        codes = np.frombuffer(word.encode("utf-32-le"), np.uint32)
        plain = np.zeros(4, np.uint64)
        scanning.read_words(codes, 0, len(codes), TABLE, exact, plain, notes)
        found[at] = plain[0]
    return found


_PART_HASHES: Final = _hashes_of(_PART_WORDS)
