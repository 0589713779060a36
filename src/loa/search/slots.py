"""Where rooms say what of theirs can be found, and by whom; they fill it in `ready()`.

A room that is searched needs three things: `register(Searchable(…))` in `ready()`, a file that makes a `Paper` of each row,
and in a migration `SELECT search_follow('its_table', 'its.kind', 'id')` for each table whose change changes what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from loa.units.access import Who
from loa.units.queries import body_names


@dataclass(frozen=True, slots=True)
class Paper:
    """What is searched and shown of one thing; `access` are the tokens of which a reader must hold one.

    `source` is who it is from: "body:12", or a key that the room names itself (`Searchable.source_names`). `hidden` are
    tokens of readers who find the same as another thing already and not once more. Nothing here may name who wrote it
    (charter 2).
    """

    id: int
    title: str
    text: str
    access: Collection[str]
    numbers: Sequence[str] = ()
    at: datetime | None = None
    source: str = ""
    areas: Collection[str] = ()  # codes
    topics: Collection[str] = ()  # codes
    note: str | Promise = ""  # a word on how it stands, shown beside it
    hidden: Collection[str] = ()
    place: int = 0  # what its address names, where that is not its own id


def names_of_bodies(keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of bodies by their keys, "body:12"."""
    said = [key.removeprefix("body:") for key in keys if key.startswith("body:")]
    ids = [int(text) for text in said if text.isascii() and text.isdecimal() and len(text) < 18]
    return {f"body:{pk}": name for pk, name in body_names(ids).items()}


@dataclass(frozen=True)
class Searchable:
    """One kind of thing that can be found.

    `rows` are all that may stand in the index, `papers` makes what is searched of some of them, and `tokens` says which
    access tokens a reader holds, None for all: it may promise too much, never too little, since every hit is read again
    through `visible_to`. Who reads all finds nothing of a kind that `is_for_some`: he finds the same as another thing. Searches over a kind that `is_journalled` leave a row in the journal, and it is not suggested.
    """

    kind: str  # "documents.document"
    label: str | Promise
    symbol: str
    rows: Callable[[], QuerySet[Any]]
    papers: Callable[[QuerySet[Any]], Iterable[Paper]]
    visible_to: Callable[[Who], QuerySet[Any]]
    tokens: Callable[[Who], Collection[str] | None]
    url: Callable[[int], str]
    source_names: Callable[[Collection[str]], Mapping[str, str]] = names_of_bodies
    is_journalled: bool = False
    is_for_some: bool = False


_kinds: dict[str, Searchable] = {}


def register(*kinds: Searchable) -> None:
    """Offer kinds of things to be found; call it in an app's ready()."""
    _kinds.update({one.kind: one for one in kinds})


def find(kind: str) -> Searchable | None:
    """Return a kind by its name."""
    return _kinds.get(kind)


def kinds() -> list[Searchable]:
    """Return all kinds, in the order they were offered."""
    return list(_kinds.values())
