"""Bring in a file of items of any length: batch by batch, each with how far it came, so that it can be stopped and go on.

Constant memory: one batch of rows at a time. What is refused goes to a file with the line and the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final

from django.db import connection, transaction
from django.db.models import F

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.text import squeeze
from loa.press.intake.drafts import Draft, made, whole
from loa.press.intake.lines import A_PERSON, BAD_ADDRESS, NO_TITLE, Row, file_digest, rows_of
from loa.press.intake.names import Names
from loa.press.intake.storing import Door
from loa.press.models import BulkImport, Source
from loa.press.rules.words import ImportState
from loa.press.source_errors import ImportRunning

BATCH: Final = 2_000
_MOST_BYTES: Final = 8 << 20
_LONGEST_NAME: Final = 400
"""Letters of a publisher's name that are looked at."""
_LOCK: Final = 0x696D70  # "imp"
_COUNTED: Final = ("lines", "rejected", "rejected_size", "fresh", "changed", "known", "at")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told after a batch: rows read in it, and how many of them were refused."""

    rows: int
    rejected: int


def begin(path: Path, source: Source, tell: Callable[[int], None] = lambda _bytes: None) -> BulkImport:
    """Return the import of a file into a source: the one of the very same file, which may have stopped, a new one else.

    `tell` hears how many bytes of the file were looked at.
    """
    now = clock.now()
    row, _new = BulkImport.objects.get_or_create(
        source=source,
        digest=file_digest(path, tell),
        defaults={"name": path.name[:200], "begun_at": now, "at": now},
    )
    return row


def run(
    work: BulkImport,
    path: Path,
    rejects: Path,
    language: Callable[[str, str], str],
    *,
    tell: Callable[[Told], None] = lambda _told: None,
    stopped: Callable[[], bool] = lambda: False,
) -> BulkImport:
    """Bring in what is left of a file. Raises: UnreadableFile, ImportRunning, OSError."""
    door = Door(work.source, Names(), language)
    with _alone(work), _rejects(rejects, work.rejected_size) as out:
        BulkImport.objects.filter(pk=work.pk).update(state=ImportState.RUNNING)
        rows = enumerate(rows_of(path, work.lines), work.lines + 1)
        for batch in _batches(rows):
            told = _take(work, door, batch, out)
            tell(told)
            if stopped():
                return _end(work, ImportState.STOPPED)
    return _end(work, ImportState.DONE)


@contextmanager
def _alone(work: BulkImport) -> Iterator[None]:
    """Hold the lock of one file, and know how far it came. Raises: ImportRunning where another process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s::int)", [_LOCK, work.pk % 2**31])
        if not cursor.fetchone()[0]:
            raise ImportRunning
        try:
            work.refresh_from_db(fields=_COUNTED)
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s::int)", [_LOCK, work.pk % 2**31])


def _take(work: BulkImport, door: Door, batch: Sequence[tuple[int, Row]], out: IO[bytes]) -> Told:
    """Store a batch and note how far the file came, together or not at all."""
    bad: list[tuple[int, Row]] = []
    drafts: list[Draft] = []
    for line, row in batch:
        draft = None if row.reason else _draft(row)
        reason = row.reason or _reason(door, draft)
        if draft is None or reason:
            bad.append((line, replace(row, reason=reason)))
        else:
            drafts.append(draft)
    for line, row in bad:
        told: dict[str, Any] = {"line": line, "reason": row.reason, "row": row.raw}
        out.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    out.flush()
    with transaction.atomic():
        door.names.add_publishers(draft.publisher for draft in drafts)
        stored = door.store(drafts)
        work.lines += len(batch)
        work.rejected += len(bad)
        work.rejected_size = out.tell()
        work.fresh += stored.fresh
        work.changed += stored.changed
        work.known += len(drafts) - stored.fresh - stored.changed
        work.at = clock.now()
        work.save(update_fields=_COUNTED)
    return Told(len(batch), len(bad))


def _reason(door: Door, draft: Draft | None) -> str:
    """Return why a finished draft is refused, "" where it is not: what is left of a title or address may be nothing."""
    if draft is None or not draft.title:
        return NO_TITLE
    if not draft.address and not draft.entry:
        return BAD_ADDRESS
    return A_PERSON if door.names.is_a_person(draft.publisher) else ""


def _draft(row: Row) -> Draft:
    given = row.values
    return made(
        given.get("link", ""), given.get("id", ""), given.get("title", ""), given.get("summary", ""), given.get("text", ""),
        published=row.published, published_sure=row.sure, publisher=_publisher(given.get("publisher", "")[:_LONGEST_NAME]),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _publisher(written: str) -> str:
    return squeeze(whole(written))[:160]


@transaction.atomic
def _end(work: BulkImport, state: ImportState) -> BulkImport:
    work.state, work.at = state, clock.now()
    work.save(update_fields=["state", "at"])
    newest = work.source.items.order_by("-published_at").values_list("published_at", flat=True).first()
    Source.objects.filter(pk=work.source_id).update(
        fetched_at=work.at, last_item_at=newest or F("last_item_at")
    )
    facts = {"lines": work.lines, "fresh": work.fresh, "changed": work.changed, "rejected": work.rejected}
    journal.write(actor=SYSTEM, verb=f"press.import_{state}", thing=work.thing, facts=facts)
    return work


def _batches(rows: Iterator[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """Yield rows in batches that take a bounded room, whatever their length; a file gives the same ones each time."""
    batch: list[tuple[int, Row]] = []
    size = 0
    for line, row in rows:
        batch.append((line, row))
        size += row.size
        if len(batch) >= BATCH or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rejects(path: Path, size: int) -> IO[bytes]:
    """Open the file of refused rows where the last batch that counts left it."""
    out = path.open("ab")
    out.truncate(min(size, out.tell()))
    out.seek(0, 2)
    return out
