"""Between upload and commit of a programme's table: the file is kept under lock, read again, erased when done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from loa.files.actions import erase_file, store_file
from loa.files.models import StoredFile
from loa.files.queries import open_file
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.errors import NotFound
from loa.lib.tables import TableReading, error_workbook, read_table
from loa.tasks.actions.sheets import Imported, import_sheet
from loa.tasks.errors import NotImportable
from loa.tasks.files import TABLE
from loa.tasks.models import Programme
from loa.tasks.rules import sheet
from loa.units.actor import Actor

KEPT_FOR = timedelta(hours=24)


def take_in(*, actor: Actor, table: UploadedFile[bytes]) -> StoredFile:
    """Keep a table that can be read. Raises: BadTable, BadFile (both Invalid)."""
    data = table.read()
    name = f"bang{PurePath(table.name or 'bang.xlsx').suffix.lower()}"
    read_table(data, name, columns=sheet.COLUMNS)
    return store_file(actor=actor, name=name, data=data, purpose=TABLE.key)


def get_upload(actor: Actor, file_id: UUID) -> StoredFile:
    """Return a table that the actor's body uploaded within a day and nobody brought in yet. Raises: NotFound."""
    rows = StoredFile.objects.filter(purpose=TABLE.key, body=actor.body, erased_at=None)
    found = rows.filter(pk=file_id, created_at__gte=clock.now() - KEPT_FOR).first()
    if found is None:
        raise NotFound
    return found


def read(stored: StoredFile) -> TableReading:
    """Return an uploaded table as it reads."""
    return read_table(open_file(stored), stored.name, columns=sheet.COLUMNS)


def commit(*, actor: Actor, programme: Programme, stored: StoredFile) -> Imported | None:
    """Bring a table in and erase the file; None where rows are refused, and then nothing came in."""
    try:
        with transaction.atomic():
            done = import_sheet(actor=actor, programme=programme, reading=read(stored))
            erase_file(actor=actor, stored=stored)
    except NotImportable:
        return None
    return done


def with_errors(stored: StoredFile, reading: TableReading) -> bytes:
    """Return the same workbook with a column "Lỗi"."""
    return error_workbook(open_file(stored), reading)


def erase_left() -> int:
    """Erase the tables that nobody brought in within a day; return how many."""
    old = clock.now() - KEPT_FOR
    left = StoredFile.objects.filter(purpose=TABLE.key, erased_at__isnull=True, created_at__lt=old)
    return len([erase_file(actor=SYSTEM, stored=stored) for stored in left])
