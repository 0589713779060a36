"""Fingerprints of a text, by which a pasted copy is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from loa.lib.text import fold

WIDTH = 5
MOST = 2000  # words that are looked at
ENOUGH = 0.6  # part of the pasted shingles that must be ours to say "this is it"
CLOSE = 0.25


def shingles(text: str) -> list[int]:
    """Return the distinct hashes of every five folded words in a row, sorted; a shorter text gives one."""
    words = re.findall(r"\w+", fold(text))[:MOST]
    if not words:
        return []
    runs = {" ".join(words[i : i + WIDTH]) for i in range(max(1, len(words) - WIDTH + 1))}
    return sorted(_hash(run) for run in runs)


def share(pasted: Iterable[int], ours: Iterable[int]) -> float:
    """Return which part of the pasted text's shingles stands in ours, 0 to 1."""
    asked = set(pasted)
    return len(asked & set(ours)) / len(asked) if asked else 0.0


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), signed=True)
