"""A webhook account tests itself: an event signed and called like any other, to an address of our own that checks it."""

from __future__ import annotations

import time

from django.conf import settings
from django.urls import reverse

from loa.channels import canaries
from loa.channels.base import Message, Outcome, Outlet, Result
from loa.channels.errors import NoSuchCanary
from loa.channels.own_site import policy
from loa.journal.keyring import keyring
from loa.kinds.webhook.calling import body_of, call
from loa.kinds.webhook.config import WebhookConfig
from loa.kinds.webhook.signing import is_signed
from loa.kinds.webhook.sources import Address
from loa.lib.safe_http import SafeClient

FRESH = 300  # seconds that the moment in a signature may be off


async def canary(outlet: Outlet[WebhookConfig], token: str) -> Result:
    """Call our own address; only what that one has seen, signed rightly, counts as arrived."""
    url = settings.PUBLIC_URL + reverse("webhook_canary:arrive", args=[outlet.id, token])
    address = Address(url, (_key(outlet.id, token),))
    message = Message.of_canary(outlet, address)
    content = {"type": "canary", "data": {"account": outlet.id, "mode": outlet.mode}}
    async with SafeClient(policy(outlet.mode), connections=1) as client:
        result = await call(client, message, address, body_of(content), message_id=f"canary-{token}")
    return Result.accepted(message, result.provider_id) if result.state == Outcome.DELIVERED else result


def arrive(*, account_id: int, token: str, message_id: str, moment: str, signed: str, body: bytes) -> None:
    """Take what came to our own address as arrived when its signature holds.

    Raises: NoSuchCanary for anything else, whatever is wrong with it.
    """
    at = int(moment) if moment.isascii() and moment.isdigit() and len(moment) < 12 else 0
    if abs(time.time() - at) > FRESH or canaries.find_open(account_id, token) is None:
        raise NoSuchCanary
    if not is_signed([_key(account_id, token)], signed, message_id, at, body):
        raise NoSuchCanary
    canaries.seen(account_id, token)


def _key(account_id: int, token: str) -> bytes:
    """Return the key of one test, known to whoever holds our keyring."""
    return keyring().lookup(f"{account_id} {token}", field="webhook.canary").encode()
