"""Periodic work of the desk: signals at the end of every hour, the digest in the morning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.press.actions.digests import run_digests
from loa.press.actions.signals import find_signals


@app.periodic(cron="4 * * * *")
@app.task(name="press.find_signals", queueing_lock="press.find_signals")
def run_find_signals(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Look at the hour that has just ended; what was still on its way then has come in."""
    find_signals()


@app.periodic(cron="50 23 * * *")  # 06:50 in Viet Nam, before the morning's letter
@app.task(name="press.run_digests", queueing_lock="press.run_digests")
def run_daily_digests(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Tell everybody who chose topics what the day before had of them."""
    run_digests()
