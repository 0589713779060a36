"""An endpoint on this machine, as unfriendly as real ones, that remembers what it was told and checks signatures."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

INNER = "http://169.254.169.254/latest/meta-data/"
Manner = Callable[[str, int], str]
"""Given the path and how often it was called: ok, error, busy, gone, missing, redirect, hang_up, after, slow, long."""


@dataclass(frozen=True)
class Told:
    """One call as it came in."""

    path: str
    id: str
    moment: int
    signatures: list[str]
    body: bytes
    line: int
    media_type: str

    @property
    def event(self) -> Any:
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        """Check as the receiver's own library would, by the letter of the specification."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.moment}.".encode() + self.body
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(wanted, given) for given in self.signatures)


def friendly(path: str, calls: int) -> str:
    del path, calls
    return "ok"


class Listener:
    """An HTTP server in a thread of its own; `with Listener(manner) as there:`."""

    def __init__(self, manner: Manner = friendly) -> None:
        self.manner = manner
        self.told: list[Told] = []
        self.calls: Counter[str] = Counter()
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def url(self, path: str = "/in") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
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
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        self._ready.set()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.calls[request.path] += 1
        manner = self.manner(request.path, self.calls[request.path])
        if manner == "hang_up":
            return self._abort(request)
        self.told.append(await self._noted(request))
        if manner == "after":
            return self._abort(request)
        if manner == "slow":
            await asyncio.sleep(2.5)
        statuses = {"error": 500, "busy": 429, "gone": 410, "missing": 404, "redirect": 302}
        headers = {"busy": {"Retry-After": "7"}, "redirect": {"Location": INNER}}.get(manner, {})
        body = b"x" * 300_000 if manner == "long" else b"taken"
        return web.Response(status=statuses.get(manner, 200), headers=headers, body=body)

    async def _noted(self, request: web.Request) -> Told:
        assert request.transport is not None
        return Told(
            path=request.path,
            id=request.headers["webhook-id"],
            moment=int(request.headers["webhook-timestamp"]),
            signatures=request.headers["webhook-signature"].split(" "),
            body=await request.read(),
            line=request.transport.get_extra_info("peername")[1],
            media_type=request.content_type,
        )

    def _abort(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
