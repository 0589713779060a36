"""A small server for the device's tests: it enrols, commands, hands out audio and hears what devices tell; not for use.

It follows `loa_wire/README.md` to the letter, so that what passes here speaks with the real server.
"""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import socket
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from loa_speaker.home import Broker, Identity
from loa_speaker.members import Member
from loa_speaker.mqtt import Link
from loa_wire import http as signed
from loa_wire import topics
from loa_wire.commands import Command, Config, Play
from loa_wire.errors import WireError
from loa_wire.signed import Keys, Purpose, SignKey, open_envelope, seal, split
from loa_wire.tidings import Ack, Beat, Proof, read_told
from loa_wire.words import Ask, Why

_HOUR = 3_600_000


def wall() -> int:
    """Return the time in milliseconds."""
    return int(time.time() * 1000)


@dataclass
class Standin:
    """The server's side of the wire. `now` may be another clock; so many requests as `busy` says are told to come again after `wait`."""

    now: Callable[[], int] = wall
    key: SignKey = field(default_factory=lambda: SignKey.generate("server-1"))
    seqs: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    log: list[tuple[int, str, Command, bytes]] = field(default_factory=list)
    devices: dict[str, bytes] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    config: Config = field(default_factory=lambda: Config(quiet=(), beat_s=1))
    audio: dict[str, bytes] = field(default_factory=dict)
    acks: list[Ack] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    proofs: dict[tuple[str, int], Proof] = field(default_factory=dict)
    arrived: list[Proof] = field(default_factory=list)
    send: Callable[[str, bytes], None] | None = None
    receipts: bool = True
    times: bool = True
    mqtt: str = ""
    served: int = 0
    break_off: int = 0
    busy: int = 0
    wait: str = "0"
    asked: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    # -- down -------------------------------------------------------------------------------------------------

    def make(self, ask: Ask, group: str, body: dict[str, Any] | None = None, **facts: Any) -> bytes:
        """Seal a command under the next sequence of its group, without sending it."""
        with self.lock:
            if ask not in {Ask.TIME, Ask.RECEIPT}:
                self.seqs[group] += 1
            now = self.now()
            command = Command(
                ask=ask,
                group=group,
                seq=facts.pop("seq", 0 if ask in {Ask.TIME, Ask.RECEIPT} else self.seqs[group]),
                made=facts.pop("made", now),
                since=facts.pop("since", now - 1_000),
                until=facts.pop("until", now + _HOUR),
                body=body or {},
                **facts,
            )
            envelope = seal(Purpose.COMMAND, command.to_wire(), self.key)
            self.log.append((len(self.log) + 1, group, command, envelope))
            return envelope

    def order(self, ask: Ask, group: str, body: dict[str, Any] | None = None, **facts: Any) -> bytes:
        """Seal a command and send it."""
        envelope = self.make(ask, group, body, **facts)
        self.publish(group, envelope)
        return envelope

    def publish(self, group: str, envelope: bytes) -> None:
        """Send an envelope to a group; over HTTPS it is fetched."""
        if self.send is not None:
            self.send(topics.down(group[1:]) if group.startswith("d") else topics.group(group), envelope)

    def plays(self, group: str, *plays: Play, **facts: Any) -> bytes:
        """Order plays."""
        return self.order(Ask.PLAY, group, {"plays": [play.to_wire() for play in plays]}, **facts)

    # -- up ---------------------------------------------------------------------------------------------------

    def hear(self, envelope: bytes) -> bytes | None:
        """Hear what a device tells; return what it is answered."""
        opened = split(envelope)
        raw = open_envelope(Purpose.TOLD, envelope, Keys({opened.key_id: self.devices[opened.key_id]}))
        told = read_told(raw)
        with self.lock:
            if isinstance(told, Ack):
                self.acks.append(told)
                return None
            if isinstance(told, Beat):
                self.beats.append(told)
                if not self.times:
                    return None
                return self.make(Ask.TIME, f"d{told.device}", {"beat": told.n, "now": self.now()})
            self.arrived.append(told)
            if not self.receipts:
                return None
            self.proofs.setdefault((told.device, told.n), told)
            return self.make(Ask.RECEIPT, f"d{told.device}", {"got": [told.n]})

    def refusals(self) -> list[str]:
        """Return why commands were refused, in order."""
        return [ack.why for ack in self.acks if not ack.taken]

    def taken(self) -> set[tuple[str, int]]:
        """Return the commands that some device took."""
        return {(ack.group, ack.seq) for ack in self.acks if ack.taken}

    # -- devices ----------------------------------------------------------------------------------------------

    def code(self, code: str, cluster: str = "c7", groups: Iterable[str] = ("city", "b1", "c7")) -> str:
        """Make a one-time code."""
        self.codes[code] = (cluster, list(groups))
        return code

    def enrol(self, envelope: bytes) -> tuple[int, dict[str, Any]]:
        """Answer an enrolment."""
        raw = split(envelope).message()
        public = base64.urlsafe_b64decode(raw["public"])
        try:
            open_envelope(Purpose.ENROL, envelope, Keys({"new": public}))
            cluster, groups = self.codes.pop(raw["code"])
        except (WireError, KeyError):
            return 403, {"code": "bad_code", "text": "Mã ghép không đúng."}
        device = f"dev{len(self.devices) + 1}"
        self.devices[device], self.groups[device] = public, groups
        with self.lock:
            answer = {
                "device": device,
                "cluster": cluster,
                "mqtt": {"url": self.mqtt, "password": "secret"} if self.mqtt else None,
                "keys": self.keys,
                "groups": self.make(Ask.GROUPS, f"d{device}", {"groups": groups}).decode(),
                "config": self.make(Ask.CONFIG, f"d{device}", self.config.to_wire()).decode(),
                "now": self.now(),
            }
        return 200, answer

    @property
    def keys(self) -> dict[str, str]:
        """Return the server's public keys as they travel."""
        return {self.key.id: base64.urlsafe_b64encode(self.key.public).decode()}

    def member(
        self,
        device: str,
        cluster: str = "c7",
        groups: Iterable[str] = ("city", "b1", "c7"),
        *,
        server: str = "",
    ) -> Member:
        """Make a device that is enrolled already, for a fleet."""
        key = SignKey.generate(device)
        self.devices[device], self.groups[device] = key.public, list(groups)
        broker = Broker(self.mqtt, "secret") if self.mqtt else None
        identity = Identity(device, cluster, server, key, broker)
        return Member(identity, self.keys, tuple(groups), self.config.to_wire())

    def exchange(self, device: str, raw: dict[str, Any]) -> dict[str, Any]:
        """Answer a pull."""
        answers = [answer for each in raw["told"] if (answer := self.hear(each.encode())) is not None]
        with self.lock:
            groups = {*self.groups[device], f"d{device}"}
            acked = {(ack.group, ack.seq) for ack in self.acks if ack.device == device}
            down = [
                (n, envelope)
                for n, group, command, envelope in self.log
                if n > raw["after"] and group in groups and command.seq and (group, command.seq) not in acked
            ]
            after = max([raw["after"], *(n for n, _ in down)])
        return {
            "now": self.now(),
            "after": after,
            "down": [each.decode() for each in [*answers, *(envelope for _, envelope in down)]],
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Web

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/device/enrol/":
            self._json(*self.server.standin.enrol(body))
            return
        device = self._device(body)
        if device:
            self._json(200, self.server.standin.exchange(device, json.loads(body)))

    def do_GET(self) -> None:
        standin = self.server.standin
        standin.asked.append(f"{self.path} {self.headers.get('Range', '')}".strip())
        if self.path.startswith("/stream/"):
            self._stream(float(self.path.split("/")[2]))
            return
        if not self._device(b""):
            return
        data = standin.audio.get(self.path.split("/")[3])
        if data is None:
            self._json(404, {})
            return
        start = int((self.headers.get("Range") or "bytes=0-")[6:].rstrip("-"))
        part = data[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        if standin.break_off:
            part, standin.break_off = part[: standin.break_off], 0
            self.close_connection = True
        standin.served += len(part)
        self.wfile.write(part)

    def _stream(self, seconds: float) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.wfile.write(bytes(400))
            except OSError:
                return
            time.sleep(0.02)

    def _device(self, body: bytes) -> str:
        standin = self.server.standin
        try:
            device = signed.check(
                dict(self.headers.items()),
                Keys(standin.devices),
                self.command,
                self.path,
                body,
                standin.now(),
            )
        except WireError as error:
            self._json(409 if error.code == Why.CLOCK else 403, {"now": standin.now(), "code": error.code})
            return ""
        if standin.busy:
            standin.busy -= 1
            self._json(429, {"code": "busy"}, wait=standin.wait)
            return ""
        return device

    def _json(self, status: int, facts: dict[str, Any], *, wait: str = "") -> None:
        body = json.dumps(facts).encode()
        self.send_response(status)
        if wait:
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ARG002  the library's own names
        return


class _Web(ThreadingHTTPServer):
    daemon_threads = True
    standin: Standin
    request_queue_size: ClassVar[int] = 200  # type: ignore[misc]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: devices are killed here on purpose."""


@contextmanager
def serving(standin: Standin) -> Iterator[str]:
    """Serve HTTP; the value is the address."""
    server = _Web(("127.0.0.1", 0), _Handler)
    server.standin = standin
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Ledger:
    """The stand-in's end of MQTT: everything that devices tell goes to it, everything it orders goes out."""

    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self.link: Link | None = None

    async def connect(self, url: str) -> None:
        """Connect to the broker."""
        self.link = await Link.open(self, url, "ledger", user="")
        await self.link.subscribe([topics.UP_ALL])
        self.standin.send = self.link.publish

    def heard(self, topic: str, payload: bytes) -> None:
        answer = self.standin.hear(payload)
        if answer is not None and self.link is not None:
            self.link.publish(topics.down(topics.device_of(topic)), answer)

    def lost(self, _link: Link) -> None:
        self.link = None
        self.standin.send = None

    def close(self) -> None:
        """Leave the broker."""
        if self.link is not None:
            self.link.close()


def find_mosquitto() -> str | None:
    """Return the large broker, where there is one."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
    return port


class Mosquitto:
    """A real broker of its own, with sessions kept on disk, that may be killed and started again."""

    def __init__(self, folder: Path, *, saves: bool = False) -> None:
        """`saves` writes every change to the disk at once, which only a test that kills it needs."""
        self.folder, self.port = folder, free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\n"
            + ("autosave_interval 1\nautosave_on_changes true\n" if saves else "")
            + "max_queued_messages 100000\nmax_inflight_messages 100\nlog_type none\nset_tcp_nodelay true\n"
            + ("user root\n" if _is_root() else "")
        )

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        program = find_mosquitto()
        assert program is not None
        self._process = subprocess.Popen([program, "-c", str(self.folder / "mosquitto.conf")])  # noqa: S603  found above
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("mosquitto does not start")

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _is_root() -> bool:
    return Path("/proc/self").stat().st_uid == 0


async def until(true: Callable[[], Any], within: float = 90.0) -> None:
    """Wait until something is so. Raises: TimeoutError."""
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110  a test looks from outside
            await asyncio.sleep(0.01)
