"""The two roles and the database: the owner migrates, the application works.

Whoever brings an own server runs the same statements there (docs/operations/settings.md).
"""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER, OWNER, APP, DATABASE = "postgres", "loa_owner", "loa_app", "loa"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")

GRANTS = """
GRANT USAGE ON SCHEMA public TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app};
"""


def connect(socket: Path, database: str = SUPERUSER, *, user: str = SUPERUSER) -> psycopg.Connection:
    """Open an autocommit connection through a socket folder."""
    return psycopg.connect(host=str(socket), dbname=database, user=user, autocommit=True)


def prepare_roles(socket: Path) -> None:
    """Create the owner and the application role where they are missing."""
    with connect(socket) as server:
        for role in (OWNER, APP):
            if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))


def prepare_database(socket: Path, name: str = DATABASE) -> bool:
    """Create a database that the owner fills and the application uses; return whether it was created.

    Safe to repeat: extensions and default privileges are stated again each time.
    """
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
    with connect(socket) as server:
        missing = not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if missing:
            server.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**names))
    with connect(socket, name) as server:
        offered = "SELECT name FROM pg_available_extensions WHERE name = ANY(%s)"
        for (extension,) in server.execute(offered, [list(EXTENSIONS)]).fetchall():
            server.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        server.execute(sql.SQL(GRANTS).format(**names))
    return missing
