"""What changed between two versions of a text, paragraph by paragraph, and inside a changed paragraph word by word.

It must not know where the texts come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "added", "removed"]
_WORD = re.compile(r"\S+\s*|\s+")
LIKE = 0.4  # from this likeness on, two paragraphs are one that was changed


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, came or went."""

    kind: Kind
    text: str


def difference(old: str, new: str, *, around: int = 1) -> list[Piece]:
    """Return the pieces of both texts in order; of what stayed, only so many paragraphs beside a change are kept.

    Nothing is returned where both texts say the same.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[Piece] = []
    for kind, i, j, k, end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += _kept(before[i:j], around, first=not i, last=j == len(before))
        else:
            found += _changed(before[i:j], after[k:end])
    return found if any(piece.kind != "same" for piece in found) else []


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _kept(lines: Sequence[str], around: int, *, first: bool, last: bool) -> Iterator[Piece]:
    """Yield what stands beside a change: the end of what was before it, the beginning of what follows."""
    head = 0 if first else around
    tail = 0 if last else around
    if len(lines) <= head + tail:
        yield from (Piece("same", f"{line}\n") for line in lines)
        return
    yield from (Piece("same", f"{line}\n") for line in lines[:head])
    yield Piece("same", "…\n")
    yield from (Piece("same", f"{line}\n") for line in lines[len(lines) - tail :])


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for old, new in zip_longest(before, after):
        if old is not None and new is not None and _are_alike(old, new):
            yield from _words(f"{old}\n", f"{new}\n")
            continue
        if old is not None:
            yield Piece("removed", f"{old}\n")
        if new is not None:
            yield Piece("added", f"{new}\n")


def _are_alike(old: str, new: str) -> bool:
    return SequenceMatcher(a=old.split(), b=new.split(), autojunk=False).ratio() >= LIKE


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    for kind, i, j, k, end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[i:j]))
            continue
        if j > i:
            yield Piece("removed", "".join(before[i:j]))
        if end > k:
            yield Piece("added", "".join(after[k:end]))
