"""Jobs of the room: take ids, re-read, call an action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.audience import actions, letters


@app.task(queue="audience", retry=5)
def send_link(*, contact_id: int) -> None:
    """Send the link that a request from the public form asked for."""
    letters.send_link(contact_id)


@app.periodic(cron="17 3 * * *")
@app.task(queue="audience", queueing_lock="audience.purge")
def purge(timestamp: int) -> int:
    """Remove addresses that nobody confirmed in time."""
    del timestamp
    return actions.run_purge()
