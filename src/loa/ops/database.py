"""The database of this copy: our own server, or the one that DATABASE_URL names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from config import paths, settings
from loa.ops import home, postgres
from loa.ops.errors import OpsError

Say = Callable[[str], None]


def own_cluster() -> postgres.Cluster:
    """Return this copy's own cluster, whether or not it exists or runs."""
    place = settings.HOME
    copy_to = place if postgres.server_user() else None
    programs = postgres.find_binaries(settings.POSTGRES, copy_to=copy_to)
    return postgres.Cluster(programs, place / "postgres", paths.socket_dir(), place / "log" / "postgres.log")


def start_own(say: Say, lock: home.Lock, *, cancelled: Callable[[], bool] = lambda: False) -> postgres.Server:
    """Create what is missing, start the server and prepare roles and database."""
    cluster = own_cluster()
    if cluster.create():
        home.note_prepared("")
        say(
            f"database: created {cluster.data} (PostgreSQL {cluster.binaries.major}, {cluster.binaries.origin})"
        )
    server = cluster.start(say, keep_open=(lock.fd,), cancelled=cancelled)
    try:
        postgres.prepare_roles(cluster.socket)
        postgres.prepare_database(cluster.socket)
    except BaseException:
        server.stop()
        raise
    return server


def answers(alias: str = "default") -> bool:
    """Say whether the database takes a connection under one of the two roles."""
    try:
        with connect(alias, timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def connect(alias: str = "owner", *, timeout: int = 10) -> psycopg.Connection:
    """Open an autocommit connection outside Django, as the owner unless said otherwise."""
    return psycopg.connect(conninfo(alias), connect_timeout=timeout, autocommit=True)


def conninfo(alias: str = "owner") -> str:
    """Return libpq's connection text of an alias in the settings."""
    place = settings.DATABASES[alias]
    parts = {
        "dbname": place["NAME"],
        "user": place["USER"],
        "password": place["PASSWORD"],
        "host": place["HOST"],
        "port": place["PORT"],
        **place.get("OPTIONS", {}),
    }
    return psycopg.conninfo.make_conninfo("", **{name: value for name, value in parts.items() if value})


@contextmanager
def running(say: Say) -> Iterator[None]:
    """Have the database answer for the length of a command, starting our own server if nobody did.

    Raises: OpsError when it is somebody else's server and does not answer.
    """
    if answers():
        yield
        return
    if not settings.OWN_DATABASE:
        raise OpsError(
            "The server that DATABASE_URL names does not answer. Start it or correct DATABASE_URL."
        )
    home.make_folders()
    lock = home.take_lock(say)
    try:
        server = start_own(say, lock)
        try:
            yield
        finally:
            server.stop()
    finally:
        lock.release()


def programs() -> postgres.Binaries:
    """Return the programs that come with the server, pg_dump and pg_restore among them."""
    return postgres.find_binaries(settings.POSTGRES)
