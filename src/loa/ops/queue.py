"""Pauses and resumes all sending and background work of one database.

The mark is the comment of the database itself: every worker on every machine sees it, a restored database can
carry it from its first moment, and it needs no table. Only the owner can write it.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

MARK = "loa: queue paused: "

READ = """
SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
"""


def pause(connection: psycopg.Connection, reason: str) -> None:
    """Stop all workers of this database within seconds, for a reason that is shown."""
    _comment(connection, sql.Literal(MARK + reason))


def resume(connection: psycopg.Connection) -> None:
    """Let the workers go on."""
    _comment(connection, sql.SQL("NULL"))


def paused(connection: psycopg.Connection) -> str | None:
    """Return why the queue is paused, or None when it runs."""
    row = connection.execute(READ).fetchone()
    comment = row[0] if row else None
    return comment.removeprefix(MARK) if comment and comment.startswith(MARK) else None


def _comment(connection: psycopg.Connection, text: sql.Composable) -> None:
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, text))
