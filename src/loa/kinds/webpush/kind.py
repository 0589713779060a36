"""Notifications in browsers: sealed for each one, signed for each service, a correction in the place of its original."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels import reach, registry
from loa.channels.base import OWN_SERVER, Core, Endpoint, Kind, Message, Outlet, Result, Shown
from loa.channels.errors import BadConfig
from loa.channels.models import LegalKind, Mode
from loa.kinds.webpush import queries, standing, subscriptions, vapid
from loa.kinds.webpush.answers import GONE, REFUSED, answer_to, refused
from loa.kinds.webpush.calling import address_of, headers_of, origin_of, policy_of
from loa.kinds.webpush.config import WebpushConfig
from loa.kinds.webpush.payloads import content_of, letter_of, sealed
from loa.lib import clock
from loa.lib.border import BorderError
from loa.lib.safe_http import SafeClient

_PURPOSE = "hand messages to the push service of a browser"


class WebpushKind(Kind[WebpushConfig]):
    """The protocol of `loa.channels.base.Kind` over Web Push (RFC 8030, 8291, 8292)."""

    key = "webpush"
    label = gettext_lazy("Thông báo trên trình duyệt")
    legal_kinds = (LegalKind.PORTAL.value,)
    has_one_provider = False
    keeps_secret = False
    endpoints = (
        *(Endpoint(host, ("POST",), _PURPOSE) for host in subscriptions.SERVICES),
        Endpoint(OWN_SERVER, ("POST",), "the simulator of exercises and tests", ("http", "https")),
    )
    patience = 90.0  # 64 at once over 16 lines take four turns of 15 s at worst
    Config = WebpushConfig

    def __init__(self) -> None:
        self._clients: dict[tuple[int, int], tuple[WebpushConfig, SafeClient, AsyncExitStack]] = {}
        self._words = vapid.Words()

    def check_config(self, config: WebpushConfig) -> None:
        """Refuse what services would refuse, the loop would cut off, or an exercise must not reach."""
        name, _at, host = config.contact.partition("@")
        if not (name and "." in host) or any(c in config.contact for c in ' \r\n<>,;"'):
            raise BadConfig(_("Địa chỉ thư của cơ quan chưa đúng. Hãy nhập dạng thongbao@coquan.gov.vn."))
        if not 1 <= config.answer_within <= 15:
            raise BadConfig(_("Thời gian chờ trả lời phải từ 1 đến 15 giây. Hãy nhập lại."))
        if not 16 <= config.connections <= 256:
            raise BadConfig(_("Số kết nối cùng lúc phải từ 16 đến 256. Hãy nhập lại."))
        if config.simulator and not _is_own(config.simulator):
            raise BadConfig(
                _("Máy chủ giả lập phải đặt trên máy này, ví dụ http://127.0.0.1:9100. Hãy nhập lại.")
            )

    def new_secret(self, mode: str) -> str:
        """Return the key pair of the live accounts, or a fresh one where none stands.

        A browser can be written to under one key only, and every body that serves an area writes to the same people.
        """
        return (queries.live_key() if mode == Mode.LIVE else "") or vapid.new_key()

    def render(self, core: Core) -> dict[str, Any]:
        """Return title, text and the lines below it, short enough to be sealed into one record."""
        return content_of(core)

    def preview(self, payload: Mapping[str, Any]) -> list[Shown]:
        """Return the notification as a browser shows it, with the page that its press opens."""
        return [
            Shown("title", payload["title"]),
            Shown("text", f"{payload['text']}\n{payload['lines']}"),
            Shown("line", payload["url"], _("Bấm vào thì mở")),
        ]

    async def send(self, outlet: Outlet[WebpushConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Call for every browser, as many at once as the account allows; once the account is refused, no other."""
        client = await self._client(outlet)
        places = asyncio.Semaphore(outlet.config.connections)
        halted: list[str] = []
        calls = [
            asyncio.create_task(self._in_turn(places, halted, client, outlet, message))
            for message in messages
        ]
        try:
            for done in asyncio.as_completed(calls):
                yield await done
        finally:
            for open_call in calls:
                open_call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

    async def close(self) -> None:
        """Close the lines of this event loop."""
        own = id(asyncio.get_running_loop())
        for place in [p for p in self._clients if p[0] == own]:
            _config, _client, stack = self._clients.pop(place)
            await stack.aclose()

    async def _client(self, outlet: Outlet[WebpushConfig]) -> SafeClient:
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

    async def _in_turn(
        self,
        places: asyncio.Semaphore,
        halted: list[str],
        client: SafeClient,
        outlet: Outlet[WebpushConfig],
        message: Message,
    ) -> Result:
        async with places:
            if halted:
                return refused(message, halted[0])
            result = await self._one(client, outlet, message)
            if result.code == GONE:
                await standing.forget(message)
            if result.code.startswith(REFUSED) and not halted:
                halted.append(result.code)
                await standing.halt(outlet, result.code)
            return result

    async def _one(self, client: SafeClient, outlet: Outlet[WebpushConfig], message: Message) -> Result:
        config, to = outlet.config, subscriptions.read(message.address)
        if outlet.mode == Mode.LIVE and to.key != vapid.public_key(outlet.secret):
            reason = _("Trình duyệt này đăng ký dưới khóa cũ của trang; chủ máy cần bật lại thông báo.")
            return Result.failed(message, "push_other_key", reason)
        if outlet.mode != Mode.LIVE and not config.simulator:
            reason = _("Tài khoản diễn tập chưa có máy chủ giả lập. Hãy nhập ở trang kênh rồi gửi lại.")
            return Result.failed(message, "no_simulator", reason)
        url = address_of(outlet.mode, config, to)
        word = self._words.header(outlet.secret, origin_of(url), config.contact)
        try:
            own = "" if outlet.mode == Mode.LIVE else urlsplit(url).hostname or ""
            registry.check_call(self, "POST", url, own_host=own)
            headers = headers_of(message.content, to, word, clock.now())
            answer = await client.request("POST", url, headers=headers, body=sealed(letter_of(message), to))
        except BorderError as error:
            return answer_to(message, error)
        return Result.accepted(message, f"HTTP {answer.status}")


def _is_own(url: str) -> bool:
    """Say whether the address is one that exercises may reach, written as a number."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and reach.may_reach(Mode.TEST, parts.hostname or "")
