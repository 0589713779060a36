"""Issuing an alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from loa.channels.models import Account
from loa.kinds.cap.config import CapConfig
from loa.kinds.cap.errors import NothingToCancel
from loa.kinds.cap.models import Alert
from loa.kinds.cap.writing import Place, alert_of, expiry_of
from loa.lib import clock
from loa.lib.cap import MsgType, Reference, write_alert
from loa.lib.clock import HANOI

_CANCELS = "withdrawal"


@transaction.atomic
def publish(*, account_id: int, config: CapConfig, key: str, payload: Mapping[str, Any]) -> Alert:
    """Issue the bulletin as an alert; the same key or the same words issue once.

    1. What it corrects, supersedes or withdraws becomes the chain it belongs to. 2. It is written as Alert, Update or
    Cancel with references to every message of the chain. 3. Those end in the same act. The account is locked
    meanwhile, so that moments follow the order of the commits. The release has its journal row already.

    Raises:
        NothingToCancel: a withdrawal of what the account never issued.
        loa.lib.cap.Unwritable: CAP does not allow the alert.

    """
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    own = Alert.objects.filter(account=account)
    if known := own.filter(keys__contains=[key]).first():
        return known
    same = own.filter(code=payload["code"]).order_by("-number").first()
    if same and same.payload == payload:
        Alert.objects.filter(pk=same.pk).update(keys=[*same.keys, key])
        return same
    return _issue(account, config, key, payload, same)


def _issue(
    account: Account, config: CapConfig, key: str, payload: Mapping[str, Any], same: Alert | None
) -> Alert:
    sent = clock.now().astimezone(HANOI).replace(microsecond=0)
    earlier = same or _corrected(account, payload["corrects"])
    chain = _chain(earlier) if earlier else []
    number = same.number + 1 if same else 1
    place = Place(
        sender=config.sender,
        identifier=_identifier(account, config, payload["code"], number),
        sent=sent,
        mode=account.mode,
        msg_type=_type(payload, chain),
        references=tuple(map(_reference, chain)),
    )
    alert = Alert.objects.create(
        account=account,
        mode=account.mode,
        series=chain[0] if chain else None,
        code=payload["code"],
        number=number,
        sender=place.sender,
        identifier=place.identifier,
        msg_type=place.msg_type,
        keys=[key],
        payload=dict(payload),
        xml=write_alert(alert_of(payload, place, config)).decode(),
        corrects=payload["corrects"],
        is_local=bool(payload["is_local"]),
        sent_at=sent,
        expires_at=expiry_of(payload, sent, config.hours),
    )
    _end(chain, sent)
    return alert


def _corrected(account: Account, code: str) -> Alert | None:
    """Return the latest message about the bulletin that is corrected, superseded or withdrawn."""
    return Alert.objects.filter(account=account, code=code).order_by("-number").first() if code else None


def _chain(alert: Alert) -> list[Alert]:
    """Return every message of the chain, the first one first."""
    first = alert.series or alert
    return [first, *first.later.order_by("sent_at", "pk")]


def _type(payload: Mapping[str, Any], chain: list[Alert]) -> MsgType:
    if payload["relation"] == _CANCELS:
        if not chain:
            raise NothingToCancel
        return MsgType.CANCEL
    return MsgType.UPDATE if chain else MsgType.ALERT


def _reference(alert: Alert) -> Reference:
    return Reference(alert.sender, alert.identifier, alert.sent_at.astimezone(HANOI))


def _end(chain: list[Alert], at: datetime) -> None:
    Alert.objects.filter(pk__in=[alert.pk for alert in chain], ended_at=None).update(ended_at=at)


def _identifier(account: Account, config: CapConfig, code: str, number: int) -> str:
    """Return a name that no other alert in the world has. Source: CAP 1.2, 3.2.1 identifier."""
    prefix = config.prefix or urlsplit(settings.PUBLIC_URL).hostname
    again = "" if number == 1 else f".{number}"
    return f"{prefix}.{account.pk}.{code}{again}"
