"""Where a call goes and what its headers say: live ones to the listed services, others to the account's simulator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from loa.channels import reach
from loa.channels.models import Mode
from loa.kinds.webpush.config import WebpushConfig
from loa.kinds.webpush.payloads import seconds_to_live, topic_of
from loa.kinds.webpush.subscriptions import Subscription
from loa.lib.safe_http import Policy

_ANSWER_BYTES = 16 * 1024
_LOOPBACK = ("127.0.0.0/8", "::1/128")


def policy_of(mode: str, config: WebpushConfig) -> Policy:
    """Return where calls of this mode may go; the names of the services are held by the kind's allow-list."""
    common: dict[str, Any] = {"max_bytes": _ANSWER_BYTES, "cut": True, "seconds": config.answer_within}
    if mode == Mode.LIVE:
        return Policy(ports=frozenset({443}), **common)
    listed = (*_LOOPBACK, *map(str, reach.own_networks()))
    return Policy(listed=listed, only_listed=True, ports=frozenset(), **common)


def address_of(mode: str, config: WebpushConfig, to: Subscription) -> str:
    """Return the address to call: the browser's own, or a stand-in for it at the simulator of an exercise or test."""
    if mode == Mode.LIVE:
        return to.endpoint
    return f"{config.simulator.rstrip('/')}/{hashlib.sha256(to.endpoint.encode()).hexdigest()[:40]}"


def origin_of(url: str) -> str:
    """Return the service behind an address, as its signed word must name it (RFC 8292 §2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def headers_of(content: Mapping[str, Any], to: Subscription, word: str, now: datetime) -> dict[str, str]:
    """Return what the service must know: who sends, how urgent, how long to keep it, what it replaces."""
    return {
        "Authorization": word,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Accept-Encoding": "identity",
        "TTL": str(seconds_to_live(content, now)),
        "Topic": topic_of(content, to),
        "Urgency": "high" if content["urgent"] else "normal",
    }
