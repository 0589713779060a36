"""What an entry may hold, and how entries are chained. It must not read the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from hashlib import sha256
from uuid import UUID

from loa.journal.errors import NotForTheJournal
from loa.lib.canonical import canonical
from loa.lib.text import nfc

VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
THING = re.compile(r"[a-z][a-z0-9_.]*:\S{1,80}")
FACT = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FACTS, MOST_ITEMS, LONGEST_TEXT = 24, 1000, 500
START = "0" * 64  # what the first entry is chained to

# Ids and digests hold runs of digits that are nobody's number.
_MACHINE = re.compile(
    r"[0-9a-f]{32,128}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d([T ][\d:.+Z-]+)?",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"[^\s@<>]+@[^\s@<>]+\.\w{2,}"  # an e-mail address
    r"|(?<![\w/.-])(?:\+?84|0)(?:[ .-]?\d){9,10}(?![\w/-])"  # a telephone number
    r"|(?<![\w/.-])0\d{11}(?![\w/-])"  # a citizen's number
)
_Refuse = Callable[[str], bool]


def check_words(verb: str, thing: str) -> None:
    """Refuse a verb that is not "room.done" or a thing that is not "room.model:id".

    Raises: ValueError, since both are written by programmers.
    """
    if not VERB.fullmatch(verb) or len(verb) > 80:
        raise ValueError(verb)
    if not THING.fullmatch(thing) or len(thing) > 120:
        raise ValueError(thing)


def clean_facts(
    facts: Mapping[str, object], *, is_private: _Refuse = lambda _text: False
) -> dict[str, object]:
    """Return facts as JSON scalars and flat lists of them, text in NFC.

    `is_private` judges free text beyond the patterns that are looked for anyway.

    Raises:
        NotForTheJournal: when a text is long, or holds an e-mail address, a telephone or citizen's number.
        TypeError: when a value is neither scalar nor a flat list, or there are too many.

    """
    if len(facts) > MOST_FACTS or not all(FACT.fullmatch(name) for name in facts):
        message = f"at most {MOST_FACTS} facts with plain names, not {sorted(facts)}"
        raise TypeError(message)
    return {name: _fact(value, is_private) for name, value in facts.items()}


def _fact(value: object, is_private: _Refuse) -> object:
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(map(str, value)) if isinstance(value, set | frozenset) else value
        if len(items) > MOST_ITEMS:
            message = f"{len(items)} items in one fact; give their count and digest"
            raise TypeError(message)
        return [_scalar(item, is_private) for item in items]
    return _scalar(value, is_private)


def _scalar(value: object, is_private: _Refuse) -> object:
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):
        return _text(nfc(value), is_private)
    message = f"{type(value).__name__} is no fact: ids, counts, digests and short words only"
    raise TypeError(message)


def _text(text: str, is_private: _Refuse) -> str:
    if _MACHINE.fullmatch(text):
        return text
    if len(text) > LONGEST_TEXT or "\0" in text or has_contact(text) or is_private(text):
        raise NotForTheJournal
    return text


def has_contact(text: str) -> bool:
    """Say whether a text holds an e-mail address, a telephone number or a citizen's number."""
    return bool(_CONTACT.search(text))


# -- the chain -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is chained: every column, none left out."""

    id: int
    at: datetime
    verb: str
    thing: str
    person: str
    post: str
    body: str
    on_behalf_of: str
    facts: Mapping[str, object]
    xid: int


_COLUMNS = fields(Row)


@dataclass(frozen=True, slots=True)
class Link:
    """One place of the chain as stored; `row` is None when its entry is gone."""

    number: int
    hash: str
    row: Row | None


class Damage(StrEnum):
    """What was done to a sealed row."""

    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    INSERTED = "inserted"
    REWRITTEN = "rewritten"  # the chain agrees with itself, but not with a head that was kept elsewhere


@dataclass(frozen=True, slots=True)
class BadRow:
    """The first place where the chain does not hold."""

    number: int
    entry_id: int | None
    damage: Damage


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some moment."""

    number: int
    hash: str


def chain(previous: str, row: Row) -> str:
    """Return the hash of a row in its place: SHA-256 over the previous hash and the row's canonical JSON."""
    columns = {field.name: getattr(row, field.name) for field in _COLUMNS}
    return sha256(previous.encode() + canonical(columns)).hexdigest()


def diagnose(before: Sequence[Link], bad: Link, after: Sequence[Link]) -> BadRow:
    """Name what happened at the first link that does not follow from the one before it.

    `before` are the links that held (nearest last), `after` some that come later.
    """
    previous = before[-1].hash if before else START
    if bad.row is None or bad.number != len_before(before) + 1:
        return BadRow(len_before(before) + 1, None, Damage.REMOVED)
    if len(before) > 1 and chain(before[-2].hash, bad.row) == bad.hash:
        inserted = before[-1]
        return BadRow(inserted.number, inserted.row.id if inserted.row else None, Damage.INSERTED)
    if any(_belongs(previous, bad, other) for other in after):
        return BadRow(bad.number, bad.row.id, Damage.REORDERED)
    return BadRow(bad.number, bad.row.id, Damage.ALTERED)


def len_before(before: Sequence[Link]) -> int:
    """Return the number of the last link that held."""
    return before[-1].number if before else 0


def _belongs(previous: str, bad: Link, other: Link) -> bool:
    """Say whether a later row, rather than the bad one, follows from the previous hash."""
    return other.row is not None and chain(previous, other.row) in {bad.hash, other.hash}
