"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.speakers.actions import devices


@app.periodic(cron="1 * * * *")
@app.task(name="speakers.refresh_devices", queueing_lock="speakers.refresh_devices")
def run_refresh_devices(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Tell devices what changed for them by the day, the noise rules or the server's keys."""
    devices.run_refresh()
