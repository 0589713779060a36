"""Rebuilds a copy from a backup: keys are checked first, the queue starts paused, erasures are done again.

It must not touch a database that holds anything.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from psycopg import sql

from loa.lib.errors import DomainError
from loa.ops import backup, database, home, prepare, queue
from loa.ops.backup import DUMP, FILES, FORMAT, MANIFEST, Manifest
from loa.ops.errors import OpsError

Say = Callable[[str], None]
MODULE = "recovery"  # a room's module with after_restore() -> str
REASON = "restored from a backup; check it, then run `loa queue resume`"
BLOCK = 2**20


def check_members(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Make sure that every member is whole before anything is written.

    Raises: OpsError naming the first damaged one.
    """
    for name in manifest.sha256:
        _read(archive, manifest, name, len)


@contextmanager
def opened(source: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """Open a backup and read what it says about itself.

    Raises: OpsError when it is no backup, was cut short or is of another format.
    """
    try:
        with tarfile.open(source) as archive:
            stored = archive.extractfile(MANIFEST)
            assert stored
            manifest = Manifest(**json.loads(stored.read()))
            if manifest.format != FORMAT:
                raise OpsError(
                    f"{source} has format {manifest.format}; this version reads {FORMAT}. Use the matching Loa."
                )
            yield archive, manifest
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError, AssertionError) as error:
        raise OpsError(f"{source} is no complete backup ({error}). Take another one.") from error


def check_keys(manifest: Manifest) -> None:
    """Make sure that every key the backup needs is here and is the same one.

    Raises: OpsError naming the ids that are missing or different.
    """
    try:
        held = backup.key_checks()
    except DomainError as error:
        needed = ", ".join(sorted(manifest.keys))
        raise OpsError(
            f"This backup needs the keys {needed}. {error} Put the key file at {settings.KEYRING_FILE}."
        ) from error
    wrong = sorted(name for name, check in manifest.keys.items() if held.get(name) != check)
    if wrong:
        raise OpsError(
            f"The keys {', '.join(wrong)} of this backup are missing or different in {settings.KEYRING_FILE}. "
            "Put the right key file there; without it contacts stay unreadable. Nothing was changed."
        )


def read(source: Path, say: Say) -> Manifest:
    """Fill this copy's empty database and files from a backup.

    1. The keys and all digests are checked; 2. the database must be empty; 3. the queue is paused; 4. the database is filled in
    one transaction, then the files; 5. newer migrations run; 6. every room does again what must outlive a backup.

    Raises: OpsError when a step cannot be done; before step 4 is complete nothing remains of it.
    """
    with opened(source) as (archive, manifest):
        check_keys(manifest)
        say("checking the backup's own digests")
        check_members(archive, manifest)
        home.make_folders()
        with database.running(say):
            _check_empty()
            with database.connect() as connection:
                queue.pause(connection, REASON)
                connection.execute(forget_default_grants())
            say(f"filling the database as of {manifest.made_at}")
            _fill_database(archive, manifest)
            _fill_files(archive, manifest, say)
            prepare.migrate(say)
            for line in run_hooks():
                say(line)
    return manifest


def _check_empty() -> None:
    with database.connect() as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if row and row[0]:
        raise OpsError(
            f"The database of {settings.HOME} is not empty ({row[0]} tables); a backup is restored into an empty one. "
            "Set LOA_HOME to a new folder, put the keys there and run `loa restore` again."
        )
    if any(settings.FILES_DIR.iterdir()):
        raise OpsError(
            f"{settings.FILES_DIR} holds files already; set LOA_HOME or LOA_FILES_DIR to a new folder."
        )


def _fill_database(archive: tarfile.TarFile, manifest: Manifest) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dump, chosen = Path(folder) / DUMP, Path(folder) / "list"
        _unpack(archive, manifest, DUMP, dump)
        listed = list_dump(dump)
        chosen.write_text("\n".join(line for line in listed if " EXTENSION " not in line))
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--use-list", str(chosen))
        backup.run_tool("pg_restore", *options, str(dump))


def forget_default_grants() -> sql.Composed:
    """Return the statements that let new tables start without grants.

    A dump states each table's grants in full but takes none away, so default grants of the empty database would
    hand the application rights that a migration had revoked, such as changing the journal. The dump brings the
    default grants back at its end.
    """
    names = {alias: sql.Identifier(settings.DATABASES[alias]["USER"]) for alias in ("owner", "default")}
    statement = (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public REVOKE ALL ON {kind} FROM {default};"
    )
    kinds = ("TABLES", "SEQUENCES", "FUNCTIONS")
    return sql.Composed([sql.SQL(statement).format(kind=sql.SQL(kind), **names) for kind in kinds])


def list_dump(dump: Path) -> list[str]:
    """Return the lines of a dump's table of contents; extensions were made by the superuser beforehand."""
    return backup.run_local("pg_restore", "--list", str(dump)).splitlines()


def _fill_files(archive: tarfile.TarFile, manifest: Manifest, say: Say) -> None:
    names = [name for name in manifest.sha256 if name.startswith(f"{FILES}/")]
    for number, name in enumerate(names, 1):
        target = (settings.FILES_DIR / name.removeprefix(f"{FILES}/")).resolve()
        if not target.is_relative_to(settings.FILES_DIR.resolve()):
            raise OpsError(f"The backup names a file outside its place: {name}. Do not trust it.")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _unpack(archive, manifest, name, target)
        if number % 1000 == 0:
            say(f"files: {number} of {len(names)}")


def _unpack(archive: tarfile.TarFile, manifest: Manifest, name: str, target: Path) -> None:
    with target.open("wb") as file:
        _read(archive, manifest, name, file.write)


def _read(archive: tarfile.TarFile, manifest: Manifest, name: str, take: Callable[[bytes], int]) -> None:
    """Hand a member on block by block. Raises: OpsError when it is not as it was written."""
    source, digest = archive.extractfile(name), hashlib.sha256()
    assert source
    while block := source.read(BLOCK):
        digest.update(block)
        take(block)
    if digest.hexdigest() != manifest.sha256[name]:
        raise OpsError(f"{name} in the backup is damaged. Take another backup; nothing was changed.")


def run_hooks() -> Iterator[str]:
    """Let every room do again what must outlive a backup, such as erasures; yield what each one says."""
    for room in apps.get_app_configs():
        name = f"{room.name}.{MODULE}"
        if room.name.startswith("loa.") and importlib.util.find_spec(name):
            yield f"{room.label}: {importlib.import_module(name).after_restore()}"
