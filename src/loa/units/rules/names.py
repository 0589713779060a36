"""How names of areas, bodies and people are folded for search and keyed for sorting."""

from __future__ import annotations

import vn_collate

from loa.lib.text import fold, squeeze


def sort_key(text: str) -> bytes:
    """Return the bytes by which PostgreSQL orders the text as a Vietnamese reader expects: syllable by syllable."""
    return b"".join(bytes.fromhex(vn_collate.collate_key(word)) for word in squeeze(text).split())


def fold_unit(*parts: str) -> str:
    """Return the parts as one line without marks, the form that search compares."""
    return fold(squeeze(" ".join(part for part in parts if part)))
