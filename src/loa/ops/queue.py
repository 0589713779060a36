"""Pauses and resumes all sending and background work of one database, by the mark of `loa.delivery.pausing`."""

from __future__ import annotations

import psycopg
from psycopg import sql

from loa.delivery.pausing import MARK, READ, reason_in


def pause(connection: psycopg.Connection, reason: str) -> None:
    """Stop all workers of this database within seconds, for a reason that is shown."""
    _comment(connection, sql.Literal(MARK + reason))


def resume(connection: psycopg.Connection) -> None:
    """Let the workers go on."""
    _comment(connection, sql.SQL("NULL"))


def paused(connection: psycopg.Connection) -> str | None:
    """Return why the queue is paused, or None when it runs."""
    row = connection.execute(READ).fetchone()
    return reason_in(row[0] if row else None)


def _comment(connection: psycopg.Connection, text: sql.Composable) -> None:
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, text))
