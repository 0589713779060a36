"""Webhooks to other systems: signed once for each endpoint, serialised once for each content, never twice by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels import registry
from loa.channels.base import OWN_SERVER, Core, Endpoint, Kind, Message, Outcome, Outlet, Result, Shown
from loa.channels.errors import BadConfig, OutsideAllowList
from loa.channels.fanout import as_they_come
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


class WebhookKind(Kind[WebhookConfig]):
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
        self._clients: dict[tuple[int, int], tuple[WebhookConfig, SafeClient, AsyncExitStack]] = {}

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

    async def send(self, outlet: Outlet[WebhookConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Call every endpoint at once and yield the results in the order of the answers."""
        client = await self._client(outlet)
        bodies = {
            place: body_of(content) for place, content in {id(m.content): m.content for m in messages}.items()
        }
        calls = (self._one(client, outlet, message, bodies[id(message.content)]) for message in messages)
        async for result in as_they_come(calls):
            yield result

    async def canary(self, outlet: Outlet[WebhookConfig], token: str) -> Result:
        """Send a signed event to an address of our own."""
        return await canary(outlet, token)

    async def close(self) -> None:
        """Close the lines of this event loop."""
        own = id(asyncio.get_running_loop())
        for place in [p for p in self._clients if p[0] == own]:
            _config, _client, stack = self._clients.pop(place)
            await stack.aclose()

    async def _client(self, outlet: Outlet[WebhookConfig]) -> SafeClient:
        """Return the account's own lines in this event loop, opened anew where its settings changed."""
        place = (id(asyncio.get_running_loop()), outlet.id)
        known = self._clients.get(place)
        if known and known[0] == outlet.config:
            return known[1]
        if known:
            await known[2].aclose()
        stack = AsyncExitStack()
        made = SafeClient(policy_of(outlet.mode, outlet.config), connections=outlet.config.connections)
        self._clients[place] = (outlet.config, await stack.enter_async_context(made), stack)
        return self._clients[place][1]

    async def _one(
        self, client: SafeClient, outlet: Outlet[WebhookConfig], message: Message, body: bytes
    ) -> Result:
        address = message.address
        if not isinstance(address, Address) or not address.keys:
            return Result.failed(message, "no_address", _("Không mở được địa chỉ nhận."), temporary=True)
        try:
            check_url(self, outlet.mode, address)
        except OutsideAllowList as error:
            return Result.from_error(message, error)
        result = await call(client, message, address, body)
        await _remember(message, address, result, clock.now())
        return result


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
