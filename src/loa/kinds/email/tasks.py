"""Periodic work of the room: what came back is taken in every few minutes."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.kinds.email import intake, reading


@app.periodic(cron="*/5 * * * *")
@app.task(name="email.read", queueing_lock="email.read", lock="email.read")
def read_mailboxes(timestamp: int) -> int:
    """Take in what came back to every bounce mailbox."""
    del timestamp
    return reading.read_all()


@app.periodic(cron="37 3 * * *")
@app.task(name="email.purge", queueing_lock="email.purge")
def purge(timestamp: int) -> int:
    """Remove what came back long ago."""
    del timestamp
    return intake.run_purge()
