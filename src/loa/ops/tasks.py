"""Periodic work of the room: those who look after the product are told what stands badly, before they look."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.ops import watching


@app.periodic(cron="11,41 * * * *")
@app.task(name="ops.watch", queueing_lock="ops.watch")
def run_watch(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Tell administrators of what fails."""
    watching.run_watch()
