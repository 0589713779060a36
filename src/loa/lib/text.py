"""Forms of Vietnamese text: NFC, folded, tone placement in one style.

It must not guess at meaning; words and facts are the business of `loa.language`.
"""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "D"})


def nfc(text: str) -> str:
    """Return the text in Unicode NFC, the only form stored anywhere."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text lower-cased without any mark, so that "da nang" meets "Đà Nẵng"."""
    bare = unicodedata.normalize("NFD", text.translate(_D))
    return unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c))).lower()


def squeeze(text: str) -> str:
    """Return the text in NFC with every run of white space turned into one space."""
    return re.sub(r"\s+", " ", nfc(text)).strip()


_LATE_MARKS = {  # mark on the second vowel -> mark on the first, as in "hoà" -> "hòa"
    **{f"o{b}": f"{a}a" for a, b in zip("òóỏõọ", "àáảãạ", strict=True)},
    **{f"o{b}": f"{a}e" for a, b in zip("òóỏõọ", "èéẻẽẹ", strict=True)},
    **{f"u{b}": f"{a}y" for a, b in zip("ùúủũụ", "ỳýỷỹỵ", strict=True)},
}
# It begins with one set of letters and names both cases: that is searched several times faster.
_LATE = re.compile(
    r"[oOuU](?:(?<=[oO])[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<=[uU])(?<![qQ].)[ỳýỷỹỵỲÝỶỸỴ])(?![^\W\d_])", re.DOTALL
)


def _early(match: re.Match[str]) -> str:
    late = match[0]
    early = _LATE_MARKS[late.lower()]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(late, early, strict=True))


def place_tones(text: str) -> str:
    """Return the text in NFC with the tone mark on the first vowel of an open oa, oe, uy.

    "hoà", "khoẻ", "thuý" become "hòa", "khỏe", "thúy"; "quý", "toàn" and "khuỷu" stay. The length does not change.
    """
    return _LATE.sub(_early, nfc(text))
