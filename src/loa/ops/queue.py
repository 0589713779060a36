"""Pauses and resumes all sending and background work of one database.

The mark is a setting of the database itself, so that every worker on every machine sees it and a restored
database can carry it from its first moment. It is written by the owner, read by the application.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

MARK = "loa.queue_paused"

READ = """
SELECT split_part(entry, '=', 2)
  FROM pg_db_role_setting, unnest(setconfig) AS entry
 WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND setrole = 0 AND entry LIKE 'loa.queue_paused=%'
"""


def pause(connection: psycopg.Connection, reason: str) -> None:
    """Stop all workers of this database within seconds, for a reason that is shown."""
    statement = sql.SQL("ALTER DATABASE {} SET {} = {}")
    connection.execute(statement.format(_database(connection), sql.SQL(MARK), sql.Literal(reason)))


def resume(connection: psycopg.Connection) -> None:
    """Let the workers go on."""
    connection.execute(sql.SQL("ALTER DATABASE {} RESET {}").format(_database(connection), sql.SQL(MARK)))


def paused(connection: psycopg.Connection) -> str | None:
    """Return why the queue is paused, or None when it runs."""
    row = connection.execute(READ).fetchone()
    return row[0] if row else None


def _database(connection: psycopg.Connection) -> sql.Identifier:
    return sql.Identifier(connection.info.dbname)
