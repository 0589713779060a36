"""Taking files in and erasing them; each with its journal row."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial

from django.db import connection, transaction

from loa.files import disk, slots, vault
from loa.files.models import StoredFile
from loa.files.rules import check
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.journal.erased import list_erased_names, record_erased
from loa.lib import clock
from loa.lib.ids import digest_bytes, new_id
from loa.units.models import Body

UNUSED_FOR = timedelta(hours=24)


@transaction.atomic
def store_file(
    *, actor: Author, name: str, data: bytes, purpose: str, body: Body | None = None
) -> StoredFile:
    """Check a file from outside, store it and return its row; the owner is `body`, else the actor's.

    The bytes are on disk before the row; where the act around it fails they stay unused and are swept later.

    Raises: BadFile, BadImage, ActivePdf, BadArchive (all Invalid); DiskFull. Nothing was stored then.
    """
    limits = slots.purpose_of(purpose)
    checked = check(name, data, limits)
    file_id = new_id()
    content, wrapped = vault.seal(checked.data, file_id) if limits.is_private else (checked.data, "")
    _hold(digest_bytes(content))
    stored = StoredFile.objects.create(
        id=file_id,
        sha256=disk.put(content),
        size=len(content),
        mime=checked.mime,
        name=checked.name,
        purpose=purpose,
        body_id=body.pk if body else int(actor.body_key or 0) or None,
        wrapped_key=wrapped,
        created_at=clock.now(),
    )
    facts = {"sha256": stored.sha256, "size": stored.size, "mime": stored.mime, "purpose": purpose}
    journal.write(actor=actor, verb="files.stored", thing=f"files.storedfile:{stored.pk}", facts=facts)
    return stored


@transaction.atomic
def erase_file(*, actor: Author, stored: StoredFile) -> StoredFile:
    """Destroy a file: its key, its name and, where no other row has the same content, its bytes.

    Safe to repeat. The row stays, so that what pointed at it can say that it was erased.
    """
    row = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if row.erased_at:
        return row
    digest = row.sha256
    record_erased([f"files.storedfile:{row.pk}"])
    row.sha256 = row.wrapped_key = row.name = ""
    row.size, row.erased_at = 0, clock.now()
    row.save()
    journal.write(
        actor=actor, verb="files.erased", thing=f"files.storedfile:{row.pk}", facts={"purpose": row.purpose}
    )
    transaction.on_commit(partial(_drop_unused, digest))
    return row


def reapply_erasures() -> int:
    """Erase again every file on the list, after an older backup brought it back; return how many."""
    back = StoredFile.objects.filter(pk__in=list_erased_names("files.storedfile"), erased_at__isnull=True)
    return len([erase_file(actor=SYSTEM, stored=stored) for stored in back])


def sweep_unused() -> int:
    """Delete bytes that no row has named for a day (left by acts that failed); return how many files."""
    old = time.time() - UNUSED_FOR.total_seconds()
    aged = [path for path in disk.walk() if path.stat().st_mtime < old]
    for path in aged:
        if path.suffix == ".part":
            path.unlink(missing_ok=True)
    return sum(_drop_unused(path.name) for path in aged if path.suffix != ".part")


def _drop_unused(digest: str) -> bool:
    """Delete bytes unless a row names them; return whether they were deleted."""
    with transaction.atomic():
        _hold(digest)
        if StoredFile.objects.filter(sha256=digest).exists():
            return False
        disk.remove(digest)
        return True


def _hold(digest: str) -> None:
    """Let nobody else store or drop this content until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files:{digest}"])
