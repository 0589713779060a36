"""Opening, pausing, closing accounts and changing what they send with; each act is one journal row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from loa.channels import registry, slots
from loa.channels.config import read_config, write_config
from loa.channels.errors import AccountClosed, BadConfig, WrongLegalKind
from loa.channels.models import Account, AccountState, LegalKind, Mode
from loa.channels.vault import seal_secret
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.journal.models import Entry
from loa.lib import clock
from loa.units.access import require
from loa.units.models import Body
from loa.units.permissions import Permission

LISTED_AFTER_LAST_SEND = timedelta(days=366)


@transaction.atomic
def open_account(
    *,
    actor: Author,
    body: Body,
    kind: str,
    name: str,
    mode: str = Mode.LIVE,
    legal_kind: str = LegalKind.NONE,
    config: Mapping[str, Any] | None = None,
    secret: str = "",
    secret_expires_at: datetime | None = None,
    rate_per_minute: int | None = None,
) -> Account:
    """Open an account of a body; from this moment it stands in the public register (charter 1).

    Raises: UnknownKind, BadConfig, WrongLegalKind, RightMissing.
    """
    require(actor, Permission.CHANNELS_MANAGE, body=body)
    plugin = registry.get(kind)
    if legal_kind != LegalKind.NONE and legal_kind not in plugin.legal_kinds:
        raise WrongLegalKind
    moment = clock.now()
    account = Account.objects.create(
        body=body,
        kind=kind,
        name=name,
        mode=mode,
        legal_kind=legal_kind,
        config=write_config(read_config(plugin, config or {})),
        rate_per_minute=rate_per_minute,
        listed_from=moment,
        created_at=moment,
        secret_expires_at=secret_expires_at,
    )
    if secret := secret or plugin.new_secret(mode):
        Account.objects.filter(pk=account.pk).update(secret=seal_secret(account.pk, secret))
        account.refresh_from_db()
    _write(actor, "opened", account, kind=kind, mode=mode, legal_kind=legal_kind)
    return account


@transaction.atomic
def change_account(
    *,
    actor: Author,
    account: Account,
    name: str | None = None,
    config: Mapping[str, Any] | None = None,
    rate_per_minute: int | None = None,
) -> Account:
    """Change name, settings or pace (messages a minute, 0 for no limit) of an account that is not closed.

    Raises: BadConfig, AccountClosed, RightMissing.
    """
    account = _locked(actor, account)
    if config is not None:
        account.config = write_config(read_config(registry.get(account.kind), config))
    account.name = name or account.name
    if rate_per_minute is not None:
        account.rate_per_minute = rate_per_minute or None
    account.save(update_fields=["name", "config", "rate_per_minute"])
    _write(actor, "changed", account, fields=sorted(config or {}))
    return account


@transaction.atomic
def rotate_secret(
    *, actor: Author, account: Account, secret: str, expires_at: datetime | None = None
) -> Account:
    """Replace the account's secret; the old one is gone. The journal learns only that it happened.

    Raises: RightMissing, AccountClosed, BadConfig where the kind takes none from an officer.
    """
    if not registry.get(account.kind).keeps_secret:
        raise BadConfig
    account = _locked(actor, account)
    account.secret = seal_secret(account.pk, secret)
    account.secret_expires_at = expires_at
    account.save(update_fields=["secret", "secret_expires_at"])
    _write(actor, "secret_rotated", account)
    return account


def pause_account(*, actor: Author, account: Account, reason: str) -> Account:
    """Stop sending through an account until it is resumed."""
    return _move(actor, account, AccountState.ACTIVE, AccountState.PAUSED, "paused", reason)


def resume_account(*, actor: Author, account: Account) -> Account:
    """Let a paused account send again."""
    return _move(actor, account, AccountState.PAUSED, AccountState.ACTIVE, "resumed", "")


@transaction.atomic
def halt_account(*, account_id: int, code: str, title: str) -> bool:
    """Pause an account whose own provider refuses it, and tell once whoever manages it; its messages stay queued.

    `code` is a stable word for the journal, `title` the sentence of the notice. False when it did not stand active.
    """
    rows = Account.objects.select_for_update(of=("self",)).select_related("body")
    account = rows.filter(pk=account_id, state=AccountState.ACTIVE).first()
    if account is None:
        return False
    account.state = AccountState.PAUSED
    account.save(update_fields=["state"])
    entry = _write(SYSTEM, "halted", account, why=code)
    path = f"/desk/channels/{account.pk}/"
    slots.tell(slots.Trouble(account.body, f"{entry.thing}:halted:{entry.pk}", title[:240], path))
    return True


@transaction.atomic
def close_account(*, actor: Author, account: Account, reason: str) -> Account:
    """Close an account for good and forget its secret; it stays listed for a year after its last send."""
    account = _locked(actor, account)
    account.state = AccountState.CLOSED
    account.secret = ""
    account.listed_until = (account.last_sent_at or clock.now()) + LISTED_AFTER_LAST_SEND
    account.save(update_fields=["state", "secret", "listed_until"])
    _write(actor, "closed", account, reason=journal.masked(reason))
    return account


def _move(actor: Author, account: Account, old: str, new: str, verb: str, reason: str) -> Account:
    with transaction.atomic():
        account = _locked(actor, account)
        if account.state != old:
            raise AccountClosed(state=account.state)
        account.state = new
        account.save(update_fields=["state"])
        _write(actor, verb, account, reason=journal.masked(reason))
        return account


def _locked(actor: Author, account: Account) -> Account:
    """Return the row, locked, after checking right and state. Raises: RightMissing, AccountClosed."""
    require(actor, Permission.CHANNELS_MANAGE, body=account.body)
    row = Account.objects.select_for_update().get(pk=account.pk)
    if row.state == AccountState.CLOSED:
        raise AccountClosed(state=row.state)
    return row


def _write(actor: Author, verb: str, account: Account, **facts: object) -> Entry:
    return journal.write(
        actor=actor, verb=f"channels.{verb}", thing=f"channels.account:{account.pk}", facts=facts
    )
