"""One signed call through the safe door, and what its answer means: 2xx is arrival, 410 the end, the rest comes again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from loa.channels import reach
from loa.channels.base import Message, Result
from loa.channels.models import Mode
from loa.kinds.webhook.config import WebhookConfig
from loa.kinds.webhook.rules import GONE, PORTS
from loa.kinds.webhook.signing import signature
from loa.kinds.webhook.sources import Address
from loa.lib.border import BorderError, UnknownOutcome
from loa.lib.safe_http import Policy, SafeClient

_ANSWER_BYTES = 16 * 1024
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_MAY_MEND = frozenset({"status", "redirect", "tls"})  # said by the other side, or mended there


def policy_of(mode: str, config: WebhookConfig) -> Policy:
    """Return where a call of this mode may go: live to public addresses, others to this machine and the listed ones."""
    if mode == Mode.LIVE:
        return Policy(ports=PORTS, max_bytes=_ANSWER_BYTES, cut=True, seconds=config.answer_within)
    listed = (*_LOOPBACK, *map(str, reach.own_networks()))
    return Policy(
        listed=listed,
        only_listed=True,
        ports=frozenset(),
        max_bytes=_ANSWER_BYTES,
        cut=True,
        seconds=config.answer_within,
    )


def body_of(content: Mapping[str, Any]) -> bytes:
    """Return the bytes that are sent and signed for a content."""
    told = {"type": content["type"], "data": content["data"]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


async def call(
    client: SafeClient, message: Message, address: Address, body: bytes, *, message_id: str = ""
) -> Result:
    """Send the body once and say what came of it; the id is the delivery's key, the same at every attempt."""
    moment, own_id = int(time.time()), message_id or message.key
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Loa-Webhooks/1",
        "Accept-Encoding": "identity",
        "webhook-id": own_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(address.keys, own_id, moment, body),
    }
    try:
        answer = await client.request("POST", str(address), headers=headers, body=body)
    except BorderError as error:
        return _failed(message, error)
    return Result.delivered(message, f"HTTP {answer.status}")


def _failed(message: Message, error: BorderError) -> Result:
    """Return the result of a call that did not succeed.

    An answer, whatever its number, says that the message was not taken; only silence leaves that unknown.
    """
    if error.facts.get("status") == 410:
        return Result.failed(message, GONE, _("Bên nhận trả lời 410: không nhận nữa."))
    if error.code in _MAY_MEND:
        after = error.facts.get("retry_after")
        wait = float(after) if isinstance(after, int | float) else None
        return Result.failed(message, error.code, error.text, temporary=True, retry_after=wait)
    if isinstance(error, UnknownOutcome):
        return Result.unknown(message, error.code, error.text)
    return Result.from_error(message, error)
