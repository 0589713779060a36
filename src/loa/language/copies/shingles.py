"""Fingerprints of a text, by which the issued texts that a paste may come from are found."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from loa.language.copies.words import read

WIDTH: Final = 5
WINDOW: Final = 4


def shingles(text: str) -> list[int]:
    """Return the hashes of every five folded words in a row, in order; a shorter text gives one, signed 64 bits."""
    words = [word.folded for word in read(text).words]
    if not words:
        return []
    return [_hash(" ".join(words[i : i + WIDTH])) for i in range(max(1, len(words) - WIDTH + 1))]


def winnow(hashes: Sequence[int]) -> list[int]:
    """Return the hashes to keep: the least of every four in a row, sorted, each once.

    Whoever asks with all shingles of a paste meets a kept one wherever eight words in a row are shared.
    Source: Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting" (2003).
    """
    last = max(1, len(hashes) - WINDOW + 1)
    return sorted({min(hashes[i : i + WINDOW]) for i in range(last)}) if hashes else []


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), signed=True)
