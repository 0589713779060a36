"""Periodic work of the room: accounts test themselves, certificates are looked at; one run on an officer's word."""

from __future__ import annotations

from procrastinate.contrib.django import app

from loa.channels import canaries, certificates, renewing


@app.periodic(cron="*/5 * * * *")
@app.task(name="channels.canaries", queueing_lock="channels.canaries")
def run_canaries(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Mark what did not arrive in time, then send the canaries that are due."""
    canaries.run_overdue()
    canaries.run_due()


@app.task(queue="canaries")
def test_one(*, run_id: int) -> None:
    """Send the canary that an officer asked for."""
    canaries.run_one(run_id)


@app.periodic(cron="35 20 * * *")  # 03:35 in Viet Nam
@app.task(name="channels.prune_canaries", queueing_lock="channels.prune_canaries")
def run_prune(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Forget runs older than a month."""
    canaries.run_prune()


@app.periodic(cron="5 23 * * *")  # 06:05 in Viet Nam, before offices open
@app.task(name="channels.certificates", queueing_lock="channels.certificates")
def run_certificates(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Look at the certificates of the site and of the servers that accounts send through."""
    certificates.run_check()


@app.periodic(cron="*/5 * * * *")
@app.task(name="channels.renew", queueing_lock="channels.renew")
def run_renewals(timestamp: int) -> None:  # noqa: ARG001  periodic tasks are told when they were due
    """Renew the secrets that end soon, where their provider gives new ones."""
    renewing.run_due()
