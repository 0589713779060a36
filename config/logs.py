"""One line a record; an outage of the database is one line too, however many calls it meets."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import psycopg


class Lines(logging.Formatter):
    """Writes a record as its line and its traceback, the latter left out where the database was merely away."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        away = _away(record.exc_info[1] if record.exc_info else None)
        if away is None:
            return super().format(record)
        short = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None})
        return f"{super().format(short)}: the database is away ({str(away).strip().partition(chr(10))[0]})"


def _away(error: BaseException | None) -> psycopg.OperationalError | None:
    return next((e for e in _chain(error) if isinstance(e, psycopg.OperationalError)), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
