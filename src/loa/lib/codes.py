"""Short codes that people read aloud, copy by hand and type back ("7K3M-Q2WT").

Crockford's alphabet without I, L, O, U; the last character checks the others: a single wrong character and any
two characters swapped are always noticed.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from hashlib import sha256

from loa.lib.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans(dict.fromkeys("-–—_. \t\u00a0·", ""))
_GROUP = 4
_IN_TEXT = re.compile(
    rf"(?<![0-9A-Za-z-])(?=[0-9]*-?[0-9]*[A-Z])[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}(?![0-9A-Za-z-])"
)
_BLOT = "·"
_LONGEST = 31
# A Telex keyboard left on turns "DD" into "Đ" and "AS" into "Á"; these are the keys that were pressed.
_TELEX = {
    "\u0301": "S",
    "\u0300": "F",
    "\u0309": "R",
    "\u0303": "X",
    "\u0323": "J",
    "\u0306": "W",
    "\u031b": "W",
}
_CIRCUMFLEX = "\u0302"
_SHAPES_FIRST = "\u0306\u031b"


class BadCode(Invalid):
    """What was typed is not a code we could have given out."""

    code = "bad_code"
    message = "Mã chưa đúng. Hãy kiểm tra từng ký tự rồi nhập lại; mã gồm chữ và số, có thể bỏ dấu gạch."


def new_code(length: int = 8) -> str:
    """Return a random code of `length` characters, check character included, grouped by four.

    Eight characters carry 35 random bits: enough to name, not enough to be a secret.
    """
    return _finish("".join(secrets.choice(ALPHABET) for _ in range(length - 1)))


def code_for(data: bytes, length: int = 8) -> str:
    """Return the code that belongs to these bytes, the same every time."""
    number = int.from_bytes(sha256(data).digest())
    return _finish("".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(length - 1)))


def normalise_code(typed: str, length: int = 8) -> str:
    """Return the code as it was given out, from what a person typed.

    Small letters, missing or odd dashes, O for 0, I and L for 1 and the marks of a Telex keyboard are mended.

    Raises: BadCode when the length, a character or the check character is wrong.
    """
    letters = _press_keys(typed.translate(_SEPARATORS)).translate(_LOOKALIKES)
    if len(letters) != length or any(c not in _VALUE for c in letters) or _syndrome(letters):
        raise BadCode
    return _grouped(letters)


def hide_codes(text: str) -> str:
    """Return the text with every code of eight characters blotted out, letter for letter.

    A code is a name, so "2H6B-8FSR" says no time and "30AB-1234" is no number plate.
    """
    return _IN_TEXT.sub(lambda found: _BLOT * len(found[0]) if _is_code(found[0]) else found[0], text)


def _is_code(word: str) -> bool:
    return not _syndrome(word.replace("-", ""))


def _press_keys(text: str) -> str:
    """Undo what an input method made of the keys that were pressed: the letter's shape first, then its tone."""
    clusters = re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*", unicodedata.normalize("NFKD", text).upper())
    return "".join(_keys_of(cluster[0], cluster[1:]) for cluster in clusters)


def _keys_of(letter: str, marks: str) -> str:
    shape = letter if _CIRCUMFLEX in marks else ""
    pressed = shape + "".join(
        _TELEX.get(mark, "") for mark in sorted(marks, key=_SHAPES_FIRST.find, reverse=True)
    )
    return ("DD" if letter == "Đ" else letter) + pressed


def _finish(body: str) -> str:
    if not 2 <= len(body) < _LONGEST:
        raise ValueError("a code has 3 to 31 characters")
    weighted = 0
    for place, letter in enumerate(body, start=1):
        weighted ^= _times(_VALUE[letter], place)
    return _grouped(body + ALPHABET[weighted])


def _syndrome(letters: str) -> int:
    total = _VALUE[letters[-1]]
    for place, letter in enumerate(letters[:-1], start=1):
        total ^= _times(_VALUE[letter], place)
    return total


def _times(value: int, power: int) -> int:
    """Multiply by the power of the generator in the field of 32 elements (x^5 + x^2 + 1)."""
    for _ in range(power):
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return value


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))
