"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.units.actions import bodies


@app.periodic(cron="5 17 * * *")  # 00:05 in Viet Nam
@app.task(name="units.tell_due_changes", queueing_lock="units.tell_due_changes")
def run_tell_due_changes(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Tell higher rooms of reforms of organisation whose day has come."""
    bodies.tell_due_changes()
