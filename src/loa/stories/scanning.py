"""Reads texts: words with their hashes, letters without gaps, and the hashes of their runs.

Compiled functions of arrays only; nothing here knows what an item is.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from loa.stories.compiled import compiled, inlined
from loa.stories.letters import A_DIGIT, DIGIT, GAP, LETTER, NOTHING, SIZE, UPPER

CAPITAL, NUMBER, BREAK = 1, 2, 4
"""What `read_words` notes of a word: a capital first, a number, something other than a space before it."""
WORDS: Final = 1 << 15
SHINGLE: Final = 7
"""Letters in a shingle: long enough that two texts share few by chance, short enough to live between misread letters."""
_BASE: Final = np.uint64(1099511628211)
_START: Final = np.uint64(14695981039346656037)
_POINT: Final = np.uint64(46)
_EMOJI: Final = 0x1F000
_ORDER_MARK: Final = 0xFEFF


@inlined
def mix(x):  # type: ignore[no-untyped-def]
    """Spread the bits of a number over all 64."""
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xFF51AFD7ED558CCD)
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xC4CEB9FE1A85EC53)
    return x ^ (x >> np.uint64(33))


@inlined
def entry_of(code, table):  # type: ignore[no-untyped-def]
    """Return what the table says of a character; beyond it, everything but pictures is a letter of its own."""
    if code < SIZE:
        return table[code]
    if code >= _EMOJI or code == _ORDER_MARK:
        return np.uint32(GAP)
    return np.uint32(LETTER << 24) | np.uint32(code & 0xFFFF)


@compiled
def read_words(codes, start, end, table, exact, plain, notes, places):  # type: ignore[no-untyped-def]
    """Fill the hashes, notes and places of the words between two places; return how many there are.

    `exact` keeps marks and tone (wherever it is typed), `plain` has neither. Digits joined by . , / or - are one word.
    """
    count, place, gap = 0, start, 0
    while place < end and count < exact.shape[0]:
        code = codes[place]
        seen = entry_of(code, table)
        kind = kind_of(seen)
        if kind == LETTER or kind == DIGIT:  # noqa: PLR1714, SIM109  here and below: a tuple costs ten times as much
            notes[count] = (
                gap | (CAPITAL if seen & np.uint32(UPPER) else 0) | (NUMBER if kind == DIGIT else 0)
            )
            places[count, 0] = place
            place = _read_word(codes, place, end, table, exact, plain, count)
            places[count, 1] = place
            count, gap = count + 1, 0
            continue
        if kind == GAP and code != 32 and code != 10 and code != 160:  # noqa: PLR1714
            gap = BREAK
        place += 1
    return count


@inlined
def kind_of(seen):  # type: ignore[no-untyped-def]
    """Return the kind of an entry of the table."""
    return (seen >> np.uint32(24)) & np.uint32(15)


@inlined
def _read_word(codes, place, end, table, exact, plain, at):  # type: ignore[no-untyped-def]
    """Hash the word that begins here; return the place after it."""
    full, bare, tone, digit = _START, _START, np.uint32(0), False
    while place < end:
        seen = entry_of(codes[place], table)
        kind = kind_of(seen)
        letter = np.uint64(seen & np.uint32(0xFFFF))
        mark = (seen >> np.uint32(16)) & np.uint32(15)
        if kind == LETTER:
            bare = (bare ^ letter) * _BASE
            full = (full ^ letter) * _BASE
            digit = False
        elif kind == DIGIT:
            bare = (bare ^ letter) * _BASE
            full = (full ^ letter) * _BASE
            digit = True
        elif kind == GAP:
            if not digit or not _joins(codes, place, end, table):
                break
            bare = (bare ^ _POINT) * _BASE
            full = (full ^ _POINT) * _BASE
            digit = False
        if mark > 0:
            full = (full ^ (np.uint64(mark) + np.uint64(256))) * _BASE
        tone = max(tone, (seen >> np.uint32(20)) & np.uint32(15))
        place += 1
    exact[at], plain[at] = mix(full ^ np.uint64(tone)), mix(bare)
    return place


@inlined
def _joins(codes, place, end, table):  # type: ignore[no-untyped-def]
    """Say whether the sign here joins two digits."""
    return (
        44 <= codes[place] <= 47 and place + 1 < end and kind_of(entry_of(codes[place + 1], table)) == DIGIT
    )


@compiled
def read_letters(codes, start, end, table, short, letters, spots):  # type: ignore[no-untyped-def]
    """Fill the letters between two places, gaps and marks left out, a number counted as one digit; return how many.

    `spots` gets the places where numbers begin, after its first entry, which counts them.
    """
    count, place = 0, start
    while place < end:
        code = codes[place]
        value = short[code] if code < SIZE else _short_of(code)
        place += 1
        if value == A_DIGIT:
            letters[count] = np.uint8(48)
            count += 1
            if spots[0] + 1 < spots.shape[0]:
                spots[0] += 1
                spots[spots[0]] = place - 1
            place = _after_number(codes, place, end, table)
        else:
            letters[count] = value
            count += value != 0
    return count


@inlined
def _short_of(code):  # type: ignore[no-untyped-def]
    """Return the short form of a letter that the table does not list, 0 for what is no letter."""
    if code >= _EMOJI or code == _ORDER_MARK:
        return np.uint8(0)
    return np.uint8(2 + (code ^ (code >> 7)) % 251)


@compiled
def _after_number(codes, place, end, table):  # type: ignore[no-untyped-def]
    """Return the place after a number: its digits, what joins them, and what is not seen."""
    while place < end:
        kind = kind_of(entry_of(codes[place], table))
        if kind != DIGIT and kind != NOTHING and not (kind == GAP and 44 <= codes[place] <= 47):  # noqa: PLR1714
            break
        place += 1
    return place


@compiled
def number_at(codes, start, place, end, table, exact, plain):  # type: ignore[no-untyped-def]
    """Return the hash of the word that begins with the digit at this place, 0 where the digit stands within a word."""
    before = place - 1
    while before >= start:
        kind = kind_of(entry_of(codes[before], table))
        if kind == GAP:
            break
        if kind in (LETTER, DIGIT):
            return np.uint64(0)
        before -= 1
    _read_word(codes, place, end, table, exact, plain, 0)
    return exact[0]


@compiled
def hash_shingles(letters, count, out):  # type: ignore[no-untyped-def]
    """Fill the hashes of all runs of SHINGLE letters; return how many. A text shorter than a shingle is one."""
    packed = np.uint64(0)
    if count < SHINGLE:
        for at in range(count):
            packed = (packed << np.uint64(8)) | np.uint64(letters[at])
        out[0] = mix(packed + np.uint64(1))
        return 1 if count else 0
    for at in range(count - SHINGLE + 1):
        packed = np.uint64(letters[at])
        for step in range(1, SHINGLE):
            packed = (packed << np.uint64(8)) | np.uint64(letters[at + step])
        out[at] = mix(packed)
    return count - SHINGLE + 1
