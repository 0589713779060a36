"""The one form in which words of the press are kept: Unicode NFC, one style of tone marks, mended letters, no bylines.

It must not change what a text says; whose names it cuts are those of writers and photographers (charter 2).
"""

from __future__ import annotations

import re
from typing import Final

from loa.feeds.bylines import cut_bylines
from loa.feeds.charsets import is_sound, repair
from loa.lib.text import nfc, place_tones

_SPACES: Final = re.compile(r"[^\S\n]+")
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SHAPE: Final = re.compile(
    "[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff\ufffe\uffff]"
)
"""What is only shape, but spaces."""
_PIECES: Final = re.compile(r"[.,;:\n]+")
_EVIDENCE: Final = 4_000
"""Letters of a text from which its encoding is judged."""
_LINES: Final = re.compile(r"\n{3,}")


def tidy(title: str | None, text: str | None) -> tuple[str, str]:
    """Return title and text as they are kept: paragraphs stay, everything else that is only shape goes."""
    pair = [
        (title or "").encode("utf-8", "replace").decode(),
        (text or "").encode("utf-8", "replace").decode(),
    ]
    evidence = pair[1][:_EVIDENCE]
    sound = is_sound(f"{pair[0]}\n{evidence}")
    mend = nfc if sound else repair([pair[0], *_PIECES.split(evidence)])
    heading, body = (_shaped(mend(written)) for written in pair)
    return re.sub(r"\s+", " ", heading), cut_bylines(body)


def _shaped(text: str) -> str:
    if "  " not in text and not _SHAPE.search(text):
        return place_tones(text).strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in _CONTROLS.sub("", place_tones(text)).split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()
