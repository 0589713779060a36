"""Writes one file from which a copy can be rebuilt: the database and the stored files, never the keys.

The manifest is the last member, so a file that was cut short has none and is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from loa.lib import clock
from loa.lib.keyfile import Key, load_keys
from loa.ops import database, saved
from loa.ops.errors import OpsError

Say = Callable[[str], None]
FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
LAST = "last_backup"  # where the last one was written, for the drill


@dataclass
class Manifest:
    """What a backup holds and which keys its values need."""

    format: int = FORMAT
    made_at: str = ""
    loa: str = ""
    postgresql: int = 0
    keys: dict[str, str] = field(
        default_factory=dict
    )  # key id: check value, which tells nothing about the key
    sha256: dict[str, str] = field(default_factory=dict)  # member: digest

    def text(self) -> bytes:
        """Return the manifest as it is stored."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def key_checks() -> dict[str, str]:
    """Return the ids of the keys held, each with a value that shows whether another keyring's key is the same."""
    return {key.id: _check(key) for key in load_keys(str(settings.KEYRING_FILE), os.environ.get("LOA_KEYS"))}


def _check(key: Key) -> str:
    return hmac.new(key.secret, b"loa backup: is this the same key?", hashlib.sha256).hexdigest()[:16]


class Digesting(io.RawIOBase):
    """A stream that remembers the digest of what was read through it."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        """Say yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self._source.read(size)
        self.digest.update(data)
        return data


def write(target: Path, say: Say) -> Manifest:
    """Write a backup beside its place and move it there when it is complete.

    Raises: OpsError when the place is taken or the database cannot be dumped.
    """
    if target.exists():
        raise OpsError(f"{target} exists already; name another file.")
    if not target.parent.is_dir():
        raise OpsError(f"The folder {target.parent} does not exist; make it first.")
    part = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            manifest = _write(file, say)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        (settings.HOME / LAST).write_text(str(target))
    finally:
        part.unlink(missing_ok=True)
    _note(target, manifest, say)
    return manifest


def _note(target: Path, manifest: Manifest, say: Say) -> None:
    """Note the backup for the page of the machine's state; it is whole also where that fails."""
    made = datetime.fromisoformat(manifest.made_at)
    try:
        saved.append(saved.Backup(made, target.name, target.stat().st_size, len(manifest.sha256)))
    except OSError as error:
        say(f"the backup is whole, but {saved.default_file()} could not be written ({error.strerror})")


def _write(file: IO[bytes], say: Say) -> Manifest:
    with database.connect() as connection:
        manifest = Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            loa=version("loa"),
            postgresql=connection.info.server_version // 10000,
            keys=key_checks(),
        )
    with tarfile.open(fileobj=file, mode="w") as archive, tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        say("dumping the database")
        run_tool("pg_dump", "--format=custom", "--file", dump)
        _add(archive, manifest, DUMP, dump)
        paths = sorted(p for p in settings.FILES_DIR.rglob("*") if p.is_file())
        for number, path in enumerate(paths, 1):
            with suppress(FileNotFoundError):  # erased since the list was made
                _add(archive, manifest, f"{FILES}/{path.relative_to(settings.FILES_DIR)}", path)
            if number % 1000 == 0:
                say(f"files: {number} of {len(paths)}")
        entry = tarfile.TarInfo(MANIFEST)
        text = manifest.text()
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return manifest


def _add(archive: tarfile.TarFile, manifest: Manifest, name: str, path: Path) -> None:
    with path.open("rb") as source:
        entry = archive.gettarinfo(arcname=name, fileobj=source)
        stream = Digesting(source)
        archive.addfile(entry, stream)
    manifest.sha256[name] = stream.digest.hexdigest()


def run_tool(name: str, *arguments: str | Path) -> str:
    """Run one of PostgreSQL's client programs as the owner of the tables; return what it printed.

    Raises: OpsError with its last words when it fails.
    """
    place = conninfo_to_dict(database.conninfo("owner"))
    password = place.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    return run_local(name, f"--dbname={make_conninfo('', **place)}", *arguments, **secret)


def run_local(name: str, *arguments: str | Path, **env: str) -> str:
    """Run one of PostgreSQL's programs without a connection; return what it printed.

    Raises: OpsError with its last words when it fails.
    """
    command = [database.programs().tool(name), *arguments]
    done = subprocess.run(
        command, env={**os.environ, **env}, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise OpsError(f"{name} failed: {' / '.join(done.stderr.strip().splitlines()[-6:])}")
    return done.stdout
