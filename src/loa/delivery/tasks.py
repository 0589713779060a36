"""Periodic work of the room: what nobody reported is asked about, the ledger is laid beside what the channels have."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.delivery import asking, comparing


@app.periodic(cron="20 21 * * *")  # 04:20 in Viet Nam
@app.task(name="delivery.compare", queueing_lock="delivery.compare")
def compare(timestamp: int) -> int:
    """List what only a channel has and what only the ledger has."""
    del timestamp
    return comparing.run_all()


@app.periodic(cron="50 * * * *")
@app.task(name="delivery.ask", queueing_lock="delivery.ask")
def ask(timestamp: int) -> int:
    """Ask the channels about what they never reported, once its time is over."""
    del timestamp
    return asking.run_due()
