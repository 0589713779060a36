"""Periodic work of the room: the ledger is laid beside what the channels say they have."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.delivery import comparing


@app.periodic(cron="20 21 * * *")  # 04:20 in Viet Nam
@app.task(name="delivery.compare", queueing_lock="delivery.compare")
def compare(timestamp: int) -> int:
    """List what only a channel has and what only the ledger has."""
    del timestamp
    return comparing.run_all()
