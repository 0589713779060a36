"""Pure decisions of the room: how things are named in the index, which wordings are one, what may be counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from loa.finding.asking import default_groups
from loa.finding.index import Doc
from loa.finding.tokens import tokens, words
from loa.lib.clock import HANOI
from loa.lib.text import fold, squeeze
from loa.search.slots import Paper

Group = tuple[str, ...]
"""Wordings that mean the same."""
MOST_WORDINGS: Final = 12
LONGEST_WORDING: Final = 80


def key_of(kind: str, thing: object) -> str:
    """Return the key of a thing in the index."""
    return f"{kind}:{thing}"


def parts_of(key: str) -> tuple[str, int]:
    """Return kind and id of a key."""
    kind, _, thing = key.rpartition(":")
    return kind, int(thing)


def labels_of(kind: str, tokens: Collection[str] | None) -> list[str]:
    """Return access tokens as the index holds them; all of a kind is the kind itself."""
    return [kind] if tokens is None else [f"{kind}|{token}" for token in sorted(tokens)]


def shut_of(kind: str, tokens: Collection[str] | None) -> list[str]:
    """Return tokens of readers who are not to find a thing, as the index holds them; one who reads all finds all."""
    return [f"{kind}!{token}" for token in sorted(tokens or ())]


def doc_of(kind: str, paper: Paper) -> Doc:
    """Return what the index takes in of a thing."""
    year = () if paper.at is None else (str(paper.at.astimezone(HANOI).year),)
    facets = {
        "kind": (kind,),
        "source": (paper.source,) if paper.source else (),
        "topic": paper.topics,
        "area": paper.areas,
        "year": year,
    }
    text = "\n".join([*paper.numbers, paper.text])
    labels = (kind, *labels_of(kind, paper.access), *shut_of(kind, paper.hidden))
    return Doc(key_of(kind, paper.id), paper.title, text, labels, paper.at, facets)


def wordings_in(typed: str) -> list[str]:
    """Return the wordings of a group as they were typed, one a line or parted by ";" or "=", each once."""
    found: dict[str, str] = {}
    for part in re.split(r"[\n;=]", typed):
        wording = squeeze(part)
        if wording:
            found.setdefault(wording.lower(), wording)
    return list(found.values())


def is_replaced(given: Group, own: Iterable[Group]) -> bool:
    """Say whether a group of the city has a wording of a group that comes with the product, and so takes its place."""
    folded = {fold(wording) for wording in given}
    return any(not folded.isdisjoint(map(fold, group)) for group in own)


def says_nothing(wordings: Sequence[str]) -> bool:
    """Say whether a group is one word alone, and not of a group that comes with the product, which it would turn off."""
    alone = len(wordings) == 1 and len(words(tokens(wordings[0]))) < 2
    return alone and not any(is_replaced(given, [tuple(wordings)]) for given in default_groups())


def folded_of(wordings: Iterable[str]) -> str:
    """Return what a group is ordered and found by."""
    return " ; ".join(sorted(fold(wording) for wording in wordings))
