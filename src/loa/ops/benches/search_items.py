"""Items of the press as search would hold them, with rights and facets, and questions asked of them by readers of several reaches.

With `press.jsonl.gz` in LOA_BENCH_DATA real items ({id, title, text, source, channel, first_seen}), else constructed ones. Where more are
asked for than there are, they come again with a tenth of their words changed.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from loa.finding import constructed
from loa.finding.constructed import bare
from loa.finding.index import Doc
from loa.finding.scoring import Limits

_BODIES: Final = 700
_AREAS: Final = 126
_CHANGED: Final = 0.1
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """What an item says, from where, and when."""

    title: str
    text: str
    source: str
    topic: str
    at: datetime


def read(folder: Path | None) -> tuple[list[Item], bool]:
    """Return the items at hand, and whether they are real."""
    file = folder / "press.jsonl.gz" if folder else None
    if file is None or not file.exists():
        made = [Item(doc.title, doc.text, "Báo", "Tin", _START) for doc in constructed.documents()]
        return made, False
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        return [_item(json.loads(line)) for line in lines], True


def _item(row: dict[str, Any]) -> Item:
    at = datetime.fromisoformat(row["first_seen"])
    return Item(row["title"], row["text"], row["source"], row["channel"], at)


def documents(items: Sequence[Item], count: int) -> Iterator[Doc]:
    """Yield so many documents: four of five of the press, open to its readers, the others of a body each."""
    chance = random.Random(11)  # noqa: S311  the same documents each time
    for number in range(count):
        item = items[number % len(items)]
        text = item.text if number < len(items) else _changed(item.text, items, chance)
        kind = "documents" if number % 5 == 0 else "press"
        body = chance.randrange(_BODIES)
        own = (f"documents|body:{body}",) if kind == "documents" else ()
        area = body if kind == "documents" else chance.randrange(_AREAS)
        facets = {
            "kind": (kind,),
            "source": (f"body:{body}" if own else item.source,),
            "topic": () if own else (item.topic,),
            "area": (f"{area % _AREAS:05}",) if own or number % 3 == 0 else (),
            "year": (str(item.at.year),),
        }
        yield Doc(f"{kind}:{number}", item.title, text, (kind, *own), item.at, facets)


def _changed(text: str, items: Sequence[Item], chance: random.Random) -> str:
    words = text.split(" ")
    others = chance.choice(items).text.split(" ")
    for _ in range(max(1, int(_CHANGED * len(words)))):
        words[chance.randrange(len(words))] = chance.choice(others)
    return " ".join(words)


def questions(items: Sequence[Item], whole: Sequence[str], count: int, *, seed: int = 12) -> list[str]:
    """Return so many questions: two to six words of titles, phrases, whole sentences; every other without marks."""
    chance = random.Random(seed)  # noqa: S311  the same questions each time
    found = []
    for number in range(count):
        words = chance.choice(items).title.split()
        start = chance.randrange(max(1, len(words) - 6))
        asked = " ".join(words[start : start + (2, 3, 4, 6, 2)[number % 5]])
        if number % 10 == 4:
            asked = f'"{asked}"'
        if number % 5 == 3 and whole:
            asked = chance.choice(whole)
        found.append(bare(asked) if number % 2 else asked)
    return found


def readers() -> list[Limits]:
    """Return what readers may see: of a ward, of a group of bodies, of half the city, of all of it."""
    reaches = [["press", *(f"documents|body:{n}" for n in range(reach))] for reach in (1, 40, 350)]
    return [Limits((reach,)) for reach in [*reaches, ["press", "documents"]]]


def narrowed(reader: Limits) -> Limits:
    """Return what a reader may see of documents alone: little of them for most, so that the labels must be asked for."""
    labels = [label for label in reader.labels[0] if label.startswith("documents")]
    return Limits((labels,), {"kind": ["documents"]})
