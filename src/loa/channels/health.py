"""Checks of the accounts: kinds not installed, settings that no longer fit, tests that fail, what ends soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from loa.channels import rules, standings
from loa.channels.models import Account, AccountState, Certificate
from loa.channels.queries import outlet
from loa.lib import clock
from loa.lib.errors import DomainError
from loa.lib.health import Check, Finding, fail, ok, warn

SECRET_WARNING = timedelta(days=7)


def accounts() -> Iterator[Finding]:
    """Check that every account that is not closed could send."""
    open_accounts = Account.objects.exclude(state=AccountState.CLOSED).order_by("pk")
    broken = 0
    for account in open_accounts:
        try:
            outlet(account)
        except DomainError as error:
            broken += 1
            mend = "open the account on the channels page and correct it, or close it"
            yield fail("channels", f"account {account.pk} ({account.kind}): {error}", mend)
    if not broken:
        yield ok("channels", f"{open_accounts.count()} accounts are usable")


def secrets() -> Iterator[Finding]:
    """Check that no access token dies within a week."""
    soon = Account.objects.filter(secret_expires_at__lt=clock.now() + SECRET_WARNING)
    for account in soon.exclude(state=AccountState.CLOSED).order_by("pk"):
        seen = f"the access token of account {account.pk} ({account.kind}) ends {account.secret_expires_at:%Y-%m-%d %H:%M}"
        yield warn("channels", seen, "get a new token from the provider and put it in on the channels page")


def canaries() -> Iterator[Finding]:
    """Check that every live account came through its last test, and that tests are made at all."""
    lines = standings.live_lines()
    for line in lines:
        name = f"account {line.account.pk} ({line.account.kind})"
        if line.word == standings.Word.BAD and line.last:
            seen = f"{name} did not come through its test of {line.last.started_at:%Y-%m-%d %H:%M} UTC ({line.last.code})"
            yield fail(
                "canary",
                seen,
                "open the account on the channels page, read the reason, then press “Thử ngay”",
            )
        if line.word == standings.Word.SILENT:
            mend = "see whether `loa worker` runs and whether the queue is paused"
            yield warn("canary", f"{name} made no test for two hours", mend)
    if not any(line.word in standings.TROUBLED for line in lines):
        yield ok(
            "canary",
            f"{sum(line.word in standings.WELL for line in lines)} accounts came through their last test",
        )


def certificates() -> Iterator[Finding]:
    """Check that no certificate that we depend on ends within three weeks, and that each could be looked at."""
    now, seen = clock.now(), 0
    for row in Certificate.objects.order_by("ends_at", "host"):
        days = rules.notice_days(row.ends_at, now) if row.ends_at else None
        if row.ends_at and days is not None:
            kind = warn if days > 7 else fail
            yield kind(
                "certificate",
                f"{row} ends {row.ends_at:%Y-%m-%d %H:%M} UTC",
                "renew it, or ask who keeps that server",
            )
        elif row.problem:
            yield warn(
                "certificate",
                f"{row} could not be looked at: {row.problem}",
                "see whether the server answers there",
            )
        else:
            seen += 1
    if seen:
        yield ok("certificate", f"{seen} are good for more than three weeks")


CHECKS: list[Check] = [accounts, secrets, canaries, certificates]
