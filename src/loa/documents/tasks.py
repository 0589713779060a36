"""Periodic work of the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.documents.actions import circulating, reminding


@app.periodic(cron="*/5 * * * *")
@app.task(name="documents.silent", queueing_lock="documents.silent")
def run_silent(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Show bodies whose deadline passed to themselves, and a day later to their superiors."""
    reminding.run_silent()


@app.periodic(cron="3 17 * * *")  # 00:03 in Viet Nam
@app.task(name="documents.reforms", queueing_lock="documents.reforms")
def run_reforms(timestamp: int) -> None:  # noqa: ARG001
    """Let copies follow the reforms whose day has come."""
    circulating.run_reforms()
