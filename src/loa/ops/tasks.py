"""Periodic work of the room: what stands badly is told before anybody looks; the charter is checked every day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.ops import watching
from loa.ops.charter.actions import check_charter


@app.periodic(cron="11,41 * * * *")
@app.task(name="ops.watch", queueing_lock="ops.watch")
def run_watch(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Tell administrators of what fails."""
    watching.run_watch()


@app.periodic(cron="25 19 * * *")  # 02:25 in Viet Nam
@app.task(name="ops.check_charter", queueing_lock="ops.check_charter")
def run_check_charter(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Look whether everything that holds the charter stands, for the public page."""
    check_charter()
