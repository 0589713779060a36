"""Checks of the accounts: kinds that are not installed, settings that no longer fit, secrets that die soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from loa.channels.models import Account, AccountState
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


CHECKS: list[Check] = [accounts, secrets]
