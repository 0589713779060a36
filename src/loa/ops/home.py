"""The data folder of this copy: its parts, its lock and the key files made once.

It must not open anything to other users but the way to the database's own folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from config import settings
from loa.lib.crypt import Keyring
from loa.ops.errors import OpsError

PATIENCE = 25.0  # seconds; a killed run's children are gone after 10


@dataclass
class Lock:
    """The right to run this copy; it lasts as long as any process that holds the descriptor."""

    fd: int

    def release(self) -> None:
        """Give the right up."""
        os.close(self.fd)


def make_folders() -> None:
    """Make the data folder and its parts: the folder itself can be walked through, keys and files are closed."""
    home = settings.HOME
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(0o755)
    for folder in (home / "keys", settings.FILES_DIR):
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
    for folder in (home / "log", settings.STATIC_ROOT):
        folder.mkdir(exist_ok=True)


def take_lock(say: Callable[[str], None]) -> Lock:
    """Take the data folder for this run, waiting for what a killed run left to end.

    Raises: OpsError when another run is alive.
    """
    path = settings.HOME / "lock"
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    began, told = time.monotonic(), False
    while not _try_lock(fd):
        holder = path.read_text().strip()
        if holder.isdigit() and _alive(int(holder)):
            raise OpsError(
                f"Loa already runs on {settings.HOME} (process {holder}). Stop it, or set another LOA_HOME."
            )
        if time.monotonic() - began > PATIENCE:
            raise OpsError(
                f"Processes of an earlier run still hold {path}. End them (`fuser {path}`) and start again."
            )
        if not told:
            say("waiting for the processes of an earlier run to end")
            told = True
        time.sleep(0.1)
    os.ftruncate(fd, 0)
    os.pwrite(fd, str(os.getpid()).encode(), 0)
    return Lock(fd)


def _try_lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def code_digest() -> str:
    """Return a digest of the names, sizes and times of all files that decide on tables and static files."""
    parts = [settings.ROOT / name for name in ("config", "src", "static", "uv.lock")]
    files = (path for part in parts for path in (part.rglob("*") if part.is_dir() else [part]))
    digest = hashlib.sha256(str(settings.DEBUG).encode())
    for path in sorted(path for path in files if path.suffix != ".pyc"):
        state = path.stat()
        if not path.is_dir():
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def prepared() -> bool:
    """Say whether tables and static files were brought up to date with this very code."""
    stamp = settings.HOME / "prepared"
    return stamp.exists() and stamp.read_text() == code_digest()


def note_prepared(digest: str) -> None:
    """Note which code the tables and static files are up to date with; an empty digest says none."""
    (settings.HOME / "prepared").write_text(digest)


def make_keys() -> list[str]:
    """Create the key files that are missing; return one line for each that was made."""
    made = []
    folder = settings.HOME / "keys"
    if not os.environ.get("LOA_SECRET_KEY") and not (folder / "secret_key").exists():
        write_private(folder / "secret_key", secrets.token_urlsafe(50))
        made.append(f"keys: made {folder / 'secret_key'} (signs sessions)")
    if not os.environ.get("LOA_KEYS") and not settings.KEYRING_FILE.exists():
        Keyring.generate().save(str(settings.KEYRING_FILE))
        made.append(f"keys: made {settings.KEYRING_FILE}; keep a copy elsewhere, backups never hold it")
    return made


def write_private(path: Path, text: str) -> None:
    """Write a small file that only its owner can read, whole or not at all."""
    part = path.with_name(path.name + ".new")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
