"""The door to the network, tried with real servers on loopback and a resolver that lies."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import time_machine
from aiohttp import web

from loa.lib.border import BorderError, Permanent, Temporary, UnknownOutcome
from loa.lib.safe_http import Lookup, Policy, Response, SafeClient, fetch, seconds_until

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LOOPBACK = ("127.0.0.1",)


def answers(*addresses: str) -> Lookup:
    async def lookup(host: str, port: int) -> list[str]:
        return list(addresses)

    return lookup


@asynccontextmanager
async def server(handler: Handler) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def talker(talk: Talk) -> AsyncIterator[int]:
    done = asyncio.Event()
    open_calls: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_calls.add(task)
        try:
            await reader.readuntil(b"\r\n\r\n")
            talking, ended = asyncio.ensure_future(talk(reader, writer)), asyncio.ensure_future(done.wait())
            await asyncio.wait({talking, ended}, return_when=asyncio.FIRST_COMPLETED)
            talking.cancel()
            ended.cancel()
        finally:
            writer.transport.abort()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with running:
        try:
            yield running.sockets[0].getsockname()[1]
        finally:
            done.set()
            await asyncio.gather(*open_calls)


def call(
    handler: Handler | None,
    *,
    talk: Talk | None = None,
    path: str = "/",
    method: str = "GET",
    lookup: Lookup | None = None,
    repeatable: bool = False,
    headers: dict[str, str] | None = None,
    **policy: object,
) -> Response:
    """Call http://thu.vn:<port><path>, a name that the stub resolver sends to loopback."""

    async def run() -> Response:
        opened = server(handler) if handler else talker(talk)  # type: ignore[arg-type]
        async with opened as port:
            rules = Policy(**{"listed": LOOPBACK, "ports": frozenset({port}), "seconds": 30.0, **policy})  # type: ignore[arg-type]
            async with SafeClient(rules, lookup or answers("127.0.0.1")) as client:
                url = f"http://thu.vn:{port}{path}".replace("PORT", str(port))
                return await client.request(method, url, repeatable=repeatable, headers=headers)

    return asyncio.run(run())


def refused(kind: type[BorderError], code: str, **options: object) -> BorderError:
    with pytest.raises(kind) as caught:
        call(options.pop("handler", ok), **options)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert type(caught.value) is kind
    return caught.value


async def ok(request: web.Request) -> web.StreamResponse:
    return web.Response(text=f"xin chào {request.path}", headers={"X-Host": request.host})


def test_it_brings_back_body_headers_and_type() -> None:
    answer = call(ok, path="/tin")
    assert (answer.status, answer.body.decode(), answer.content_type) == (200, "xin chào /tin", "text/plain")
    assert answer.headers["x-host"].startswith("thu.vn:")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://169.254.169.254/",
        "http://10.0.0.1/", "http://192.168.0.1/", "http://[fd00::1]/", "http://0.0.0.0/", "http://2130706433/", "http://0177.0.0.1/",
        "http://0x7f.0.0.1/", "http://127.1/", "http://localhost/", "http://127.0.0.1./",
    ],
)  # fmt: skip
@pytest.mark.fault("A03")
def test_no_spelling_of_a_private_address_is_called(url: str) -> None:
    with pytest.raises((Permanent, Temporary)) as caught:
        fetch(url)
    assert caught.value.code in {"private_address", "bad_url", "no_such_host"}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "bad_scheme"), ("ftp://thu.vn/", "bad_scheme"), ("gopher://thu.vn/", "bad_scheme"), ("//thu.vn/", "bad_scheme"),
        ("", "bad_scheme"), ("http://", "bad_url"), ("http://a:b@thu.vn/", "bad_url"), ("http://thu.vn:22/", "bad_port"),
        ("http://thu.vn:99999/", "bad_url"), ("https://thu.vn:6379/", "bad_port"),
    ],
)  # fmt: skip
@pytest.mark.fault("A03")
def test_other_schemes_ports_and_malformed_addresses_are_refused(url: str, code: str) -> None:
    with pytest.raises(Permanent) as caught:
        fetch(url, lookup=answers("8.8.8.8"))
    assert caught.value.code == code


@pytest.mark.fault("A03")
def test_any_port_is_open_at_listed_addresses_only() -> None:
    assert call(ok, ports=frozenset({80}), listed_ports=True).status == 200
    rules = Policy(listed=LOOPBACK, listed_ports=True)
    with pytest.raises(Permanent) as caught:
        fetch("http://thu.vn:6379/", policy=rules, lookup=answers("8.8.8.8"))
    assert caught.value.code == "bad_port"


@pytest.mark.parametrize(
    "addresses", [("10.0.0.1",), ("8.8.8.8", "127.0.0.1"), ("::ffff:192.168.0.1",), ("localhost",), ()]
)
@pytest.mark.fault("A03")
def test_a_name_is_refused_when_any_of_its_addresses_is_not_public(addresses: tuple[str, ...]) -> None:
    with pytest.raises(Permanent) as caught:
        fetch("http://thu.vn/", lookup=answers(*addresses))
    assert caught.value.code == "private_address"


@pytest.mark.fault("A03")
def test_it_resolves_once_and_calls_that_very_address() -> None:
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    assert call(ok, lookup=rebinding).status == 200
    assert asked == ["thu.vn"]


@pytest.mark.fault("A03")
def test_a_name_that_turns_private_on_the_next_call_is_refused() -> None:
    turns = iter([["127.0.0.1"], ["127.0.0.2"]])

    async def rebinding(host: str, port: int) -> list[str]:
        return next(turns)

    async def onward(request: web.Request) -> web.StreamResponse:
        response = web.Response(status=302, headers={"Location": "/noi-khac", "Connection": "close"})
        response.force_close()
        return response

    refused(Permanent, "private_address", handler=onward, lookup=rebinding, redirects=3)


@pytest.mark.fault("A03")
def test_the_address_is_checked_again_as_the_socket_opens() -> None:
    from loa.lib import safe_http

    with pytest.raises(safe_http._NotPublicError):
        safe_http._checked_socket(safe_http.Policy(), (2, 1, 6, "", ("127.0.0.1", 80)))


def test_an_exercise_cannot_reach_a_public_address() -> None:
    refused(Permanent, "private_address", lookup=answers("8.8.8.8"), only_listed=True)


def test_redirects_are_refused_unless_allowed() -> None:
    async def onward(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/het") if request.path == "/" else web.HTTPOk(text="đến nơi")

    refused(Permanent, "redirect", handler=onward)
    assert call(onward, redirects=1).body.decode() == "đến nơi"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://127.0.0.2:PORT/", "private_address"),
        ("http://169.254.169.254/", "bad_port"),
        ("file:///etc/passwd", "bad_scheme"),
        ("http://a:b@thu.vn:PORT/", "bad_url"),
        ("", "redirect"),
    ],
)
@pytest.mark.fault("A03")
def test_every_hop_is_judged_like_a_first_call(target: str, code: str) -> None:
    async def onward(request: web.Request) -> web.StreamResponse:
        where = target.replace("PORT", request.host.split(":")[1])
        return web.Response(status=302, headers={"Location": where})

    refused(Permanent, code, handler=onward, redirects=3)


@pytest.mark.fault("A04")
def test_endless_redirects_end_after_three() -> None:
    hops: list[str] = []

    async def onward(request: web.Request) -> web.StreamResponse:
        hops.append(request.path)
        return web.Response(status=307, headers={"Location": f"{request.path}x"})

    refused(Permanent, "redirect", handler=onward, redirects=99)
    assert len(hops) == 4


def test_a_write_never_follows_a_redirect() -> None:
    async def onward(request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": "/x"})

    refused(Permanent, "redirect", handler=onward, redirects=3, method="POST")


def test_credentials_stay_with_the_first_host() -> None:
    seen: list[str | None] = []

    async def onward(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Authorization"))
        if len(seen) > 1:
            return web.Response()
        port = request.host.split(":")[1]
        return web.Response(status=302, headers={"Location": f"http://khac.vn:{port}/"})

    call(onward, redirects=1, headers={"Authorization": "Bearer x"})
    assert seen == ["Bearer x", None]


@pytest.mark.fault("A04")
def test_a_body_over_the_cap_is_refused() -> None:
    async def large(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * 200_000)

    refused(Permanent, "too_large", handler=large, max_bytes=100_000)
    assert len(call(large, max_bytes=200_000).body) == 200_000


@pytest.mark.fault("A04")
def test_a_gzip_bomb_is_refused_and_honest_gzip_is_unpacked() -> None:
    async def packed(request: web.Request) -> web.StreamResponse:
        size = 50_000_000 if request.path == "/bom" else 50_000
        return web.Response(body=gzip.compress(b"0" * size), headers={"Content-Encoding": "gzip"})

    refused(Permanent, "too_large", handler=packed, path="/bom", max_bytes=100_000)
    assert call(packed, max_bytes=100_000).body == b"0" * 50_000


@pytest.mark.parametrize(
    ("encoding", "body", "kind", "code"),
    [
        ("br", b"x", Permanent, "bad_encoding"),
        ("gzip", b"not gzip", Permanent, "bad_encoding"),
        ("gzip", gzip.compress(b"x" * 1000, mtime=0)[:-12], Temporary, "cut_off"),
        ("deflate", zlib.compress(b"x" * 1000)[:-6], Temporary, "cut_off"),
    ],
)
@pytest.mark.fault("A04")
def test_a_body_packed_wrongly_is_refused(
    encoding: str, body: bytes, kind: type[BorderError], code: str
) -> None:
    async def packed(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Encoding": encoding})

    refused(kind, code, handler=packed)


def test_only_listed_content_types_are_taken() -> None:
    types = ("application/rss+xml", "text/xml")
    assert refused(Permanent, "bad_type", content_types=types).facts == {"type": "text/plain"}
    assert call(ok, content_types=("text/plain",)).status == 200


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(3000):
        writer.write(b"x")
        await asyncio.sleep(0.02)


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    return None


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
    await writer.drain()


async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\x01 this is not http\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("talk", "code"),
    [(drip, "timeout"), (silent, "timeout"), (hang_up, "cut_off"), (cut, "cut_off"), (babble, "cut_off")],
)
@pytest.mark.fault("A04")
def test_a_broken_line_means_later_for_reading_and_unknown_for_writing(talk: Talk, code: str) -> None:
    seconds = 1.0 if code == "timeout" else 30.0
    refused(Temporary, code, handler=None, talk=talk, seconds=seconds)
    refused(UnknownOutcome, code, handler=None, talk=talk, seconds=seconds, method="POST")
    refused(Temporary, code, handler=None, talk=talk, seconds=seconds, method="POST", repeatable=True)


@pytest.mark.parametrize(
    ("status", "reading", "writing"),
    [
        (400, Permanent, Permanent),
        (404, Permanent, Permanent),
        (410, Permanent, Permanent),
        (408, Temporary, Temporary),
        (429, Temporary, Temporary),
        (503, Temporary, Temporary),
        (500, Temporary, UnknownOutcome),
        (502, Temporary, UnknownOutcome),
        (504, Temporary, UnknownOutcome),
    ],
)
def test_each_status_becomes_one_of_three_answers(
    status: int, reading: type[BorderError], writing: type[BorderError]
) -> None:
    async def says(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Retry-After": "7"})

    assert refused(reading, "status", handler=says).facts == {"status": status, "retry_after": 7.0}
    refused(writing, "status", handler=says, method="POST")


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 05 Sep 2027 00:01:30 GMT", 90.0),
        ("Sun, 05 Sep 2027 00:01:30 -0000", None),
        ("Sat, 04 Sep 2027 00:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("١٢", None),
        ("", None),
    ],
)
def test_a_wait_that_is_asked_for_is_read_as_seconds_or_as_a_date(told: str, seconds: float | None) -> None:
    with time_machine.travel(datetime(2027, 9, 5, tzinfo=UTC), tick=False):
        assert seconds_until(told) == seconds


def test_where_only_the_status_counts_a_long_answer_is_cut_off() -> None:
    async def large(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * 200_000)

    taken = call(large, max_bytes=1000, cut=True, method="POST")
    assert (taken.status, len(taken.body)) == (200, 1000)


def test_a_write_that_succeeded_is_not_called_failed_because_of_its_answer() -> None:
    async def large(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * 200_000)

    refused(UnknownOutcome, "too_large", handler=large, max_bytes=1000, method="POST")


def test_nothing_listening_is_temporary_even_for_a_write() -> None:
    async def run() -> None:
        async with server(ok) as port:
            pass
        policy = Policy(listed=LOOPBACK, ports=frozenset({port}))
        async with SafeClient(policy, answers("127.0.0.1")) as client:
            await client.request("POST", f"http://thu.vn:{port}/")

    with pytest.raises(Temporary) as caught:
        asyncio.run(run())
    assert caught.value.code == "connect_failed"


def test_an_unknown_name_is_temporary() -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    refused(Temporary, "no_such_host", lookup=nowhere)


def test_no_cookie_is_sent_back() -> None:
    seen: list[str | None] = []

    async def sets(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Cookie"))
        if request.path == "/":
            return web.Response(status=302, headers={"Location": "/b", "Set-Cookie": "a=1"})
        return web.Response()

    call(sets, redirects=1)
    assert seen == [None, None]


def test_errors_speak_vietnamese_and_name_the_reason() -> None:
    error = refused(Permanent, "private_address", lookup=answers("10.0.0.1"))
    assert "mạng nội bộ" in str(error)
    assert error.outcome == "permanent"
