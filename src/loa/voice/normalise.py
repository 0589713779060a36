"""A Vietnamese text as an announcer reads it aloud; it must not change what is said, only how it is written.

The conventions, kept by every reader in `reading`:

- Northern words: nghìn, linh, mốt, lăm, and "tư" after "mươi" and for the month, the weekday and "thứ".
- A range is read with "đến". A decimal comma is "phẩy"; after it one or two figures are a number, more are read singly.
- A day gets "ngày" where none is written, and "mùng" up to the tenth. "ngày 5-8" is the fifth of August, as newspapers
  write it. 7h30 is "bảy giờ ba mươi phút".
- Telephone numbers are read figure by figure in the groups they are written in, a pause (comma) between groups.
- A document number is a number; its year is "năm …"; the stroke is "gạch chéo" and each part of the symbol is said in
  full: 1246/QĐ-UBND is "một nghìn hai trăm bốn mươi sáu, gạch chéo, quyết định, ủy ban nhân dân".
- House and alley numbers take "trên": ngõ 34/5 is "ngõ ba mươi tư trên năm".
- Fractions up to ninths take "phần", other ratios "trên"; scores are read as two numbers.
- "/" in a unit is "trên" before another unit and "một" before a word: km/h, đồng/người/tháng.
- Short forms are said in full; unknown ones that are no Vietnamese syllable are spelt by the names of their letters.
- Brackets and dashes become short pauses; quotation marks, bullets and pictures are not read; capitals become small.
"""

from __future__ import annotations

import re
from typing import Final

from loa.lib.text import nfc
from loa.voice.reading import READERS
from loa.voice.reading.model import Piece, mask

_LOST: Final = re.compile("[\ue000-\uf8ff\u200b-\u200f\u2060\ufeff]")
_TIDY: Final = [
    (re.compile(r"[^\S\n]+"), " "),
    (re.compile(r" *\n *"), "\n"),
    (re.compile(r" +([,.;:!?])"), r"\1"),
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r",[^\S\n]*([.;:!?])"), r"\1"),
    (re.compile(r"([.;:!?])[^\S\n]*,"), r"\1"),
    (re.compile(r"(?m)^[ ,]+|[ ,]+$"), ""),
]


def pieces(text: str) -> list[Piece]:
    """Split a text into what stays as it is (kind "") and what is read differently, in order.

    The written parts joined are the text (as NFC, without invisible characters).
    """
    text = _LOST.sub("", nfc(text))
    work = text
    found: dict[int, Piece] = {}
    for reader in READERS:
        masked = list(work)
        for start, end, words, kind in reader(text, work):
            if start < end and not mask("".join(masked[start:end])):
                found[start] = Piece(text[start:end], words, kind)
                masked[start:end] = kind.mark * (end - start)
        work = "".join(masked)
    out: list[Piece] = []
    at = 0
    for start in sorted(found):
        if at < start:
            out.append(Piece(text[at:start], text[at:start]))
        out.append(found[start])
        at = start + len(found[start].written)
    if at < len(text):
        out.append(Piece(text[at:], text[at:]))
    return out


def spoken(text: str) -> str:
    """Return a text as it is read aloud, ready for a speech engine; lines stay lines."""
    said = "".join(piece.spoken for piece in pieces(text))
    for pattern, instead in _TIDY:
        said = pattern.sub(instead, said)
    return said.strip()
