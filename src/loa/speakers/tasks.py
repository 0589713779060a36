"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.speakers.actions import devices, pruning
from loa.speakers.actions.relays import relay_due


@app.periodic(cron="1 * * * *")
@app.task(name="speakers.refresh_devices", queueing_lock="speakers.refresh_devices")
def run_refresh_devices(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Tell devices what changed for them by the day, the noise rules or the server's keys."""
    devices.run_refresh()


@app.task(name="speakers.refresh_devices_now")
def run_refresh_now() -> None:
    """Tell devices what a changed noise rule means for them, at once."""
    devices.run_refresh()


@app.periodic(cron="7 * * * *")
@app.task(name="speakers.relay_due", queueing_lock="speakers.relay_due")
def run_relay_due(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Lay out the relays of the next seven days."""
    relay_due()


@app.periodic(cron="45 20 * * *")  # 03:45 in Viet Nam
@app.task(name="speakers.prune", queueing_lock="speakers.prune")
def run_prune(timestamp: int) -> int:  # noqa: ARG001  periodic tasks are told when they were due
    """Remove commands whose time is long over, and old refusals."""
    return pruning.run_prune()
