"""Periodic work of the journal: its head leaves the machine every day, old answers are forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.journal import heads, idempotency
from loa.journal.keyring import keyring
from loa.lib import clock


@app.periodic(cron="15 17 * * *")  # 00:15 in Viet Nam
@app.task(name="journal.export_head", queueing_lock="journal.export_head")
def run_export_head(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Write the signed head of the day."""
    heads.export_head(heads.default_file(), keyring().signing_key(), clock.now())


@app.periodic(cron="7 * * * *")
@app.task(name="journal.forget_expired", queueing_lock="journal.forget_expired")
def run_forget_expired(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Delete idempotency keys whose day is over."""
    idempotency.forget_expired(clock.now())
