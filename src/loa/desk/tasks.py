"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.desk.imports import work


@app.periodic(cron="23 * * * *")
@app.task(name="desk.erase_left_tables", queueing_lock="desk.erase_left_tables")
def run_erase_left(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Erase uploaded tables that nobody brought in within a day."""
    work.run_erase_left()
