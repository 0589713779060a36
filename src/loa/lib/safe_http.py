"""The one safe door to the network: public addresses only, bounded in size, time and redirects.

1. The name is resolved once; one address that is not public refuses the whole call.
2. The connection goes to an address of that answer, and is checked again as the socket opens.
3. Redirects are taken by ourselves, each hop judged like a first call.
4. What comes back is unpacked by ourselves, no further than the cap.

Every failure is one of the three answers of `loa.lib.border`. It must not retry, log or keep cookies.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver, AbstractStreamWriter, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

from loa.lib import clock
from loa.lib.addresses import AddressRule
from loa.lib.border import BorderError, Permanent, Temporary, UnknownOutcome
from loa.lib.said import say

Lookup = Callable[[str, int], Awaitable[list[str]]]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOVED = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429, 503})
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Policy:
    """What a call may do. Sizes in bytes (after unpacking), times in seconds.

    `listed` names networks allowed beside the public ones (loopback simulators of an exercise); with `only_listed`
    nothing else is reachable. `content_types` and `ports` empty mean any. `redirects` counts hops, at most 3, for GET
    and HEAD. With `cut` an answer larger than `max_bytes` is cut off there instead of refused: its status counted.
    """

    listed: tuple[str, ...] = ()
    only_listed: bool = False
    ports: frozenset[int] = frozenset({80, 443})
    listed_ports: bool = False  # the listed networks may be called at any port
    redirects: int = 0
    max_bytes: int = 5 * 1024 * 1024
    cut: bool = False
    seconds: float = 20.0
    connect_seconds: float = 5.0
    content_types: tuple[str, ...] = ()
    ssl_context: ssl.SSLContext | None = None

    def rule(self) -> AddressRule:
        """Return which addresses may be called."""
        return _rule(self.listed, only_listed=self.only_listed)


@lru_cache(maxsize=64)
def _rule(listed: tuple[str, ...], *, only_listed: bool) -> AddressRule:
    return AddressRule.of(listed, only_listed=only_listed)


@dataclass(frozen=True, slots=True)
class Response:
    """A plain success: status 2xx or 304, the address that answered, headers, the unpacked body."""

    status: int
    url: str
    headers: CIMultiDictProxy[str]
    body: bytes
    content_type: str


@dataclass(slots=True)
class _Call:
    """One call on its way: whether its first bytes may have reached the other side decides what a failure means."""

    method: str
    repeatable: bool
    headers: dict[str, str]
    body: bytes | None
    begun: bool = False

    def fail(self, code: str, message: str, **facts: object) -> BorderError:
        """Return the answer for a failure whose cause lies with the line or the other side."""
        kind = UnknownOutcome if self.begun and not self.repeatable else Temporary
        return kind(code, message, **facts)

    def refuse_answer(self, code: str, message: str, **facts: object) -> BorderError:
        """Return the answer for a reply of success that we will not take: a write has had its effect all the same."""
        kind = Permanent if self.method in _SAFE else UnknownOutcome
        return kind(code, message, **facts)


class _Marked(aiohttp.BytesPayload):
    """The body of a call, which notes that it is being written; a call without one counts as begun at once."""

    def __init__(self, call: _Call) -> None:
        super().__init__(call.body or b"")
        self._call = call

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        self._call.begun = True
        await super().write_with_length(writer, content_length)


async def _system_lookup(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


@dataclass(slots=True)
class _CheckedResolver(AbstractResolver):
    rule: AddressRule
    lookup: Lookup

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - the interface's; both families are asked
    ) -> list[ResolveResult]:
        addresses = await self.lookup(host, port)
        if not addresses or not all(map(self.rule.admits, addresses)):
            raise _NotPublicError(host)
        return [_result(host, port, address) for address in addresses]

    async def close(self) -> None:
        return None


class _NotPublicError(Exception):
    pass


def _result(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST
    return {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": flags}


@dataclass(slots=True)
class SafeClient:
    """Calls under one policy over one pool of connections. Use as `async with SafeClient(policy) as client`."""

    policy: Policy = field(default_factory=Policy)
    lookup: Lookup = _system_lookup
    connections: int = 64
    onward: Callable[[str], Awaitable[None]] | None = None  # asked before each hop; it may refuse
    _session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        rule = self.policy.rule()
        connector = aiohttp.TCPConnector(
            resolver=_CheckedResolver(rule, self.lookup),
            use_dns_cache=False,
            limit=self.connections,
            ssl=self.policy.ssl_context or True,
            socket_factory=lambda info: _checked_socket(self.policy, info),
        )
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=self.policy.connect_seconds)
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """Return what the address answers. Raises: Permanent, Temporary."""
        return await self.request("GET", url, headers=headers)

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        repeatable: bool = False,
    ) -> Response:
        """Return the answer to one call; `repeatable` says that the call carries an idempotency key.

        Raises: Permanent, Temporary, UnknownOutcome (only for calls that are neither reading nor repeatable).
        """
        method = method.upper()
        headers = {"Accept-Encoding": "gzip, deflate", **(headers or {})}
        call = _Call(method, repeatable or method in _SAFE, headers, body, begun=body is None)
        try:
            async with asyncio.timeout(self.policy.seconds):
                return await self._follow(call, _parsed(url))
        except TimeoutError as error:
            raise call.fail("timeout", "Máy chủ bên kia không trả lời kịp. Hãy thử lại sau.") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise Permanent(
                "tls", "Chứng thư số của máy chủ bên kia không hợp lệ. Hãy báo nơi quản lý."
            ) from error
        except aiohttp.InvalidURL as error:
            raise Permanent("bad_url", "Địa chỉ viết chưa đúng. Hãy ghi dạng https://tên-miền/…") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise Temporary(
                "no_such_host", "Không tìm thấy tên miền này. Hãy kiểm tra lại địa chỉ."
            ) from error
        except aiohttp.ClientConnectorError as error:
            raise Temporary(
                "connect_failed", "Không kết nối được máy chủ bên kia. Hãy thử lại sau."
            ) from error
        except _NotPublicError as error:
            raise _refused_address(url) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise call.fail("cut_off", "Kết nối bị ngắt giữa chừng. Hãy thử lại sau.") from error

    async def _follow(self, call: _Call, url: URL) -> Response:
        hops = min(self.policy.redirects, 3) if call.method in _SAFE else 0
        while True:
            _check_url(url, self.policy)
            answer, onward = await self._once(call, url)
            if answer is not None:
                return answer
            if hops == 0:
                raise Permanent("redirect", "Địa chỉ này chuyển hướng sang nơi khác nên không được nhận.")
            hops -= 1
            url = _next_hop(call, url, onward)
            if self.onward is not None:
                _check_url(url, self.policy)
                await self.onward(str(url))

    async def _once(self, call: _Call, url: URL) -> tuple[Response | None, str]:
        assert self._session is not None, "use SafeClient as a context manager"
        async with self._session.request(
            call.method,
            url,
            headers=call.headers,
            data=None if call.body is None else _Marked(call),
            allow_redirects=False,
        ) as answer:
            if answer.status in _MOVED:
                return None, answer.headers.get("Location", "")
            _check_status(call, answer)
            kind = answer.content_type.lower()
            if self.policy.content_types and answer.status != 304 and kind not in self.policy.content_types:
                raise Permanent(
                    "bad_type",
                    say("Nơi kia trả về kiểu “{kind}”, không phải kiểu đang chờ.", kind=kind),
                    type=kind,
                )
            body = await _read(call, answer, self.policy)
            return Response(answer.status, str(answer.url), answer.headers, body, kind), ""


def fetch(
    url: str,
    *,
    method: str = "GET",
    policy: Policy | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    repeatable: bool = False,
    lookup: Lookup = _system_lookup,
) -> Response:
    """Return the answer to one call, for code without an event loop.

    Raises: Permanent, Temporary, UnknownOutcome as `SafeClient.request`.
    """

    async def run() -> Response:
        async with SafeClient(policy or Policy(), lookup) as client:
            return await client.request(method, url, headers=headers, body=body, repeatable=repeatable)

    return asyncio.run(run())


def _checked_socket(policy: Policy, info: Any) -> socket.socket:
    family, kind, proto, _, where = info
    if not policy.rule().admits(where[0]):
        raise _NotPublicError(where[0])
    if policy.listed_ports and not _rule(policy.listed, only_listed=True).admits(where[0]):
        _check_port(where[1], policy)
    return socket.socket(family=family, type=kind, proto=proto)


def _parsed(url: str) -> URL:
    try:
        return URL(url)
    except ValueError as error:
        raise Permanent("bad_url", "Địa chỉ viết chưa đúng. Hãy ghi dạng https://…") from error


@lru_cache(maxsize=4096)
def _check_url(url: URL, policy: Policy) -> None:
    if url.scheme not in {"http", "https"}:
        raise Permanent("bad_scheme", "Chỉ nhận địa chỉ bắt đầu bằng http:// hoặc https://.")
    if not url.host or url.user is not None or url.password is not None:
        raise Permanent(
            "bad_url", "Địa chỉ viết chưa đúng. Hãy ghi dạng https://tên-miền/…, không kèm tên đăng nhập."
        )
    if not policy.listed_ports:
        _check_port(url.port, policy)
    if _is_literal(url.host) and not policy.rule().admits(url.host):
        raise _refused_address(str(url))


def _check_port(port: int | None, policy: Policy) -> None:
    if policy.ports and port not in policy.ports:
        raise Permanent("bad_port", say("Cổng {port} không được phép gọi ra ngoài.", port=port))


def _is_literal(host: str) -> bool:
    return ":" in host or (host.replace(".", "").isdigit() and host.count(".") == 3)


def _refused_address(url: str) -> Permanent:
    return Permanent(
        "private_address",
        "Địa chỉ này trỏ vào mạng nội bộ nên không được gọi. Hãy dùng địa chỉ công khai.",
        url=url,
    )


def _next_hop(call: _Call, url: URL, location: str) -> URL:
    onward = url.join(_parsed(location)) if location else url
    if not location or (url.scheme == "https" and onward.scheme == "http"):
        raise Permanent("redirect", "Địa chỉ này chuyển hướng sang nơi không an toàn nên không được nhận.")
    if (onward.scheme, onward.host, onward.port) != (url.scheme, url.host, url.port):
        for name in [name for name in call.headers if name.lower() in {"authorization", "cookie"}]:
            del call.headers[name]
    return onward


def _check_status(call: _Call, answer: aiohttp.ClientResponse) -> None:
    status = answer.status
    if 200 <= status < 300 or status == 304:
        return
    facts = {"status": status, "retry_after": seconds_until(answer.headers.get("Retry-After", ""))}
    if status in _LATER:
        raise Temporary(
            "status", say("Máy chủ bên kia đang bận (mã {status}). Hãy thử lại sau.", status=status), **facts
        )
    if status >= 500:
        raise call.fail("status", say("Máy chủ bên kia gặp lỗi (mã {status}).", status=status), **facts)
    raise Permanent("status", say("Máy chủ bên kia từ chối (mã {status}).", status=status), **facts)


def seconds_until(retry_after: str) -> float | None:
    """Return the seconds that a Retry-After asks for, at least 0; None where it asks nothing we understand.

    Source: RFC 9110 §10.2.3, whole seconds or a date.
    """
    told = retry_after.strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        return max(0.0, (parsedate_to_datetime(told) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return None


async def _read(call: _Call, answer: aiohttp.ClientResponse, policy: Policy) -> bytes:
    most = policy.max_bytes
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", "deflate", ""}:
        raise call.refuse_answer(
            "bad_encoding", say("Nơi kia nén theo kiểu “{encoding}” chưa được hỗ trợ.", encoding=encoding)
        )
    unpack = None if encoding in {"identity", ""} else zlib.decompressobj(47)
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        try:
            body += unpack.decompress(chunk, most - len(body) + 1) if unpack else chunk
        except zlib.error as error:
            raise call.refuse_answer(
                "bad_encoding", "Nội dung nén trả về bị hỏng nên không được nhận."
            ) from error
        if len(body) > most and policy.cut:
            return bytes(body[:most])
        if len(body) > most:
            raise call.refuse_answer(
                "too_large",
                say("Nội dung trả về lớn hơn {limit} KB nên không được nhận.", limit=most // 1024),
            )
    if unpack and body and not unpack.eof:
        raise aiohttp.ClientPayloadError("compressed body ended early")
    return bytes(body)
