"""Jobs of the room: take ids, re-read, call an action."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from loa.audience import actions, asking, letters


@app.task(queue="audience", retry=5)
def send_link(*, contact_id: int) -> None:
    """Send the link that a request from the public form asked for."""
    letters.send_link(contact_id)


@app.task(queue="audience", retry=5)
def take_request(*, asked_id: str) -> None:
    """Take a request of the public form."""
    asking.take_request(UUID(asked_id))


@app.periodic(cron="17 3 * * *")
@app.task(queue="audience", queueing_lock="audience.purge")
def purge(timestamp: int) -> int:
    """Remove addresses that nobody confirmed in time."""
    del timestamp
    return actions.run_purge() + asking.run_purge()
