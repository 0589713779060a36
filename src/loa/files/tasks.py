"""Periodic work of the file store."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.files import actions


@app.periodic(cron="40 19 * * *")  # 02:40 in Viet Nam
@app.task(name="files.sweep_unused", queueing_lock="files.sweep_unused")
def run_sweep_unused(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Delete bytes that no row names."""
    actions.sweep_unused()
