"""The two character sets of old Vietnamese fonts: TCVN3 (ABC, .VnTime) and VNI-Windows.

Both put Vietnamese letters on the codes of Western ones, so a file shows "Hµ Néi" or "Haø Noäi" without the font.
The tables are written from TCVN 5712:1993 (VN3) and from the layout of the VNI fonts. Nothing here decides whether a
text is in such a set; `charset` does.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = {"f": "\u0300", "r": "\u0309", "x": "\u0303", "s": "\u0301", "j": "\u0323"}

# TCVN3: per vowel the codes of the plain letter (where it has one), then of huyền, hỏi, ngã, sắc, nặng.
_TCVN3_VOWELS = {
    "a": "-\xb5\xb6\xb7\xb8\xb9",
    "ă": "\xa8\xbb\xbc\xbd\xbe\xc6",
    "â": "\xa9\xc7\xc8\xc9\xca\xcb",
    "e": "-\xcc\xce\xcf\xd0\xd1",
    "ê": "\xaa\xd2\xd3\xd4\xd5\xd6",
    "i": "-\xd7\xd8\xdc\xdd\xde",
    "o": "-\xdf\xe1\xe2\xe3\xe4",
    "ô": "\xab\xe5\xe6\xe7\xe8\xe9",
    "ơ": "\xac\xea\xeb\xec\xed\xee",
    "u": "-\xef\xf1\xf2\xf3\xf4",
    "ư": "\xad\xf5\xf6\xf7\xf8\xf9",
    "y": "-\xfa\xfb\xfc\xfd\xfe",
}
_TCVN3_OTHERS = {
    "\xae": "đ",
    "\xa1": "Ă",
    "\xa2": "Â",
    "\xa3": "Ê",
    "\xa4": "Ô",
    "\xa5": "Ơ",
    "\xa6": "Ư",
    "\xa7": "Đ",
}

# VNI: a vowel is followed by one sign that carries shape and tone.
_VNI_AFTER_ANY = {"ø": "f", "û": "r", "õ": "x", "ù": "s", "ï": "j"}
_VNI_AFTER_HAT = {"â": "", "à": "f", "å": "r", "ã": "x", "á": "s", "ä": "j"}
_VNI_AFTER_BREVE = {"ê": "", "è": "f", "ú": "r", "ü": "x", "é": "s", "ë": "j"}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_HATTED = {"a": "â", "e": "ê", "o": "ô"}


def from_tcvn3(text: str) -> str:
    """Return text that was typed in a TCVN3 font, in Unicode NFC. Capitals with tones come out small."""
    return unicodedata.normalize("NFC", text.translate(_TCVN3))


def from_vni(text: str) -> str:
    """Return text that was typed in a VNI-Windows font, in Unicode NFC."""
    return _VNI_PIECE.sub(lambda piece: _VNI[piece[0]], text)


def is_tcvn3_word(word: str) -> bool:
    """Tell whether every letter of the word has a meaning in TCVN3."""
    return all(char.isascii() or ord(char) in _TCVN3 for char in word)


def is_vni_word(word: str) -> bool:
    """Tell whether the word falls apart into letters and letter pairs of VNI."""
    return _VNI_WORD.fullmatch(word) is not None


def _toned(vowel: str, tone: str) -> str:
    return unicodedata.normalize("NFC", vowel + _MARKS.get(tone, ""))


def _tcvn3_table() -> dict[str, str]:
    table = dict(_TCVN3_OTHERS)
    for vowel, codes in _TCVN3_VOWELS.items():
        for tone, code in zip(("", *_MARKS), codes, strict=True):
            if code != "-":
                table[code] = _toned(vowel, tone)
    return table


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for vowel in "aeouy":
        table |= {vowel + sign: _toned(vowel, tone) for sign, tone in _VNI_AFTER_ANY.items()}
    for vowel, hatted in _HATTED.items():
        table |= {vowel + sign: _toned(hatted, tone) for sign, tone in _VNI_AFTER_HAT.items()}
    table |= {"a" + sign: _toned("ă", tone) for sign, tone in _VNI_AFTER_BREVE.items()}
    for shown, vowel in (("ô", "ơ"), ("ö", "ư")):
        table |= {shown + sign: _toned(vowel, tone) for sign, tone in _VNI_AFTER_ANY.items()}
    capitals = {key.upper(): value.upper() for key, value in table.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in table.items() if len(key) == 2}
    return capitals | mixed | table


_TCVN3 = {ord(code): letter for code, letter in _tcvn3_table().items()}
_VNI = _vni_table()
_VNI_PIECE = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))
_VNI_WORD = re.compile(rf"(?:{_VNI_PIECE.pattern}|[A-Za-zíìÍÌ])+")
