"""Brings the database's tables and the static files up to what this code needs.

It must not be needed by the web or the workers: `loa up` runs it before they start.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import LockNotAvailable

from loa.ops.charter.actions import check_charter

Say = Callable[[str], None]
LOCK_WAIT = 2_000
"""Milliseconds that a change of a table waits for those who use it; as long, everybody else waits behind it."""
TRIES = 60


def pending_migrations() -> list[str]:
    """Return the migrations that the database lacks, as "room.name", in order."""
    connection = connections["owner"]
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate(say: Say) -> int:
    """Apply what is pending as the owner of the tables; return how many migrations ran."""
    pending = pending_migrations()
    if pending:
        say(f"migrations: applying {len(pending)}, from {pending[0]} to {pending[-1]}")
        patiently(lambda: call_command("migrate", database="owner", verbosity=0, interactive=False), say)
        _check_charter(say)
    connections["owner"].close()
    return len(pending)


def patiently(change: Callable[[], object], say: Say) -> None:
    """Change tables as their owner without holding up a site that runs: give way where they are in use, and try again.

    What was done is kept: each migration is a transaction of its own. Raises: OperationalError after so many tries.
    """
    owner = connections["owner"]
    for left in reversed(range(TRIES)):
        with owner.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_WAIT}ms"])
        try:
            change()
        except OperationalError as error:
            if not (isinstance(error.__cause__, LockNotAvailable) and left):
                raise
            say("migrations: a table is in use; giving way and trying again")
            time.sleep(LOCK_WAIT / 1_000)
        else:
            break
    with owner.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def _check_charter(say: Say) -> None:
    """Look whether the tables as they are now hold the charter, and say so where they do not."""
    try:
        faults = check_charter().faults
    except DatabaseError as error:
        say(f"charter: not checked ({error}); run `loa charter verify`")
    else:
        for fault in faults:
            say(f"charter: rule {fault.rule}: {fault.key} is {fault.state}; see `loa charter verify`")


def collect_static(say: Say) -> bool:
    """Copy and compress the static files when any of them changed; return whether they did."""
    stamp = settings.STATIC_ROOT / ".inputs"
    inputs = _static_inputs()
    if stamp.exists() and stamp.read_text() == inputs:
        return False
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    say("static files: collecting")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(inputs)
    return True


def _static_inputs() -> str:
    """Return a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            stamp = f"{name}\0{storage.size(name)}\0{storage.get_modified_time(name)}\0"
            digest.update(stamp.encode())
    return digest.hexdigest()
