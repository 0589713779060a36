"""Setting and removing the mailbox of an account's bounces; each act is one journal row."""

from __future__ import annotations

from django.db import transaction

from loa.channels.models import Account, AccountState
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.kinds.email import vault
from loa.kinds.email.errors import BadMailbox, NotEmail, PasswordMissing
from loa.kinds.email.models import Mailbox, Security
from loa.units.access import require
from loa.units.permissions import Permission

PORTS = frozenset({143, 993})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@transaction.atomic
def set_mailbox(
    *,
    actor: Author,
    account: Account,
    host: str,
    port: int,
    security: str,
    username: str,
    password: str = "",
) -> Mailbox:
    """Say where the account's bounces come in; an empty password keeps the one that is set.

    Raises: RightMissing, NotEmail, BadMailbox, PasswordMissing.
    """
    require(actor, Permission.CHANNELS_MANAGE, body=account.body)
    if account.kind != "email" or account.state == AccountState.CLOSED:
        raise NotEmail
    host, username = host.strip().lower(), username.strip()
    _check(host, port, security, username)
    given = {"host": host, "port": port, "security": security, "username": username}
    box, is_new = Mailbox.objects.select_for_update().get_or_create(account=account, defaults=given)
    if not password and not box.password:
        raise PasswordMissing
    if not is_new and (box.host, box.username) != (host, username):
        box.uid_validity, box.last_uid = None, 0  # another mailbox counts anew
    for name, value in given.items():
        setattr(box, name, value)
    if password:
        box.password = vault.seal(box.pk, password)
    box.failing_since, box.problem = None, ""
    box.save()
    _write(actor, "mailbox_set", account, host=host)
    return box


@transaction.atomic
def remove_mailbox(*, actor: Author, account: Account) -> None:
    """Read the mailbox no more and forget its password; what came in stays. Raises: RightMissing."""
    require(actor, Permission.CHANNELS_MANAGE, body=account.body)
    gone, _by_model = Mailbox.objects.filter(account=account).delete()
    if gone:
        _write(actor, "mailbox_removed", account)


def _check(host: str, port: int, security: str, username: str) -> None:
    """Refuse what could not be read or would send the password in clear. Raises: BadMailbox."""
    is_here = host in LOOPBACK
    plain = host and host.isascii() and host.isprintable() and not set(host) & set(' /@\\"')
    named = username and username.isascii() and username.isprintable() and not set(username) & set(' "\\')
    if not plain or not named or security not in Security.values:
        raise BadMailbox
    if not is_here and (security == Security.NONE or port not in PORTS):
        raise BadMailbox


def _write(actor: Author, verb: str, account: Account, **facts: object) -> None:
    journal.write(
        actor=actor, verb=f"email.{verb}", thing=f"channels.account:{account.pk}", facts=facts or None
    )
