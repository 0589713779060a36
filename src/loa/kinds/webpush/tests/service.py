"""A push service on this machine, as unfriendly as the originals, and the browsers that subscribe there.

It checks the sender's signed word by the letter of RFC 8292, keeps at most one message for each topic, and hands what it
kept to a browser, which opens it with its own private key.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.jwt import decode

from loa.kinds.webpush.calling import address_of
from loa.kinds.webpush.config import WebpushConfig
from loa.kinds.webpush.subscriptions import Subscription

Manner = Callable[[str, int], str]
"""Given the path and how often it was called: ok, gone, missing, busy, down, broken, gateway, large, forbidden, cut, refuse."""
STATUSES = {
    "gone": 410, "missing": 404, "busy": 429, "down": 503, "broken": 500, "gateway": 502, "large": 413,
    "forbidden": 403, "unsigned": 401,
}  # fmt: skip


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """One browser with its own keys."""

    def __init__(self, name: str = "a", host: str = "fcm.googleapis.com") -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)
        self.endpoint = f"https://{host}/fcm/send/{name}"

    def subscription(self, key: str = "") -> Subscription:
        """Return what the browser hands to the page once its owner said yes."""
        public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Subscription(self.endpoint, b64(public), b64(self._auth), key)

    def open(self, body: bytes) -> Any:
        """Return what a sealed message says."""
        return json.loads(http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth))


def place_of(browser):
    """Return the path under which an exercise's simulator is called for a browser."""
    config = WebpushConfig("a@b.vn", simulator="http://x")
    return address_of("test", config, browser.subscription()).removeprefix("http://x")


@dataclass(frozen=True)
class Told:
    """One message that the service took in."""

    path: str
    headers: dict[str, str]
    claims: dict[str, Any]
    key: str
    body: bytes


@dataclass
class Service:
    """An HTTP server in a thread of its own; `with Service(manner) as there:`."""

    manner: Manner = lambda _path, _calls: "ok"
    tls: ssl.SSLContext | None = None
    told: list[Told] = field(default_factory=list)
    waiting: dict[tuple[str, str], Told] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    port: int = 0

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
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
        app.router.add_post("/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.tls).start()
        self.port = self._runner.addresses[0][1]
        self._ready.set()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.calls[request.path] += 1
        manner = self.manner(request.path, self.calls[request.path])
        if manner == "cut":
            await request.read()
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if manner in STATUSES:
            return web.Response(
                status=STATUSES[manner], headers={"Retry-After": "7"} if manner == "busy" else {}
            )
        return self._kept(request, await request.read())

    def _kept(self, request: web.Request, body: bytes) -> web.Response:
        told = self._judged(request, body)
        if told is None:
            return web.Response(status=401)
        if len(body) > 4096:
            return web.Response(status=413)
        self.told.append(told)
        self.waiting[told.path, told.headers["Topic"]] = told
        return web.Response(status=201, headers={"Location": f"{self.url}/message/{len(self.told)}"})

    def _judged(self, request: web.Request, body: bytes) -> Told | None:
        """Return the message if its sender's word holds: signed, for this service, not too long, with a contact."""
        scheme, _space, rest = request.headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        claims = decode(parts["t"], parts["k"])
        now = time.time()
        is_good = (
            scheme == "vapid"
            and claims["aud"] == f"{request.scheme}://{request.host}"
            and now < claims["exp"] <= now + 24 * 3600
            and urlsplit(claims["sub"]).scheme == "mailto"
        )
        headers = {name: request.headers[name] for name in ("TTL", "Topic", "Urgency", "Content-Encoding")}
        return Told(request.path, headers, claims, parts["k"], body) if is_good else None
