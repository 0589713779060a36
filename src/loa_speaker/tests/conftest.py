"""Devices in a time of their own: hours pass at once, nothing waits, and the machine's clock can be made to jump."""

from __future__ import annotations

import asyncio
import hashlib
import io
import selectors
import wave
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from loa_speaker.audio import Shelf
from loa_speaker.clock import Clock, Pace
from loa_speaker.device import Device
from loa_speaker.simulated import SimulatedPlayer
from loa_speaker.store import Database, MemoryStore
from loa_speaker.testing import Mosquitto, Standin, find_mosquitto
from loa_speaker.web import Web
from loa_wire.commands import Play
from loa_wire.words import Priority

NOON = 1_796_014_800_000  # 30 November 2026, 12:00 in Ha Noi


class _Hurried(selectors.DefaultSelector):
    """Instead of waiting, time goes on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0 if timeout is not None else None)
        if not ready and timeout and timeout > 0:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.hurried = _Hurried()
        super().__init__(self.hurried)

    def time(self) -> float:
        return self.hurried.now


class VirtualPace(Pace):
    """Time as the loop passes it; `jump` moves the machine's own clock alone."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop
        self.jump = 0

    @property
    def boot(self) -> str:
        return "one boot"

    def ticks(self) -> float:
        return self._loop.time()

    def wall(self) -> int:
        return self.true() + self.jump

    def true(self) -> int:
        return NOON + round(self._loop.time() * 1000)


class Wire:
    """A line that may be cut: what the device tells reaches the server at once, and its answers come back."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self.is_up = True
        self.followed: list[frozenset[str]] = []

    def send(self, envelope: bytes, stored: Callable[[], None] | None = None) -> None:
        assert self.is_up
        answer = self._rig.standin.hear(envelope)
        if stored is not None:
            stored()
        if answer is not None:
            asyncio.get_running_loop().call_soon(self._rig.device.take, answer)

    def follow(self, groups: Any) -> None:
        self.followed.append(frozenset(groups))


class Rig:
    """One device, its server, and their time."""

    def __init__(self, folder: Path, *, lasting: bool = False) -> None:
        self.folder, self.lasting = folder, lasting
        self.loop = VirtualLoop()
        self.pace = VirtualPace(self.loop)
        self.standin = Standin(now=self.pace.true)
        self.member = self.standin.member("dev1")
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.database = Database(folder / "memory.sqlite3") if lasting else None
        self._memory = MemoryStore()
        self.player = SimulatedPlayer(self.pace)
        self.wire = Wire(self)
        self.device = self._make()

    def _make(self, *, knows_time: bool = True) -> Device:
        store = self.database.store("dev1") if self.database else self._memory
        self.member.prepare(store)
        self.clock = Clock(self.pace)
        if knows_time:
            self.clock.set(self.pace.true(), 1)
        self.shelf = Shelf(self.folder / "audio", self.clock, spread=0)
        web = Web("http://127.0.0.1:9", self.member.identity.key, self.clock.best)
        return Device(
            self.member.identity, store, self.clock, self.shelf, self.player, web,
            lambda event, **facts: self.events.append((event, facts)),
        )  # fmt: skip

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def do(self, act: Callable[[], Any]) -> Any:
        async def doing() -> Any:
            return act()

        return self.run(doing())

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.run(asyncio.sleep(seconds))

    def start(self, *, connected: bool = True) -> Rig:
        self.do(self.device.start)
        if connected:
            self.connect()
        return self

    def connect(self) -> None:
        self.wire.is_up = True
        self.do(lambda: self.device.line_up(self.wire))
        self.go(0)

    def cut(self) -> None:
        self.wire.is_up = False
        self.do(self.device.line_down)

    def restart(self, *, off: float = 0.0, connected: bool = True, knows_time: bool = True) -> None:
        """Take the power away, as a kill does: nothing is told to anybody, nothing is ended in good order."""
        self.run(self.device.close())
        self.run(self.shelf.close())
        self.wire.is_up = False
        self.go(off)
        self.device = self._make(knows_time=knows_time)
        self.start(connected=connected)

    def hear(self, envelope: bytes) -> None:
        """Let the device hear a command."""
        self.do(lambda: self.device.take(envelope))
        self.go(0)

    def plays(self, *plays: Play, group: str = "c7", **facts: Any) -> bytes:
        envelope = self.standin.plays(group, *plays, **facts)
        self.hear(envelope)
        return envelope

    def file(self, seconds: float, *, name: str = "") -> dict[str, Any]:
        """Put a file of so many seconds on the shelf, without decoding it; return what a play says of it."""
        sha256 = hashlib.sha256(f"{seconds}{name}".encode()).hexdigest()
        path = self.shelf.path(sha256)
        path.write_bytes(b"x")
        self.shelf._have.add(sha256)
        self.player._lengths[str(path)] = round(seconds * 1000)
        return {"sha256": sha256, "size": 1, "length": round(seconds * 1000)}

    def play(self, name: str, after: float, seconds: float = 10.0, late: float = 60.0, **facts: Any) -> Play:
        """Return a play that is due after so many seconds."""
        at = self.pace.true() + round(after * 1000)
        sound = {"length": round(seconds * 1000)} if "relay" in facts else self.file(seconds)
        facts = {"at": at, "latest": at + round(late * 1000), "priority": Priority.NORMAL} | sound | facts
        return Play(id=name, **facts)

    def proofs(self) -> dict[str, tuple[str, str, int]]:
        """Return how each play ended: outcome, why, milliseconds heard. A play with two proofs fails here."""
        names = [proof.play for proof in self.standin.proofs.values()]
        assert len(names) == len(set(names)), names
        return {p.play: (p.outcome.value, p.why, p.heard) for p in self.standin.proofs.values()}

    def happened(self, event: str) -> list[dict[str, Any]]:
        return [facts for name, facts in self.events if name == event]

    def close(self) -> None:
        self.run(self.device.close())
        self.run(self.shelf.close())
        self.loop.close()
        if self.database:
            self.database.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path)
    yield rig.start()
    rig.close()


@pytest.fixture
def lasting(tmp_path: Path) -> Iterator[Rig]:
    """A device whose memory outlives it."""
    rig = Rig(tmp_path, lasting=True)
    yield rig.start()
    rig.close()


def sound(seconds: float) -> bytes:
    """Return a real file of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as tape:
        tape.setnchannels(1)
        tape.setsampwidth(1)
        tape.setframerate(8_000)
        tape.writeframes(bytes([128]) * round(8_000 * seconds))
    return file.getvalue()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    if find_mosquitto() is None:
        pytest.skip("no mosquitto on this machine")
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, saves=True)
    broker.start()
    yield broker
    broker.kill()
