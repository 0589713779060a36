"""Two versions beside each other: paragraphs matched first, then the words inside those that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["same", "removed", "added"]
LONGEST = 4000  # words of a paragraph; longer ones are shown as removed and added
_WORDS = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text and what became of it."""

    kind: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the comparison; `is_changed` where anything in it differs."""

    parts: tuple[Part, ...]

    @property
    def is_changed(self) -> bool:
        """Say whether anything differs."""
        return any(part.kind != "same" for part in self.parts)


def compare(old: str, new: str) -> list[Paragraph]:
    """Return the paragraphs of both texts in order, with what was taken out and what was put in."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for how, a1, a2, b1, b2 in matcher.get_opcodes():
        if how == "equal":
            found += [Paragraph((Part("same", text),)) for text in before[a1:a2]]
        else:
            found += _changed(before[a1:a2], after[b1:b2])
    return found


def compare_files(old: Mapping[str, str], new: Mapping[str, str]) -> list[Part]:
    """Return the names of files that went and that came; each file is known by its key."""
    gone = [Part("removed", name) for key, name in old.items() if key not in new]
    return gone + [Part("added", name) for key, name in new.items() if key not in old]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Pair changed paragraphs in order; what is left over was taken out or put in whole."""
    both = min(len(old), len(new))
    for before, after in zip(old, new, strict=False):
        yield Paragraph(tuple(_words(before, after)))
    yield from (Paragraph((Part("removed", text),)) for text in old[both:])
    yield from (Paragraph((Part("added", text),)) for text in new[both:])


def _words(old: str, new: str) -> Iterator[Part]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if max(len(before), len(after)) > LONGEST or matcher.quick_ratio() < 0.3:
        yield from (Part("removed", old), Part("added", new))
        return
    for how, a1, a2, b1, b2 in matcher.get_opcodes():
        if how == "equal":
            yield Part("same", "".join(before[a1:a2]))
            continue
        if a2 > a1:
            yield Part("removed", "".join(before[a1:a2]))
        if b2 > b1:
            yield Part("added", "".join(after[b1:b2]))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
