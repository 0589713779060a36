"""A private PostgreSQL server for one test run: fast, empty for every test, gone afterwards.

It must not be used for data that anyone wants to keep: it never waits for the disk.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from loa.ops import postgres

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "idle_in_transaction_session_timeout": "0",
}
TEMPLATE = "loa_template"


@dataclass
class Run:
    """The folder of one test run; several processes share the server in it."""

    folder: Path
    server: postgres.Server | None = None

    @property
    def socket(self) -> Path:
        """Return the folder of the server's socket."""
        return self.folder / "run"

    def stop(self) -> None:
        """Stop the server, if this process started it; its guard removes the folder."""
        if self.server:
            self.server.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def prepare_template(self, migrate: Callable[[str], None]) -> None:
        """Migrate one template, once per run, by whichever process comes first."""
        done = self.folder / "migrated"
        with self._alone():
            if done.exists():
                return
            postgres.prepare_database(self.socket, TEMPLATE)
            migrate(TEMPLATE)
            done.touch()

    def renew(self, database: str) -> None:
        """Give a database the state of the template, ending whoever is connected to it."""
        name = sql.Identifier(database)
        with postgres.connect(self.socket) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            copy = "CREATE DATABASE {} TEMPLATE {} OWNER {}"
            parts = (name, sql.Identifier(TEMPLATE), sql.Identifier(postgres.OWNER))
            server.execute(sql.SQL(copy).format(*parts))

    def drop(self, database: str) -> None:
        """Drop a database, ending whoever is connected to it."""
        with postgres.connect(self.socket) as server:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )


def start_run() -> Run:
    """Start a server in a new short-named folder that its unprivileged user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="loa-test-", dir="/tmp"))
    folder.chmod(0o711)
    programs = postgres.find_binaries(os.environ.get("LOA_POSTGRES", ""), copy_to=folder)
    cluster = postgres.Cluster(
        programs,
        folder / "data",
        folder / "run",
        folder / "postgres.log",
        settings=SETTINGS,
        durable=False,
        stop_signals="QUIT:3",
    )
    cluster.create()
    run = Run(folder, cluster.start(print, remove=folder))
    postgres.prepare_roles(run.socket)
    return run
