"""Reading the journal: who did what and when, and whether the chain still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from loa.journal.models import Entry, Seal
from loa.journal.rules import START as _START
from loa.journal.rules import BadRow, Damage, Head, Link, chain, diagnose, len_before
from loa.journal.sealer import COLUMNS, row_of

_LOOK_AHEAD = 500  # later rows among which a misplaced one is looked for
_CHUNK = 2000
_WALK = f"""
SELECT seal.number, seal.hash, {", ".join(f"entry.{name.strip()}" for name in COLUMNS.split(","))}
  FROM journal_seal AS seal LEFT JOIN journal_entry AS entry ON entry.id = seal.entry_id
 ORDER BY seal.number
"""  # noqa: S608  constants only


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found; `unsealed_tail` entries are not proven yet, `cut_tail` are missing."""

    ok: bool
    rows: int
    head: Head
    first_bad: BadRow | None = None
    unsealed_tail: int = 0
    cut_tail: int = 0


def head() -> Head:
    """Return the end of the chain; number 0 before the first seal."""
    last = Seal.objects.order_by("-number").first()
    return Head(last.number, last.hash) if last else Head(0, _START)


def history(*things: str) -> QuerySet[Entry]:
    """Return every act on one thing or several ("room.model:id"), the latest first."""
    return Entry.objects.filter(thing__in=things).order_by("-at", "-id")


def count_unsealed() -> int:
    """Return how many entries are written and not yet in the chain."""
    return Entry.objects.filter(seal__isnull=True).count()


def oldest_unsealed() -> datetime | None:
    """Return when the oldest entry outside the chain was written."""
    first = Entry.objects.filter(seal__isnull=True).order_by("at").first()
    return first.at if first else None


def verify(*, head: Head | None = None) -> Verification:
    """Walk the chain from its beginning and name the first row that was altered, removed, moved or added.

    With an earlier head that was kept elsewhere, a tail that was cut off and a chain that was written anew
    are found as well.
    """
    links = _links()
    held: list[Link] = []
    for link in links:
        if not _follows(held, link):
            return _bad(held, diagnose(held, link, list(islice(links, _LOOK_AHEAD))))
        held = [*held[-1:], link]
        if head and link.number == head.number and link.hash != head.hash:
            entry_id = link.row.id if link.row else None
            return _bad(held, BadRow(link.number, entry_id, Damage.REWRITTEN))
    cut = max(0, head.number - len_before(held)) if head else 0
    return Verification(not cut, len_before(held), _end(held), None, count_unsealed(), cut)


def _follows(held: list[Link], link: Link) -> bool:
    previous = held[-1].hash if held else _START
    if link.row is None or link.number != len_before(held) + 1:
        return False
    return chain(previous, link.row) == link.hash


def _bad(held: list[Link], bad: BadRow) -> Verification:
    return Verification(False, len_before(held), _end(held), bad, count_unsealed())


def _end(held: list[Link]) -> Head:
    return Head(held[-1].number, held[-1].hash) if held else Head(0, _START)


def _links() -> Iterator[Link]:
    """Walk the stored chain in one snapshot, a chunk in memory at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_WALK)
        while rows := cursor.fetchmany(_CHUNK):
            for number, digest, *values in rows:
                yield Link(number, digest, row_of(tuple(values)) if values[0] is not None else None)
