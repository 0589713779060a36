"""Bytes on disk under their own hash: written whole or not at all, read back only when they are the same."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from loa.files.errors import DiskFull, FileDamaged

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def place_of(digest: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.FILES_DIR) / digest[:2] / digest[2:4] / digest


def put(data: bytes) -> str:
    """Store bytes and return their SHA-256; a crash leaves either the whole file or none.

    Raises: DiskFull when there is no room; nothing was stored.
    """
    digest = sha256(data).hexdigest()
    place = place_of(digest)
    if _holds(place, digest):
        os.utime(place)  # young again, so that a sweep of unused bytes leaves it
        return digest
    part = place.with_name(f".{digest[:16]}.{secrets.token_hex(4)}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(part, data)
        part.replace(place)
        _sync_folder(place.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        if error.errno in _FULL:
            raise DiskFull from error
        raise
    return digest


def get(digest: str) -> bytes:
    """Return the bytes with this hash.

    Raises: FileDamaged when they are gone or changed.
    """
    try:
        data = place_of(digest).read_bytes()
    except FileNotFoundError as error:
        raise FileDamaged from error
    if sha256(data).hexdigest() != digest:
        raise FileDamaged
    return data


def remove(digest: str) -> None:
    """Delete the bytes with this hash, if they are there."""
    place_of(digest).unlink(missing_ok=True)


def walk() -> Iterator[Path]:
    """Return every file in the store, parts of broken writes included."""
    root = Path(settings.FILES_DIR)
    yield from (path for path in root.glob("??/??/*") if path.is_file())
    yield from (path for path in root.glob("??/??/.*.part") if path.is_file())


def is_whole(digest: str) -> bool:
    """Say whether the bytes with this hash are there and unchanged."""
    return _holds(place_of(digest), digest)


def _holds(place: Path, digest: str) -> bool:
    try:
        with place.open("rb") as handle:
            found = sha256()
            while chunk := handle.read(1 << 20):
                found.update(chunk)
    except FileNotFoundError:
        return False
    return found.hexdigest() == digest


def _write(part: Path, data: bytes) -> None:
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb", buffering=0) as handle:
        left = memoryview(data)
        while left:
            left = left[os.write(handle.fileno(), left) :]
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
