"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.documents.actions import reminding, taking_in


@app.periodic(cron="*/5 * * * *")
@app.task(name="documents.silent", queueing_lock="documents.silent")
def run_silent(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Show bodies whose deadline passed to themselves, and a day later to their superiors."""
    reminding.run_silent()


@app.periodic(cron="40 3 * * *")
@app.task(name="documents.intakes", queueing_lock="documents.intakes")
def run_intakes(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Take away files that were dropped in and that nobody confirmed for 14 days."""
    taking_in.run_old_intakes()
