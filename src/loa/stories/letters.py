"""What each character is to a comparison: its letter, its mark, its tone, or a gap.

One table replaces Unicode normalisation: a letter typed whole or in parts, upper or lower, with its tone over either
vowel, comes out the same. Two readings are made of it: `plain` drops all marks, `exact` keeps them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

SIZE: Final = 0x3000
GAP, LETTER, DIGIT, MARK, TONE, NOTHING = range(6)
TONES: Final = {0x300: 1, 0x301: 2, 0x303: 3, 0x309: 4, 0x323: 5}
MARKS: Final = {0x302: 1, 0x306: 2, 0x31B: 3}
UPPER: Final = 1 << 28
"""Layout of an entry: letter in bits 0-15, mark 16-19, tone 20-23, kind 24-27, upper case 28."""
_UNSEEN: Final = {0x00AD, *range(0x200B, 0x2010), *range(0x2060, 0x2065)}


def _entry(code: int) -> int:  # noqa: PLR0911  a table of cases
    character = chr(code)
    if code in TONES:
        return TONE << 24 | TONES[code] << 20
    if code in MARKS:
        return MARK << 24 | MARKS[code] << 16
    if code in _UNSEEN or unicodedata.combining(character):
        return NOTHING << 24
    if character.isdigit():
        return DIGIT << 24 | ord("0") + unicodedata.digit(character, 0)
    if not character.isalpha():
        return GAP
    upper = UPPER if character.isupper() else 0
    parts = [ord(part) for part in unicodedata.normalize("NFKD", character.lower())]
    if character.lower() == "đ":
        return upper | LETTER << 24 | 4 << 16 | ord("d")
    tone = next((TONES[part] for part in parts if part in TONES), 0)
    mark = next((MARKS[part] for part in parts if part in MARKS), 0)
    return upper | LETTER << 24 | tone << 20 | mark << 16 | parts[0] & 0xFFFF


def _table() -> NDArray[np.uint32]:
    return np.array([_entry(code) for code in range(SIZE)], dtype=np.uint32)


TABLE: Final = _table()


A_DIGIT: Final = 1
"""What SHORT holds for a digit; 0 is no letter, the rest stand for letters without marks."""


def _shortened(entry: int) -> int:
    kind, letter = entry >> 24 & 15, entry & 0xFFFF
    if kind != LETTER:
        return A_DIGIT if kind == DIGIT else 0
    return letter if 57 < letter < 256 else 2 + (letter ^ letter >> 7) % 251


SHORT: Final = np.array([_shortened(int(entry)) for entry in TABLE], dtype=np.uint8)
