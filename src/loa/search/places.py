"""Where the index of this host lies: folders below the data folder, one of them in use.

It must not write into an index; `loa index` alone does.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from loa.finding.index import FORMAT
from loa.search import slots

_CURRENT: Final = "current"


def host() -> str:
    """Return the name of this copy on this host."""
    return f"{socket.gethostname()}:{settings.HOME}"[:120]


def root() -> Path:
    """Return the folder that holds the indexes of this copy."""
    return Path(settings.HOME) / "index"


def current() -> str:
    """Return the name of the folder in use; empty where none is, or where it holds another format or other kinds."""
    file = root() / _CURRENT
    name = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    return name if name.startswith(_prefix()) and (root() / name / "meta.json").exists() else ""


def new_name(mark: str) -> str:
    """Return the name of a folder that does not exist yet."""
    return f"{_prefix()}{mark}"


def use(name: str) -> None:
    """Let readers go to a folder; they see the old one or the new one, never neither."""
    beside = root() / f"{_CURRENT}.new"
    beside.write_text(name, encoding="utf-8")
    beside.replace(root() / _CURRENT)


def remove_all_but(name: str) -> None:
    """Remove the folders that are not in use; what a reader still holds open stays readable to it."""
    for folder in root().iterdir():
        if folder.is_dir() and folder.name != name:
            shutil.rmtree(folder, ignore_errors=True)


def stamp_of(name: str) -> int:
    """Return what changes whenever something was written into the index of a folder."""
    return (root() / name / "meta.json").stat().st_mtime_ns


@contextlib.contextmanager
def only_writer() -> Iterator[bool]:
    """Hold the right to write; False where another process of this host holds it. A killed process holds nothing."""
    root().mkdir(parents=True, exist_ok=True)
    fd = os.open(root() / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _lock(fd)
    finally:
        os.close(fd)


def _lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _prefix() -> str:
    """Return what names of folders begin with: the format, and the kinds that are in it; a new kind needs a new index."""
    kinds = hashlib.blake2b(" ".join(sorted(kind.kind for kind in slots.kinds())).encode(), digest_size=4)
    return f"v{FORMAT}-{kinds.hexdigest()}-"
