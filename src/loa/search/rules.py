"""Pure decisions of the room: how things are named in the index, which wordings are one, what may be counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from loa.finding.index import Doc
from loa.lib.clock import HANOI
from loa.lib.text import fold, squeeze
from loa.search.slots import Paper

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
    labels = (kind, *labels_of(kind, paper.access))
    return Doc(key_of(kind, paper.id), paper.title, text, labels, paper.at, facets)


def wordings_in(typed: str) -> list[str]:
    """Return the wordings of a group as they were typed, one a line or parted by ";" or "=", each once."""
    found: dict[str, str] = {}
    for part in re.split(r"[\n;=]", typed):
        wording = squeeze(part)
        if wording:
            found.setdefault(wording.lower(), wording)
    return list(found.values())


def folded_of(wordings: Iterable[str]) -> str:
    """Return what a group is ordered and found by."""
    return " ; ".join(sorted(fold(wording) for wording in wordings))
