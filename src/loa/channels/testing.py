"""A channel for tests and benches: real HTTP to a receiver on this machine, as unfriendly as the originals.

It must not be registered outside tests and benches; `installed()` puts it in and takes it out again.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

import aiohttp
from aiohttp import web

from loa.channels import registry
from loa.channels.base import (
    OWN_SERVER,
    Core,
    Endpoint,
    KeyRange,
    Message,
    Outlet,
    Permanent,
    Renewed,
    Reported,
    Result,
    Rule,
    Temporary,
    UnknownOutcome,
)
from loa.channels.contract import EXERCISE_MARK, TEST_MARK
from loa.channels.fanout import OneByOne
from loa.lib import clock


@dataclass(frozen=True)
class LoopbackConfig:
    """Where the receiver listens."""

    url: str


class Loopback(OneByOne[LoopbackConfig]):
    """Posts each message to a local receiver, with the delivery's key so that it is taken in once."""

    key = "loopback"
    label = "Bộ nhận thử trên máy"
    has_idempotency_key = True
    endpoints = (Endpoint(OWN_SERVER, ("POST", "GET"), "thử nghiệm", ("http",)),)
    patience = 10.0
    retry_waits: ClassVar[tuple[float, ...]] = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
    Config = LoopbackConfig
    answer_within = 5.0

    def __init__(self) -> None:
        self._sessions: dict[tuple[asyncio.AbstractEventLoop, int], aiohttp.ClientSession] = {}

    def render(self, core: Core) -> dict[str, Any]:
        """Return the text with issuer, source and mark."""
        mark = {"exercise": f"[{EXERCISE_MARK}] ", "test": f"[{TEST_MARK}] "}.get(core.mode, "")
        text = f"{mark}{core.title}\n{core.text}\n{core.issuer} – {core.source}"
        return {"text": text, "approver": core.approver, "code": core.code}

    async def send_one(self, outlet: Outlet[LoopbackConfig], message: Message) -> Result:
        """Post the message and say what the receiver answered."""
        body = {"to": message.address, "text": message.content["text"], "key": message.key}
        try:
            async with self._session(outlet).post(outlet.config.url, json=body) as answer:
                if answer.status == 200:
                    return Result.accepted(message, (await answer.json())["id"])
                if answer.status in {429, 503}:
                    after = answer.headers.get("Retry-After")
                    raise Temporary("busy", "Bộ nhận đang bận.", retry_after=float(after) if after else None)
                if answer.status < 500:
                    raise Permanent("refused", "Bộ nhận từ chối địa chỉ này.")
                raise UnknownOutcome("server_error", "Bộ nhận báo lỗi giữa chừng.")
        except aiohttp.ClientConnectorError as error:
            raise Temporary("unreachable", "Không kết nối được bộ nhận.") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnknownOutcome("no_answer", "Bộ nhận ngắt kết nối khi chưa trả lời.") from error

    async def ask(self, outlet: Outlet[LoopbackConfig], message: Message) -> Result:
        """Ask the receiver whether it has the message."""
        try:
            async with self._session(outlet).get(f"{outlet.config.url}/{message.key}") as answer:
                is_taken = (await answer.json())["taken"]
        except aiohttp.ClientError as error:
            raise Temporary("unreachable", "Không kết nối được bộ nhận.") from error
        if is_taken:
            return Result.accepted(message)
        return Result.failed(message, "never_arrived", "Bộ nhận chưa có tin này.", temporary=True)

    async def close(self) -> None:
        """Close the sessions of this event loop."""
        here = asyncio.get_running_loop()
        for key in [key for key in self._sessions if key[0] is here]:
            await self._sessions.pop(key).close()

    def _session(self, outlet: Outlet[LoopbackConfig]) -> aiohttp.ClientSession:
        """Return the account's own session in this event loop."""
        key = (asyncio.get_running_loop(), outlet.id)
        if (known := self._sessions.get(key)) is not None:
            return known
        timeout = aiohttp.ClientTimeout(total=self.answer_within)
        connector = aiohttp.TCPConnector(limit=0)
        self._sessions[key] = aiohttp.ClientSession(timeout=timeout, connector=connector)
        return self._sessions[key]


class BlindLoopback(Loopback):
    """The same without a key: whatever is called twice arrives twice."""

    key = "loopback_blind"
    has_idempotency_key = False


class AskedLoopback(BlindLoopback):
    """The same without a key, but it can be asked what it has, of one message and of all."""

    key = "loopback_asked"
    can_be_asked = True
    can_report = True

    async def report(self, outlet: Outlet[LoopbackConfig], since: datetime) -> AsyncIterator[Reported]:
        """Read the receiver's own list."""
        del since
        try:
            async with self._session(outlet).get(outlet.config.url) as answer:
                listed = await answer.json()
        except aiohttp.ClientError as error:
            raise Temporary("unreachable", "Không kết nối được bộ nhận.") from error
        for key in listed:
            yield Reported(key)


class SpokenLoopback(BlindLoopback):
    """A channel whose outcome a person reports."""

    key = "loopback_spoken"
    self_reported = True


class RenewedLoopback(Loopback):
    """The same with a secret that the receiver renews, once for each."""

    key = "loopback_renewed"
    renews_before = timedelta(hours=6)

    async def renew(self, outlet: Outlet[LoopbackConfig]) -> Renewed:
        """Exchange the secret for the next."""
        body = {"secret": outlet.secret}
        try:
            async with self._session(outlet).post(f"{outlet.config.url}/renew", json=body) as answer:
                if answer.status != 200:
                    raise Permanent("renewal_refused", "Bộ nhận không gia hạn khóa này.")
                given = (await answer.json())["secret"]
        except aiohttp.ClientError as error:
            raise Temporary("unreachable", "Không kết nối được bộ nhận.") from error
        return Renewed(given, clock.now() + timedelta(hours=25))


KINDS = (Loopback, BlindLoopback, AskedLoopback, SpokenLoopback, RenewedLoopback)


@dataclass
class Numbers:
    """A receiver source without a table: the receivers are the numbers of a range.

    rule = {"from": 1, "to": 5000, "areas": [ids], "lie": 1}; `lie` lets the plan promise more than expands.
    """

    key: str = "numbers"
    label: str = "Dãy số thử nghiệm"
    stopped: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return the length of the range."""
        del as_of
        return int(rule["to"]) - int(rule["from"]) + 1

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return the range in pieces."""
        del as_of
        first, last, lie = int(rule["from"]), int(rule["to"]), int(rule.get("lie", 0))
        lows = range(first, last + 1, size)
        return [KeyRange(low, min(low + size - 1, last), min(size, last - low + 1) + lie) for low in lows]

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return the numbers, spread over the areas."""
        del as_of
        areas = list(rule.get("areas", [0]))
        sql = "SELECT g AS receiver, (%s::bigint[])[1 + g %% %s] AS area_id FROM generate_series(%s::bigint, %s) g"
        return sql, [areas, len(areas), low, high]

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return an address for every number that is not erased."""
        return {number: f"r{number}@example.test" for number in receivers if number not in self.erased}

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return the numbers that stopped."""
        return self.stopped & set(receivers)


@contextmanager
def installed() -> Iterator[Numbers]:
    """Put the test kinds and the test source in, and take them out at the end."""
    numbers = Numbers()
    for kind in KINDS:
        registry.register(kind())
    registry.register_source(numbers)
    try:
        yield numbers
    finally:
        for kind in KINDS:
            registry.unregister(kind.key)
        registry.unregister_source(numbers.key)


Behaviour = Callable[[int, int], str]
"""Given the receiver's number and how often it was called: ok, slow, cut, cut_after, error_after, busy, refuse, lie
(it says yes and keeps nothing)."""


def friendly(number: int, calls: int) -> str:
    """Take everything in at once."""
    del number, calls
    return "ok"


class Receiver:
    """An HTTP receiver on 127.0.0.1, in a thread of its own, that remembers what it took in."""

    def __init__(self, behaviour: Behaviour = friendly, *, dedupes: bool = True, delay: float = 0.0) -> None:
        self.behaviour = behaviour
        self.dedupes = dedupes
        self.delay = delay
        self.retry_after = "0"
        self.taken: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.texts: dict[str, str] = {}
        self.lied: set[str] = set()
        self.renewed: list[str] = []
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/in"

    @property
    def doubled(self) -> int:
        """Return how many receivers got a message more than once."""
        return sum(1 for number in self.taken.values() if number > 1)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the receiver did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/in", self._take)
        app.router.add_get("/in", self._list)
        app.router.add_post("/in/renew", self._renew)
        app.router.add_get("/in/{key}", self._tell)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._ready.set()

    async def _list(self, request: web.Request) -> web.Response:
        del request
        return web.json_response([key for key, number in self.taken.items() if number])

    async def _renew(self, request: web.Request) -> web.Response:
        secret = (await request.json())["secret"]
        is_used = secret in self.renewed
        self.renewed.append(secret)
        await asyncio.sleep(self.delay)
        if is_used:
            return web.Response(status=400)
        return web.json_response({"secret": f"{secret}+"})

    async def _tell(self, request: web.Request) -> web.Response:
        return web.json_response({"taken": self.taken[request.match_info["key"]] > 0})

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body: Mapping[str, Any] = await request.json()
        who = body["key"]
        number = int(body["to"].partition("@")[0][1:])
        self.calls[who] += 1
        manner = self.behaviour(number, self.calls[who])
        if self.delay or manner == "slow":
            await asyncio.sleep(self.delay or 0.3)
        if manner == "busy":
            return web.Response(status=429, headers={"Retry-After": self.retry_after})
        if manner == "refuse":
            return web.Response(status=400)
        if manner == "lie":
            self.lied.add(who)
        if manner not in {"cut", "lie"} and not (self.dedupes and self.taken[who]):
            self.taken[who] += 1
            self.texts[who] = body["text"]
        if manner in {"cut", "cut_after"} and request.transport is not None:
            request.transport.abort()
        return web.Response(status=500) if manner == "error_after" else web.json_response({"id": f"p-{who}"})
