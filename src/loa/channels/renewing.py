"""Renews secrets that end soon with the provider that gave them, one renewal of an account at a time.

A token that renews itself counts once: a second call with it would be refused, or end both. So a renewal holds the account's
own lock of the database, on whatever host it runs; the lock falls with its connection, and no transaction is open meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from loa.channels import reach, registry
from loa.channels.actions import halt_account
from loa.channels.base import Kind, Outlet, Permanent, Renewed
from loa.channels.models import Account, AccountState
from loa.channels.queries import outlet
from loa.channels.vault import seal_secret
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.errors import DomainError

log = logging.getLogger(__name__)
LOCKS = 7_301
"""The first half of the database's advisory locks of this module; the second is the account."""


def run_due() -> int:
    """Renew every secret whose time has come; return how many were renewed."""
    able = {kind.key: kind.renews_before for kind in registry.all_kinds() if kind.renews_before}
    accounts = Account.objects.filter(kind__in=able, secret_expires_at__isnull=False).exclude(secret="")
    ids = accounts.exclude(state=AccountState.CLOSED).order_by("secret_expires_at").values_list("pk", "kind")
    return sum(renew(account_id, able[kind]) for account_id, kind in ids)


def renew(account_id: int, before: timedelta | None) -> bool:
    """Renew one account's secret where it ends within `before`; False where it does not, or another is at it.

    A provider that refuses halts the account: its messages wait, its keepers are told once. What is only away for a
    moment is tried again with the next turn.
    """
    with _alone(account_id) as alone:
        account = Account.objects.get(pk=account_id) if alone else None
        if account is None or before is None or not _is_due(account, before):
            return False
        try:
            given = _ask(registry.get(account.kind), outlet(account))
        except Permanent as refusal:
            _halt(account, refusal.code)
            return False
        except (DomainError, TimeoutError) as error:
            log.warning("the secret of account %s was not renewed (%s)", account_id, error)
            return False
        _keep(account, given)
        return True


def _is_due(account: Account, before: timedelta) -> bool:
    """Say whether it still has to be renewed: another may have done it while this one waited its turn."""
    ends_at = account.secret_expires_at
    return account.state == AccountState.ACTIVE and ends_at is not None and ends_at - clock.now() <= before


def _ask(kind: Kind[Any], spoken: Outlet[Any]) -> Renewed:
    async def ask() -> Renewed:
        try:
            with reach.sending(spoken.mode):
                async with asyncio.timeout(kind.patience):
                    return await kind.renew(spoken)
        finally:
            await kind.close()

    return asyncio.run(ask())


@transaction.atomic
def _keep(account: Account, given: Renewed) -> None:
    """Store the new secret; the journal learns only that it happened."""
    sealed = seal_secret(account.pk, given.secret)
    Account.objects.filter(pk=account.pk).update(secret=sealed, secret_expires_at=given.expires_at)
    thing = f"channels.account:{account.pk}"
    journal.write(actor=SYSTEM, verb="channels.secret_renewed", thing=thing, facts={})


def _halt(account: Account, code: str) -> None:
    title = _(
        "Bên cung cấp không gia hạn khóa của “%(name)s”. Kênh tạm dừng; hãy lấy khóa mới rồi cho gửi tiếp."
    ) % {"name": account.name}
    halt_account(account_id=account.pk, code=code, title=title)


@contextmanager
def _alone(account_id: int) -> Iterator[bool]:
    """Hold the account's lock, and say whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, account_id])
        (free,) = cursor.fetchone()
    try:
        yield bool(free)
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, account_id])
