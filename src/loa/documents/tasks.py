"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.documents.actions import reminding


@app.periodic(cron="*/5 * * * *")
@app.task(name="documents.silent", queueing_lock="documents.silent")
def run_silent(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Show bodies whose deadline passed to themselves, and a day later to their superiors."""
    reminding.run_silent()
