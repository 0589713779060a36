"""What this web process can see of itself."""

from __future__ import annotations

from django.db import Error, connection


def database_answers() -> bool:
    """Say whether the database answers a question put to it now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
