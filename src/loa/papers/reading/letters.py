"""Forms of letters that comparing needs: folded, without spaces, upper case, almost alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from loa.lib.text import fold

UPPER: Final = (
    "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"  # for classes of patterns
)
LOWER: Final = UPPER.lower()
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u0000-\u0008\u000e-\u001f\ufffc-\ufffe]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_BULLET = re.compile("[\uf000-\uf0ff\u2022\u25aa\u25cf\u25a0]")


def clean(text: str) -> str:
    """Return the text in NFC with plain spaces, without invisible signs; runs of spaces stay.

    Soft hyphens stay as well: they are letters of an old code.
    """
    return _BULLET.sub("-", _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))))


def squeeze(text: str) -> str:
    """Return the text with single spaces."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """Return the text folded, with single spaces."""
    return squeeze(fold(text))


def dense(text: str) -> tuple[str, list[int]]:
    """Return the folded text without spaces, and where each of its signs stands in the text."""
    signs: list[str] = []
    places: list[int] = []
    for index, sign in enumerate(text):
        if not sign.isspace():
            folded = fold(sign)
            signs.append(folded[0] if folded else sign)
            places.append(index)
    return "".join(signs), places


def is_upper(text: str, share: float = 0.7) -> bool:
    """Say whether most letters are capitals."""
    letters = [sign for sign in text if sign.isalpha()]
    return bool(letters) and sum(sign.isupper() for sign in letters) >= share * len(letters)


def alike(text: str, others: Iterable[str], ratio: float = 0.8) -> bool:
    """Say whether folded text without spaces is nearly one of the others (given in that form)."""
    short, _ = dense(text)
    return any(
        abs(len(short) - len(other)) <= max(2, len(other) // 4)
        and SequenceMatcher(None, short, other, autojunk=False).ratio() >= ratio
        for other in others
    )


def without_rule(text: str) -> str:
    """Return the text without dashes, stars and spaces around it."""
    return text.strip(" \t\r\n-–—_*=~.·|")


_STOPPED = re.compile(rf"[{LOWER}]*[aeiouyăâêôơư](?:p|t|c|ch)(?![{LOWER}])")


def lost_marks(text: str) -> bool:
    """Say whether a syllable cannot be Vietnamese for want of its tone: one that ends in p, t, c, ch has one."""
    return any(
        len(word) > 2 and _STOPPED.fullmatch(word) and not word.isascii() for word in text.lower().split()
    )
