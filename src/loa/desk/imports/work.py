"""Between upload and commit: the file is kept under lock, read again at every step, and erased when done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from loa.desk.imports.kinds import KINDS, ImportKind
from loa.files.actions import erase_file, store_file
from loa.files.models import StoredFile
from loa.files.queries import open_file
from loa.files.rules import MEGABYTE, Purpose
from loa.files.slots import register_purpose
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.errors import DomainError, Invalid, NotFound
from loa.lib.files import KINDS as KNOWN_FILES
from loa.lib.tables import TableReading, error_workbook, read_table, write_xlsx
from loa.units.actor import Actor

PURPOSE = "desk.import"
KEPT_FOR = timedelta(hours=24)
TABLES = frozenset(KNOWN_FILES[name].mime for name in ("xlsx", "xls", "csv", "txt"))


def register_files() -> None:
    """Say what an uploaded table may be; it is encrypted, and nobody fetches it by an address."""
    for key in KINDS:
        purpose = Purpose(f"{PURPOSE}.{key}", TABLES, 12 * MEGABYTE, is_private=True)
        register_purpose(purpose, may_read=lambda _request, _stored: False)


@dataclass(frozen=True)
class Outcome:
    """What became of a commit: the rooms' answer, or the reading with what stood in the way."""

    done: Any = None
    reading: TableReading | None = None


def take_in(*, actor: Actor, kind: ImportKind, table: UploadedFile[bytes]) -> StoredFile:
    """Keep an uploaded table that can be read; its own name, which may name a person, is not kept.

    Raises: BadTable, BadFile (both Invalid).
    """
    data = table.read()
    name = f"bang{PurePath(table.name or 'bang.xlsx').suffix.lower()}"
    read_table(data, name, columns=kind.columns)
    return store_file(actor=actor, name=name, data=data, purpose=f"{PURPOSE}.{kind.key}")


def get_upload(actor: Actor, kind: ImportKind, file_id: UUID) -> StoredFile:
    """Return a table that the actor's body uploaded within a day and nobody brought in yet. Raises: NotFound."""
    since = clock.now() - KEPT_FOR
    rows = StoredFile.objects.filter(
        purpose=f"{PURPOSE}.{kind.key}", body=actor.body, erased_at=None, created_at__gte=since
    )
    found = rows.filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return found


def read(actor: Actor, kind: ImportKind, stored: StoredFile) -> TableReading:
    """Return the table with every error that can be known before it is brought in."""
    reading = read_table(open_file(stored), stored.name, columns=kind.columns)
    return kind.check(actor, reading) if kind.check else reading


def commit(
    *, actor: Actor, kind: ImportKind, stored: StoredFile, reading: TableReading, options: dict[str, Any]
) -> Outcome:
    """Bring in every row and erase the file; where a row is refused nothing came in, and the reading says why."""
    try:
        with transaction.atomic():
            done = kind.bring_in(actor=actor, reading=reading, **options)
            erase_file(actor=actor, stored=stored)
    except Invalid as refusal:
        told = refusal.facts.get("reading")
        if isinstance(told, TableReading):
            return Outcome(reading=told)
        raise
    return Outcome(done=done)


def rehearse(
    *, actor: Actor, kind: ImportKind, stored: StoredFile, reading: TableReading, options: dict[str, Any]
) -> TableReading:
    """Return the reading with what the act itself would refuse: it is done for real and undone."""
    with transaction.atomic():
        try:
            told = commit(actor=actor, kind=kind, stored=stored, reading=reading, options=options).reading
        except DomainError:  # not about a row: the preview says it
            told = None
        transaction.set_rollback(True)
    return told or reading


def run_erase_left() -> int:
    """Erase the tables that nobody brought in within a day, names and all; return how many.

    A list of people that stays would outlive the erasure of those in it (charter 12).
    """
    old = clock.now() - KEPT_FOR
    left = StoredFile.objects.filter(
        purpose__startswith=f"{PURPOSE}.", erased_at__isnull=True, created_at__lt=old
    )
    return len([erase_file(actor=SYSTEM, stored=stored) for stored in left])


def with_errors(stored: StoredFile, reading: TableReading) -> bytes:
    """Return the same workbook with a column "Lỗi"."""
    return error_workbook(open_file(stored), reading)


def sample(kind: ImportKind) -> bytes:
    """Return an empty workbook with the columns that are understood."""
    return write_xlsx(kind.columns, [])
