"""Name topics and areas of the items there are by today's lists: batch by batch, each with how far it came.

Constant memory: one batch of items at a time. It must not touch words, groups or times.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Left

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.press.intake.names import Names
from loa.press.models import Item, Retag, Source, TopicWord
from loa.press.rules.days import first_moment
from loa.press.rules.words import ImportState
from loa.press.source_errors import RetagRunning

BATCH: Final = 500
_LETTERS: Final = 30_000
"""As many letters of a text as are looked at."""
_LOCK: Final = 0x726574  # "ret"
_COUNTED: Final = ("last", "seen", "changed", "at")
_FIELDS: Final = (
    "pk",
    "source_id",
    "publisher_id",
    "title",
    "summary",
    "start",
    "digest",
    "topics",
    "areas",
    "published_at",
)
# An item whose words changed meanwhile has been named by its newest ones.
_SET: Final = """
UPDATE press_item AS i SET topics = r.topics, areas = r.areas
FROM json_to_recordset(%s::json) AS r(id bigint, digest text, topics text[], areas text[])
WHERE i.id = r.id AND i.digest = r.digest
"""


def begin(since: date | None = None) -> Retag:
    """Return the walk over items published since a day that stopped, if the wordings are still the same; else a new one."""
    wordings, now = _wordings(), clock.now()
    open_ones = Retag.objects.filter(wordings=wordings, since=since).exclude(state=ImportState.DONE)
    until = Item.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return open_ones.first() or Retag.objects.create(
        wordings=wordings, since=since, until=until, begun_at=now, at=now
    )


def left(work: Retag) -> int:
    """Return how many items are still to be looked at."""
    return _items(work).count()


def run(
    work: Retag,
    *,
    tell: Callable[[int], None] = lambda _count: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Retag:
    """Look at what is left. Raises: RetagRunning where another process does."""
    names, given = Names(), _Given()
    with _alone(work):
        Retag.objects.filter(pk=work.pk).update(state=ImportState.RUNNING)
        while count := _take(work, names, given):
            tell(count)
            if stopped():
                return _end(work, ImportState.STOPPED)
    return _end(work, ImportState.DONE)


class _Given:
    """The topics that sources give to all their items."""

    def __init__(self) -> None:
        self.by_source: dict[int, set[str]] = {}
        self.by_publisher: dict[int, set[str]] = defaultdict(set)
        for source, publisher, topics in Source.objects.values_list("pk", "publisher", "topics"):
            self.by_source[source] = set(topics)
            self.by_publisher[publisher].update(topics)

    def keeps(self, item: Mapping[str, Any]) -> set[str]:
        """Return the topics an item has by its source, or may have by another source of its publisher that listed it too."""
        others = self.by_publisher.get(item["publisher_id"], set())
        return self.by_source.get(item["source_id"], set()) | (others & set(item["topics"]))


def _wordings() -> str:
    words = TopicWord.objects.order_by("topic__code", "value").values_list("topic__code", "value")
    return hashlib.sha256(json.dumps(list(words)).encode()).hexdigest()


def _items(work: Retag) -> QuerySet[Item]:
    rows = Item.objects.filter(pk__gt=work.last, pk__lte=work.until)
    return rows.filter(published_at__gte=first_moment(work.since)) if work.since else rows


@transaction.atomic
def _take(work: Retag, names: Names, given: _Given) -> int:
    """Name one batch anew and note how far it came, together or not at all; return how many items it had."""
    rows = list(_items(work).annotate(start=Left("text", _LETTERS)).order_by("pk").values(*_FIELDS)[:BATCH])
    if not rows:
        return 0
    work.changed += _write([_renamed(row, names, given) for row in rows], rows)
    work.last = rows[-1]["pk"]
    work.seen += len(rows)
    work.at = clock.now()
    work.save(update_fields=_COUNTED)
    return len(rows)


def _renamed(row: Mapping[str, Any], names: Names, given: _Given) -> tuple[list[str], list[str]]:
    topics, areas = names.named(
        row["title"], f"{row['summary']}\n{row['start']}", row["publisher_id"], row["published_at"]
    )
    return sorted({*topics, *given.keeps(row)}), areas


def _write(named: Sequence[tuple[list[str], list[str]]], rows: Sequence[Mapping[str, Any]]) -> int:
    """Write what is another than before; return how many items that are."""
    found = [
        {"id": row["pk"], "digest": row["digest"], "topics": topics, "areas": areas}
        for row, (topics, areas) in zip(rows, named, strict=True)
        if (sorted(row["topics"]), sorted(row["areas"])) != (topics, areas)
    ]
    if not found:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_SET, [json.dumps(found)])
        return int(cursor.rowcount)


@contextmanager
def _alone(work: Retag) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise RetagRunning
        try:
            work.refresh_from_db(fields=_COUNTED)
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@transaction.atomic
def _end(work: Retag, state: ImportState) -> Retag:
    work.state, work.at = state, clock.now()
    work.save(update_fields=["state", "at"])
    facts = {"items": work.seen, "changed": work.changed}
    journal.write(actor=SYSTEM, verb=f"press.retag_{state}", thing=work.thing, facts=facts)
    return work
