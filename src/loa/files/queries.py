"""Reading stored files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest

from loa.files import disk, slots, vault
from loa.files.errors import NoSuchFile
from loa.files.models import StoredFile


def open_file(stored: StoredFile) -> bytes:
    """Return the content of a file, decrypted where it is private.

    Raises: NoSuchFile when it was erased; FileDamaged when its bytes are gone or changed.
    """
    if stored.erased_at:
        raise NoSuchFile
    data = disk.get(stored.sha256)
    return vault.open_sealed(data, stored.wrapped_key, stored.pk) if stored.is_private else data


def find_plain(stored: StoredFile) -> Path | None:
    """Return where the bytes of a file that is not private lie, for serving parts of it; None where they are gone.

    The hash is not checked here: who is given parts checks it when he has them all.
    """
    if stored.erased_at or stored.is_private:
        return None
    place = disk.place_of(stored.sha256)
    return place if place.is_file() else None


def access_file(request: HttpRequest, file_id: UUID) -> StoredFile:
    """Return a file that the request may fetch.

    Raises: NoSuchFile for one that does not exist, was erased, or that the room of its purpose does not show.
    """
    stored = StoredFile.objects.filter(pk=file_id, erased_at__isnull=True).first()
    if stored is None or not slots.may_read(request, stored):
        raise NoSuchFile
    return stored


def damaged_files() -> Iterator[StoredFile]:
    """Return the files whose bytes are gone or are not the ones that were stored."""
    checked: dict[str, bool] = {}
    for stored in StoredFile.objects.filter(erased_at__isnull=True).order_by("pk").iterator():
        if stored.sha256 not in checked:
            checked[stored.sha256] = disk.is_whole(stored.sha256)
        if not checked[stored.sha256]:
            yield stored
