"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.tasks import tables


@app.periodic(cron="27 * * * *")
@app.task(name="tasks.erase_left_tables", queueing_lock="tasks.erase_left_tables")
def run_erase_left_tables(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Erase uploaded tables that nobody brought in within a day."""
    tables.erase_left()
