"""The mark by which all sending of one database is paused: the comment of the database itself.

Every worker on every machine sees it, a restored database can carry it from its first moment, and it needs no
table. Only the owner can write it (`loa queue pause`).
"""

from __future__ import annotations

from django.db import connection

MARK = "loa: queue paused: "

READ = """
SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
"""


def reason_in(comment: str | None) -> str | None:
    """Return why the queue is paused, from the database's comment, or None when it runs."""
    return comment.removeprefix(MARK) if comment and comment.startswith(MARK) else None


def paused() -> str | None:
    """Return why the queue is paused, or None when it runs."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        return reason_in(cursor.fetchone()[0])
