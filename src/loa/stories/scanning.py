"""Reads a text once: words with their hashes, and shingles of letters without gaps.

Compiled functions of arrays only; nothing here knows what an item is.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from loa.stories.compiled import compiled
from loa.stories.letters import DIGIT, GAP, LETTER, MARK, NOTHING, SIZE, TONE, UPPER

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


@compiled
def mix(x):  # type: ignore[no-untyped-def]
    """Spread the bits of a number over all 64."""
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xFF51AFD7ED558CCD)
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xC4CEB9FE1A85EC53)
    return x ^ (x >> np.uint64(33))


@compiled
def entry_of(code, table):  # type: ignore[no-untyped-def]
    """Return what the table says of a character; beyond it, everything but pictures is a letter of its own."""
    if code < SIZE:
        return table[code]
    if code >= _EMOJI or code == _ORDER_MARK:
        return np.uint32(GAP)
    return np.uint32(LETTER << 24) | np.uint32(code & 0xFFFF)


@compiled
def read_words(codes, start, end, table, exact, plain, notes):  # type: ignore[no-untyped-def]
    """Fill the hashes and notes of the words between two places; return how many there are.

    `exact` keeps marks and tone (wherever it is typed), `plain` has neither. Digits joined by . , / or - are one word.
    """
    count, place, gap = 0, start, 0
    while place < end and count < exact.shape[0]:
        seen = entry_of(codes[place], table)
        kind = (seen >> np.uint32(24)) & np.uint32(15)
        if kind not in (LETTER, DIGIT):
            if codes[place] not in (32, 10, 160) and kind == GAP:
                gap = BREAK
            place += 1
            continue
        notes[count] = gap | (CAPITAL if seen & np.uint32(UPPER) else 0) | (NUMBER if kind == DIGIT else 0)
        place = _read_word(codes, place, end, table, exact, plain, count)
        count, gap = count + 1, 0
    return count


@compiled
def _read_word(codes, place, end, table, exact, plain, at):  # type: ignore[no-untyped-def]
    """Hash the word that begins here; return the place after it."""
    full, bare, tone, digit = _START, _START, np.uint64(0), False
    while place < end:
        seen = entry_of(codes[place], table)
        kind = (seen >> np.uint32(24)) & np.uint32(15)
        letter = np.uint64(seen & np.uint32(0xFFFF))
        mark = np.uint64((seen >> np.uint32(16)) & np.uint32(15))
        if kind == GAP:
            joins = digit and place + 1 < end and codes[place] in (44, 45, 46, 47)
            after = entry_of(codes[place + 1], table) if joins else np.uint32(0)
            if not joins or ((after >> np.uint32(24)) & np.uint32(15)) != DIGIT:
                break
            letter = _POINT
        if kind in (LETTER, DIGIT, GAP):
            bare = (bare ^ letter) * _BASE
            full = (full ^ letter) * _BASE
            digit = kind == DIGIT
        if mark > 0 and kind in (LETTER, MARK):
            full = (full ^ (mark + np.uint64(256))) * _BASE
        if kind in (LETTER, TONE):
            tone = max(tone, np.uint64((seen >> np.uint32(20)) & np.uint32(15)))
        place += 1
    exact[at], plain[at] = mix(full ^ tone), mix(bare)
    return place


@compiled
def read_shingles(codes, start, end, table, out):  # type: ignore[no-untyped-def]
    """Fill the hashes of all runs of SHINGLE letters, gaps and marks left out, a number counted as one digit.

    Return how many; a text shorter than a shingle is one.
    """
    window = np.zeros(SHINGLE, np.uint64)
    top = np.uint64(1)
    for _ in range(SHINGLE - 1):
        top *= _BASE
    rolled, length, count, in_number = np.uint64(0), 0, 0, False
    for place in range(start, end):
        seen = entry_of(codes[place], table)
        kind = (seen >> np.uint32(24)) & np.uint32(15)
        if kind == GAP and in_number and codes[place] in (44, 45, 46, 47):
            continue
        if kind not in (LETTER, DIGIT) or (kind == DIGIT and in_number):
            in_number = in_number and kind in (DIGIT, NOTHING)
            continue
        in_number = kind == DIGIT
        letter = np.uint64(48) if in_number else np.uint64(seen & np.uint32(0xFFFF))
        turn = length % SHINGLE
        rolled = (rolled - window[turn] * top) * _BASE + letter
        window[turn] = letter
        length += 1
        if length >= SHINGLE and count < out.shape[0]:
            out[count] = mix(rolled)
            count += 1
    if count == 0 and length > 0:
        out[0] = mix(rolled)
        count = 1
    return count
