"""Webhooks to other systems: signed once for each endpoint, serialised once for each content, never twice by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels import registry
from loa.channels.base import OWN_SERVER, Core, Endpoint, Message, Outcome, Outlet, Result, Shown
from loa.channels.errors import BadConfig, OutsideAllowList
from loa.channels.fanout import OneByOne
from loa.channels.models import Mode
from loa.channels.payloads import whole
from loa.channels.threads import in_thread
from loa.kinds.webhook import rules, standing
from loa.kinds.webhook.calling import body_of, call, policy_of
from loa.kinds.webhook.canary import canary
from loa.kinds.webhook.config import WebhookConfig
from loa.kinds.webhook.sources import Address
from loa.lib import clock
from loa.lib.safe_http import SafeClient

_TYPES = {
    "": "bulletin.issued",
    "correction": "bulletin.corrected",
    "withdrawal": "bulletin.withdrawn",
    "supersede": "bulletin.superseded",
}
_BODIES_KEPT = 16
_Place = tuple[asyncio.AbstractEventLoop, int, WebhookConfig]


class WebhookKind(OneByOne[WebhookConfig]):
    """The protocol of `loa.channels.base.Kind` over Standard Webhooks; the receiver keeps the id, so a repeat is one."""

    key = "webhook"
    label = gettext_lazy("Webhook (hệ thống khác)")
    has_idempotency_key = True
    has_one_provider = False
    keeps_secret = False
    canary_modes = ("live", "exercise", "test")
    takes_markup = True
    endpoints = (
        Endpoint(OWN_SERVER, ("POST",), "hand bulletins to registered endpoints", ("https", "http")),
    )
    retry_waits = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 57_600)  # at most 58 h: a dispatch lasts 72 h
    Config = WebhookConfig

    def __init__(self) -> None:
        self._clients: dict[_Place, tuple[SafeClient, AsyncExitStack]] = {}
        self._bodies: dict[int, tuple[Mapping[str, Any], bytes]] = {}

    def check_config(self, config: WebhookConfig) -> None:
        """Refuse what the sending loop would cut off or could not use."""
        if not 1 <= config.answer_within <= 30:
            raise BadConfig(_("Thời gian chờ trả lời phải từ 1 đến 30 giây. Hãy nhập lại."))
        if not 1 <= config.connections <= 256:
            raise BadConfig(_("Số kết nối cùng lúc phải từ 1 đến 256. Hãy nhập lại."))

    def render(self, core: Core) -> dict[str, Any]:
        """Return the event: its type and everything a reader may know; `title` names it in our own lists."""
        data = whole(core) | {"mode": core.mode}
        return {"title": data["title"], "type": _TYPES[core.relation], "data": data}

    def preview(self, payload: Mapping[str, Any]) -> list[Shown]:
        """Return what stands in the event's data; the rest is for machines."""
        return super().preview(payload["data"])

    async def send_one(self, outlet: Outlet[WebhookConfig], message: Message) -> Result:
        """Call the endpoint with the event, signed for it."""
        address = message.address
        if not isinstance(address, Address) or not address.keys:
            return Result.failed(message, "no_address", _("Không mở được địa chỉ nhận."), temporary=True)
        check_url(self, outlet.mode, address)
        client = await self._client(outlet)
        result = await call(client, message, address, self._body(message.content))
        await _remember(message, address, result, clock.now())
        return result

    async def canary(self, outlet: Outlet[WebhookConfig], token: str) -> Result:
        """Send a signed event to an address of our own."""
        return await canary(outlet, token)

    async def close(self) -> None:
        """Close the lines of this event loop."""
        own = asyncio.get_running_loop()
        for place in [p for p in self._clients if p[0] is own]:
            _client, stack = self._clients.pop(place)
            await stack.aclose()

    async def _client(self, outlet: Outlet[WebhookConfig]) -> SafeClient:
        """Return the account's own lines in this event loop; who still sends under older settings keeps those lines."""
        place = (asyncio.get_running_loop(), outlet.id, outlet.config)
        if place not in self._clients:
            stack = AsyncExitStack()
            made = SafeClient(policy_of(outlet.mode, outlet.config), connections=outlet.config.connections)
            self._clients[place] = (await stack.enter_async_context(made), stack)
        return self._clients[place][0]

    def _body(self, content: Mapping[str, Any]) -> bytes:
        """Return the bytes of a content, made once while its dispatch is under way."""
        known = self._bodies.get(id(content))
        if known and known[0] is content:
            return known[1]
        if len(self._bodies) >= _BODIES_KEPT:
            self._bodies.clear()
        body = body_of(content)
        self._bodies[id(content)] = (content, body)
        return body


@lru_cache(maxsize=4096)
def check_url(kind: WebhookKind, mode: str, url: str) -> None:
    """Refuse a scheme that the mode must not use: live calls are encrypted. Raises: OutsideAllowList."""
    parts = urlsplit(url)
    if mode == Mode.LIVE and parts.scheme != "https":
        raise OutsideAllowList(kind=kind.key, scheme=parts.scheme)
    registry.check_call(kind, "POST", url, own_host=parts.hostname or "")


async def _remember(message: Message, address: Address, result: Result, now: datetime) -> None:
    """Keep the endpoint's bad days; nothing is written while all goes well, or between the first and the last of them."""
    is_good = result.state == Outcome.DELIVERED
    if rules.is_news(is_good=is_good, code=result.code, failing_since=address.failing_since, now=now):
        await in_thread(standing.note, message.receiver, is_good=is_good, code=result.code)
