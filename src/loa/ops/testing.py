"""A private PostgreSQL server for one test run: fast, empty for every test, gone afterwards.

It must not be used for data that anyone wants to keep: it never waits for the disk.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
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

TABLES = """
SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
SEQUENCES = """
SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value IS NOT NULL
  FROM pg_sequences WHERE schemaname = 'public'
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Contents:
    """What a database holds: a digest per filled table, the names of empty ones, the sequences."""

    filled: dict[str, str]
    empty: frozenset[str]
    sequences: dict[str, tuple[int, bool]]


def look(connection: psycopg.Connection) -> Contents:
    """Read the contents of a database of few rows."""
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    holding = filled_tables(connection, tables)
    digests = {
        name: connection.execute(
            sql.SQL("SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} AS t").format(sql.SQL(name))
        ).fetchall()[0][0]
        for name in holding
    }
    sequences = {name: (value, called) for name, value, called in connection.execute(SEQUENCES).fetchall()}
    return Contents(digests, frozenset(tables) - set(holding), sequences)


def filled_tables(connection: psycopg.Connection, tables: list[str]) -> list[str]:
    """Return those of the tables that hold a row."""
    asked = (f"SELECT {name!r} WHERE EXISTS (SELECT FROM {name})" for name in tables)  # noqa: S608  names of the catalogue
    return [name for (name,) in connection.execute(sql.SQL(" UNION ALL ".join(asked))).fetchall()]


@dataclass
class Run:
    """The folder of one test run; several processes share the server in it."""

    folder: Path
    server: postgres.Server | None = None
    template: Contents | None = field(default=None, repr=False)

    @property
    def socket(self) -> Path:
        """Return the folder of the server's socket."""
        return self.folder / "run"

    def stop(self) -> None:
        """Stop the server, if this process started it; its guard removes the folder."""
        if self.server:
            self.server.stop()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the other processes of the run out for a moment."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def prepare_template(self, migrate: Callable[[str], None]) -> None:
        """Migrate one template, once per run, by whichever process comes first."""
        done = self.folder / "migrated"
        with self.alone():
            if done.exists():
                return
            postgres.prepare_database(self.socket, TEMPLATE)
            migrate(TEMPLATE)
            done.touch()

    def create(self, database: str) -> None:
        """Make a database anew from the template, ending whoever is connected to it."""
        name = sql.Identifier(database)
        with postgres.connect(self.socket) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            copy = "CREATE DATABASE {} TEMPLATE {} OWNER {}"
            parts = (name, sql.Identifier(TEMPLATE), sql.Identifier(postgres.OWNER))
            server.execute(sql.SQL(copy).format(*parts))
        with postgres.connect(self.socket, database) as connection:
            self.template = look(connection)

    def renew(self, database: str) -> None:
        """Give a database the template's contents again, ending whoever is connected to it.

        Rows are deleted past all triggers and rights, which is many times quicker than a new copy; only a
        change to rows that came with the migrations asks for the copy.
        """
        assert self.template
        with postgres.connect(self.socket, database) as connection:
            connection.execute(END_OTHERS)
            if self._emptied(connection, self.template):
                return
        self.create(database)

    def _emptied(self, connection: psycopg.Connection, wanted: Contents) -> bool:
        """Undo what a test committed; return False when a copy of the template is needed."""
        tables = {name for (name,) in connection.execute(TABLES).fetchall()}
        if not (wanted.empty | set(wanted.filled)) <= tables:
            return False
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for name in filled_tables(connection, sorted(wanted.empty)):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.SQL(name)))
            for name in tables - wanted.empty - set(wanted.filled):
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.SQL(name)))
            for name, value, called in connection.execute(SEQUENCES).fetchall():
                if (before := wanted.sequences.get(name)) and before != (value, called):
                    connection.execute("SELECT setval(%s, %s, %s)", [name, *before])
        return look(connection) == wanted

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
