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
from loa.stories.letters import SHORT, TABLE
from loa.stories.picking import smallest, smallest_of_both
from loa.stories.terms import LEAD_WORDS, SLOTS, TERMS, fill_terms

KEYS: Final = 20
WHOLE, TITLE, LEAD = 112, 32, 64
"""Length of the sketches of title and text together, of the title, of the text."""
NUMBERS, DATES = 24, 6
BEGINNING: Final = 12
"""Letters of a title that are kept, five bits each."""
LONGEST: Final = 200_000
"""Characters of a text that are read."""
_DATED: Final = 1200
"""Characters in which days are looked for."""
_SPOTS: Final = 4096
_WORDS: Final = 1100
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
    start: NDArray[np.uint64]
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
    whole = [piece for pair in zip(told, texts, strict=True) for piece in pair]
    if max(map(len, whole), default=0) > LONGEST:
        whole = [piece[:LONGEST] for piece in whole]
    sizes = np.array([len(piece) for piece in whole], np.int64)
    heads, ends = sizes[::2].copy(), np.zeros(len(told) + 1, np.int64)
    np.cumsum(heads + sizes[1::2], out=ends[1:])
    codes = np.frombuffer("".join(whole).encode("utf-32-le", "surrogatepass"), np.uint32)
    rows = Parts.empty(len(told))
    _fill(
        codes, ends, heads, TABLE, SHORT, _PART_HASHES, rows.keys, rows.whole, rows.title, rows.lead, rows.size,
        rows.numbers, rows.dates, rows.figures, rows.place, rows.programme, rows.start, rows.terms, rows.weights,
        rows.kinds,
    )  # fmt: skip
    return rows


@compiled
def _narrow(found, count, out):  # type: ignore[no-untyped-def]
    for place in range(min(count, out.shape[0])):
        out[place] = np.uint32(found[place] >> np.uint64(32))


@compiled
def _fill(  # type: ignore[no-untyped-def]
    codes, ends, heads, table, short, marks, keys, whole, title, lead, size,
    numbers, dates, figures, place, programme, start_of, terms, weights, kinds,
):  # fmt: skip
    room = 8 if ends.shape[0] < 2 else np.max(ends[1:] - ends[:-1]) + 8
    letters, hashes, pool = np.empty(room, np.uint8), np.empty(room, np.uint64), np.empty(2 * room, np.uint64)
    exact, plain = np.empty(_WORDS, np.uint64), np.empty(_WORDS, np.uint64)
    notes, found, later = np.empty(_WORDS, np.uint8), np.empty(WHOLE, np.uint64), np.empty(LEAD, np.uint64)
    places = np.empty((_WORDS, 2), np.int64)
    spots, slots = np.zeros(_SPOTS, np.int64), np.zeros(SLOTS, np.int16)
    for row in range(heads.shape[0]):
        start, end = ends[row], ends[row + 1]
        head = start + heads[row]
        spots[0] = 0
        told = scanning.read_letters(codes, start, head, table, short, letters, spots)
        count = told + scanning.read_letters(codes, head, end, table, short, letters[told:], spots)
        _sketch(
            letters, told, count, hashes, pool, found, later,
            keys[row], whole[row], title[row], lead[row], size[row],
        )  # fmt: skip
        figures[row] = _numbers(codes, start, head, end, table, spots, exact, plain, numbers[row])
        inside = scanning.read_words(codes, start, head, table, exact, plain, notes, places)
        place[row] = _part_number(plain, notes, inside, marks)
        programme[row] = _programme(codes, start, head, table)
        start_of[row] = _beginning(letters, told)
        stop = min(_WORDS, inside + LEAD_WORDS)
        total = inside + scanning.read_words(
            codes, head, end, table, exact[inside:stop], plain[inside:stop], notes[inside:stop], places
        )
        _dates(codes, start, min(end, start + _DATED), spots, dates[row])
        fill_terms(exact, notes, inside, total, terms[row], weights[row], kinds[row], slots)


@compiled
def _sketch(letters, told, count, hashes, pool, found, later, keys, whole, title, lead, size):  # type: ignore[no-untyped-def]
    """Fill the sketches of a text whose first `told` letters are the title's."""
    size[0] = scanning.hash_shingles(letters, count, hashes)
    size[1], size[2] = told - scanning.SHINGLE + 1, count - told - scanning.SHINGLE + 1
    filled, rest = smallest_of_both(hashes, min(told, size[0]), size[0], pool, found, later)
    _narrow(found, filled, whole)
    for at in range(min(filled, KEYS)):
        keys[at] = found[at]
    if size[1] > 0:
        _narrow(found, smallest(hashes, 0, size[1], pool, found, TITLE), title)
    if size[2] > 0:
        _narrow(later, rest, lead)
    if size[1] <= 0:
        size[1] = scanning.hash_shingles(letters, told, hashes)
        _narrow(hashes, size[1], title)
    if size[2] <= 0:
        size[2] = scanning.hash_shingles(letters[told:], count - told, hashes)
        _narrow(hashes, size[2], lead)


@compiled
def _numbers(codes, start, head, end, table, spots, exact, plain, out):  # type: ignore[no-untyped-def]
    """Fill the first numbers; return one hash of all of them, whatever their order."""
    summed, filled = np.uint64(0), 0
    for at in range(1, spots[0] + 1):
        place = spots[at]
        first, last = (start, head) if place < head else (head, end)
        hashed = scanning.number_at(codes, first, place, last, table, exact, plain)
        if hashed != 0:
            summed += hashed
            if filled < out.shape[0]:
                out[filled] = np.uint32(hashed >> np.uint64(32))
                filled += 1
    return summed


@compiled
def _beginning(letters, told):  # type: ignore[no-untyped-def]
    """Return the first letters of a title, the first in the highest bits."""
    packed = np.uint64(0)
    for at in range(BEGINNING):
        letter = np.uint64(letters[at] & np.uint8(31)) if at < told else np.uint64(0)
        packed = packed << np.uint64(5) | letter
    return packed


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
def _next_digit(codes, at, end, spots):  # type: ignore[no-untyped-def]
    """Return the place of the next digit from here on, or the end; `spots` are where numbers begin."""
    while at < end and 44 <= codes[at] <= 47:
        at += 1
    if _is_digit(codes, at, end):
        return at
    for spot in range(1, spots[0] + 1):
        if spots[spot] >= at:
            return spots[spot] if _is_digit(codes, spots[spot], end) else _next_digit_slowly(codes, at, end)
    return end


@compiled
def _next_digit_slowly(codes, at, end):  # type: ignore[no-untyped-def]
    while at < end and not _is_digit(codes, at, end):
        at += 1
    return at


@compiled
def _month(codes, at, end):  # type: ignore[no-untyped-def]
    """Return the month after the sign here, 0 where there is none, and the place after it."""
    month, after = 0, at + 1
    while _is_digit(codes, after, end) and after - at < 4:
        month = month * 10 + codes[after] - 48
        after += 1
    goes_on = after < end and 45 <= codes[after] <= 47 and _is_digit(codes, after + 1, end)
    is_month = 1 <= month <= 12 and (not goes_on or _is_digit(codes, after + 4, end))
    return month if is_month else 0, after


@compiled
def _dates(codes, start, end, spots, out):  # type: ignore[no-untyped-def]
    """Fill the days that are written as 16-3, 16.3 or 16/3/2026, as day * 16 + month; also "ngày 16 tháng 3"."""
    filled, pending, pending_end = 0, -1, start
    at = _next_digit(codes, start, end, spots)
    while at < end and filled < out.shape[0]:
        first, value = at, 0
        joined = at > start + 1 and 44 <= codes[at - 1] <= 47 and 48 <= codes[at - 2] <= 57
        while _is_digit(codes, at, end) and at - first < 6:
            value = value * 10 + codes[at] - 48
            at += 1
        if pending > 0 and first - pending_end in (7, 8) and 1 <= value <= 12 and codes[first - 2] == 103:
            out[filled] = pending * 16 + value
            filled, pending = filled + 1, -1
        else:
            pending, pending_end = (value if 1 <= value <= 31 and at - first <= 2 else -1), at
            follows = at < end and 45 <= codes[at] <= 47 and _is_digit(codes, at + 1, end)
            if follows and pending > 0 and not joined:
                month, at = _month(codes, at, end)
                if month:
                    out[filled] = value * 16 + month
                    filled += 1
                pending = -1
                while at < end and (_is_digit(codes, at, end) or 45 <= codes[at] <= 47):
                    at += 1
        at = _next_digit(codes, at, end, spots)
    return filled


def _hashes_of(words: Sequence[str]) -> NDArray[np.uint64]:
    found = np.zeros(len(words), np.uint64)
    exact, notes = np.zeros(4, np.uint64), np.zeros(4, np.uint8)
    places = np.zeros((4, 2), np.int64)
    for at, word in enumerate(words):
        codes = np.frombuffer(word.encode("utf-32-le"), np.uint32)
        plain = np.zeros(4, np.uint64)
        scanning.read_words(codes, 0, len(codes), TABLE, exact, plain, notes, places)
        found[at] = plain[0]
    return found


_PART_HASHES: Final = _hashes_of(_PART_WORDS)
