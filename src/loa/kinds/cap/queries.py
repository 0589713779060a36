"""Reads of alerts; only those of live accounts are public."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max, QuerySet

from loa.channels.models import Account, Mode
from loa.kinds.cap.errors import NoSuchAlert
from loa.kinds.cap.models import Alert
from loa.lib import clock
from loa.units.queries import body_name

MOST = 200  # current alerts in one feed
_NAME = re.compile(r"([0-9A-Z-]{1,20})(?:\.([0-9]{1,4}))?")


@dataclass(frozen=True)
class Feed:
    """The alerts that hold now, the newest first; `account` is None for the feed of the whole site."""

    account: Account | None
    issuer: str
    alerts: list[Alert]
    updated_at: datetime

    @property
    def version(self) -> str:
        """Return a word that changes whenever anything the feed says does."""
        name = self.account.name if self.account else ""
        rows = [alert.pk for alert in self.alerts]
        said = (settings.PUBLIC_URL, self.issuer, name, rows, self.updated_at)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def live_accounts() -> QuerySet[Account]:
    """Return the accounts whose alerts the public may read: an address once given stays readable."""
    return Account.objects.filter(kind="cap", mode=Mode.LIVE).order_by("pk")


def public_alerts() -> QuerySet[Alert]:
    """Return every alert that stands on a public address."""
    return Alert.objects.filter(mode=Mode.LIVE, account__mode=Mode.LIVE).select_related("account")


def get_alert(account_id: int, name: str) -> Alert:
    """Return a public alert by the last part of its address, whether it holds or not.

    Raises: NoSuchAlert.
    """
    match = _NAME.fullmatch(name)
    found = (
        public_alerts().filter(account=account_id, code=match[1], number=int(match[2] or 1)).first()
        if match
        else None
    )
    if found is None:
        raise NoSuchAlert
    return found


def read_feed(account_id: int | None) -> Feed:
    """Return the current alerts of an account, or those of all issuers of the site.

    A message that another one updates or cancels leaves the feed with that one; a Cancel stays until it expires.

    Raises: NoSuchAlert.
    """
    account = live_accounts().filter(**({"pk": account_id} if account_id else {})).first()
    if account is None:
        raise NoSuchAlert
    rows = public_alerts().filter(**({"account": account_id} if account_id else {"is_local": False}))
    now = clock.now()
    current = rows.filter(ended_at=None, expires_at__gt=now).order_by("-sent_at", "-pk")
    return Feed(
        account=account if account_id else None,
        issuer=body_name(account.body_id) if account_id else "",
        alerts=list(current[:MOST]),
        updated_at=_changed_at(rows, now) or account.created_at,
    )


def find_by_key(account_id: int, key: str) -> Alert | None:
    """Return the alert that a delivery brought, if it did."""
    return Alert.objects.filter(account=account_id, keys__contains=[key]).first()


def list_published(account_id: int) -> list[tuple[str, str, datetime]]:
    """Return key, name and moment of every alert that stands under the account, once for each delivery."""
    rows = Alert.objects.filter(account=account_id).values_list("keys", "identifier", "sent_at")
    return [(key, identifier, at) for keys, identifier, at in rows for key in keys]


def _changed_at(rows: QuerySet[Alert], now: datetime) -> datetime | None:
    """Return when an alert was last issued or last left the feed by itself."""
    sent = rows.aggregate(at=Max("sent_at"))["at"]
    left = rows.filter(ended_at=None, expires_at__lte=now).aggregate(at=Max("expires_at"))["at"]
    return max(filter(None, (sent, left)), default=None)
