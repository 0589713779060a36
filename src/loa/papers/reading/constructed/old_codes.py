"""Text in the letters of before Unicode, made from Unicode: TCVN3 and VNI."""

from __future__ import annotations

import unicodedata

from loa.papers.reading.legacy import TCVN3, VNI_ALONE, VNI_MARKS

_TO_TCVN3 = {letter: chr(code) for code, letter in TCVN3.items()}
_TO_VNI_MARK = {marks: sign for sign, marks in VNI_MARKS.items()}
_TO_VNI_ALONE = {letter: sign for sign, letter in VNI_ALONE.items()}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def to_tcvn3(text: str) -> str:
    """Return the text in TCVN3 codes as Latin-1 signs; capitals with tone marks have no code and become small."""
    made = []
    for sign in unicodedata.normalize("NFC", text):
        small = sign.lower()
        made.append(_TO_TCVN3.get(sign) or (_TO_TCVN3.get(small, sign) if sign != small else sign))
    return "".join(made).replace("–", "-")


def to_vni(text: str) -> str:
    """Return the text in VNI codes as Latin-1 signs."""
    return "".join(_vni(sign) for sign in unicodedata.normalize("NFC", text)).replace("–", "-")


def _vni(sign: str) -> str:
    small = sign.lower()
    if small in _TO_VNI_ALONE:
        made = _TO_VNI_ALONE[small]
    else:
        apart = unicodedata.normalize("NFD", small)
        if len(apart) == 1:
            return sign
        base, marks = apart[0], apart[1:]
        if "\u031b" in marks:
            base = "ô" if base == "o" else "ö"
            marks = marks.replace("\u031b", "")
        shape = "".join(mark for mark in marks if mark not in _TONES)
        tone = "".join(mark for mark in marks if mark in _TONES)
        mark = _TO_VNI_MARK.get(shape + tone, "")
        made = base + mark
    return made.upper() if sign.isupper() else made
