"""The log says an outage in a line and keeps the traceback of everything else."""

import logging

import psycopg

from config.logs import Lines


def written(error: Exception, cause: Exception | None = None) -> str:
    error.__cause__ = cause
    caught = (type(error), error, None)
    record = logging.LogRecord("loa", logging.ERROR, "x", 1, "loop %s failed", ("jobs",), caught)
    return Lines("%(levelname)s %(message)s").format(record)


def test_a_lost_database_is_one_line_whatever_was_raised_over_it():
    away = psycopg.OperationalError("server closed the connection\n\tprobably it was killed")
    for error in (written(away), written(RuntimeError("wrapped"), away)):
        assert error == "ERROR loop jobs failed: the database is away (server closed the connection)"


def test_any_other_fault_is_written_out():
    assert written(ValueError("x")).endswith("ValueError: x")
