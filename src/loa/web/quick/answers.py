"""One answer of the site, whole, and its kept form: ready in both encodings, with an ETag."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final, Self
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from loa.web.csp import nonce_of, without_nonce
from loa.web.quick.addresses import Asked
from loa.web.quick.watch import Heard

Headers = list[tuple[str, str]]
LARGEST: Final = 1024 * 1024
WORTH_PACKING: Final = 500
STALE: Final = ("Warning", '110 - "Response is Stale"')
_KNOWN_TO_VARY: Final = frozenset({"", "cookie", "accept-encoding", "accept-language", "hx-request"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said, as it said it."""

    status: str
    headers: Headers
    body: bytes

    def header(self, wanted: str) -> str:
        """Return a header's value, empty where there is none."""
        return next((value for name, value in self.headers if name.lower() == wanted), "")

    def is_for_everybody(self) -> bool:
        """Say whether nothing in it belongs to one reader or one moment.

        No cookie, no word against keeping it, nothing it varies on that the key does not hold, and a page that does not
        use the nonce of its policy.
        """
        control, varies = self.header("cache-control").lower(), self.header("vary").lower()
        nonce = nonce_of(self.header("content-security-policy"))
        return (
            self.status.startswith("200 ")
            and not self.header("set-cookie")
            and not any(word in control for word in ("private", "no-store"))
            and _KNOWN_TO_VARY.issuperset(part.strip() for part in varies.split(","))
            and not (nonce and nonce.encode() in self.body)
            and len(self.body) <= LARGEST
        )

    def give(self, asked: Asked, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with it."""
        start_response(self.status, self.headers)
        return [b"" if asked.environ["REQUEST_METHOD"] == "HEAD" else self.body]


def whole(site: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Return the site's whole answer to a request."""
    said: list[tuple[str, Headers]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: Headers, _error: object = None, /) -> Callable[[bytes], object]:
        said.append((status, headers))
        return written.append

    parts = site(environ, start_response)
    try:
        written.extend(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = said[-1]
    return Answer(status, headers, b"".join(written))


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer for everybody, with what is known of how long it holds.

    `heard` is what the watch had heard before the page was made; `born` is when that began, on the monotonic clock.
    """

    heard: Heard
    born: float
    body: bytes
    packed: bytes
    etag: str
    plain_headers: Headers
    packed_headers: Headers
    short_headers: Headers

    @classmethod
    def of(cls, answer: Answer, asked: Asked, heard: Heard, born: float) -> Self:
        """Return the kept form of an answer."""
        body, packed = answer.body, b""
        if len(body) >= WORTH_PACKING and answer.header("content-type").startswith("text/"):
            packed = gzip.compress(body, 6, mtime=0)
        etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"' if asked.is_read else ""
        short = [_for_all(name, value) for name, value in answer.headers if name.lower() not in _MADE_ANEW]
        short += [("Vary", "Cookie, Accept-Encoding")]
        if etag:
            short += [("ETag", etag), ("Cache-Control", answer.header("cache-control") or "no-cache")]
        kind = ("Content-Type", answer.header("content-type"))
        plain = [*short, kind, ("Content-Length", str(len(body)))]
        dense = [*short, kind, ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))]
        return cls(heard, born, body, packed, etag, plain, dense, short)

    @property
    def size(self) -> int:
        """Return what it costs to keep, in bytes."""
        return len(self.body) + len(self.packed) + 4096

    def age(self) -> float:
        """Return the seconds since it began to be made."""
        return time.monotonic() - self.born

    def called_stale(self) -> Self:
        """Return the same, saying that it could not be made anew."""
        changed = (
            [*headers, STALE] for headers in (self.plain_headers, self.packed_headers, self.short_headers)
        )
        plain, dense, short = changed
        return replace(self, plain_headers=plain, packed_headers=dense, short_headers=short)

    def give(self, asked: Asked, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with it: nothing new, packed or plain."""
        environ = asked.environ
        if self.etag and self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", self.short_headers)
            return [b""]
        is_packed = bool(self.packed) and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response("200 OK", self.packed_headers if is_packed else self.plain_headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return [b""]
        return [self.packed if is_packed else self.body]


_MADE_ANEW: Final = frozenset({"content-length", "content-type", "vary", "etag", "cache-control"})


def _for_all(name: str, value: str) -> tuple[str, str]:
    """Return a header without the nonce of the one request it was made for."""
    return (name, without_nonce(value)) if name.lower() == "content-security-policy" else (name, value)


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "")
