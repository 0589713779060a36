"""Many devices in one process, each with its own identity and its own real connection.

They share what no device could tell apart: one folder of audio, one player that decodes each file once, one database.
"""

from __future__ import annotations

import asyncio
import random
import resource
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from loa_speaker.audio import Shelf
from loa_speaker.clock import Clock, Pace
from loa_speaker.device import Device, Notice
from loa_speaker.errors import SpeakerError
from loa_speaker.line import Line
from loa_speaker.line_http import EVERY, HttpLine
from loa_speaker.line_mqtt import MqttLine
from loa_speaker.members import Member
from loa_speaker.mqtt import MqttError
from loa_speaker.simulated import SimulatedPlayer
from loa_speaker.store import Database, MemoryStore
from loa_speaker.web import Web

SPARE = 200
"""Descriptors beside those of the devices."""
_BEAT_STEP = 0.05  # seconds
_LOOK = 0.02  # seconds
_REPLAYED_EVERY = 30.0  # seconds


@dataclass(slots=True)
class Tally:
    """Acknowledgements of one command: how many, and the moments (time.monotonic) of the first and the last."""

    count: int = 0
    first: float = 0.0
    last: float = 0.0


@dataclass(slots=True)
class Counts:
    """What the fleet has done since its start."""

    devices: int = 0
    up: int = 0
    taken: int = 0
    refused: int = 0
    began: int = 0
    ended: int = 0
    beats: int = 0
    why: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)


class Fleet:
    """Devices to connect, watch and trouble. Use it as `async with Fleet(members, folder) as fleet`."""

    def __init__(
        self,
        members: Sequence[Member],
        folder: Path,
        *,
        database: Database | None = None,
        pace: Pace | None = None,
        speed: float = 1.0,
        notice: Notice | None = None,
        beat_s: float | None = None,
        every: float = EVERY,
        keepalive: int = 60,
        spread: int = 0,
        skews: dict[str, int] | None = None,
    ) -> None:
        """`speed` makes plays shorter; `pace` (tests) makes all time pass faster. Without a database nothing is kept."""
        self._pace = pace or Pace()
        self._player = SimulatedPlayer(Pace(speed * self._pace.speed) if speed != 1 else self._pace)
        self._folder, self._database, self._notice = folder, database, notice
        self._beat_s, self._every, self._keepalive = beat_s, every, keepalive
        self._shelf = Shelf(folder / "audio", Clock(self._pace), spread=spread)
        self._members = {member.identity.device: member for member in members}
        self._skews = skews or {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._work: list[asyncio.Task[None]] = []
        self._heard = asyncio.Event()
        self.devices: dict[str, Device] = {}
        self.lines: dict[str, MqttLine | HttpLine] = {}
        self.counts = Counts()
        self.acks: dict[tuple[str, int], Tally] = {}

    async def __aenter__(self) -> Self:
        self._shelf._clock.set(self._pace.wall(), 1_000)  # noqa: SLF001  our own: the folder's clock spreads fetches only
        self._work.append(asyncio.create_task(self._beats()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [*self._work, *self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for device in self.devices.values():
            await device.close()
        await self._shelf.close()

    # -- connecting -------------------------------------------------------------------------------------------

    async def connect(self, count: int | None = None, *, at_once: int = 100, within: float = 600.0) -> float:
        """Connect the first `count` devices; return the seconds until the last was up.

        One that is refused tries again as a device does. Raises: SpeakerError, TimeoutError.
        """
        names = list(self._members)[:count]
        raise_descriptors(len(names) + SPARE)
        began, turn = time.monotonic(), asyncio.Semaphore(at_once)
        async with asyncio.timeout(within):
            await asyncio.gather(*(self._join(name, turn) for name in names if name not in self._tasks))
        return time.monotonic() - began

    async def _join(self, name: str, turn: asyncio.Semaphore) -> None:
        async with turn:
            line = self.lines.get(name) or self._make(name)
            connected = isinstance(line, MqttLine) and await _connects(line)
            work = line.run(connected=connected) if isinstance(line, MqttLine) else line.run()
            self._tasks[name] = asyncio.create_task(work)
            while not line.is_up:  # noqa: ASYNC110  an event for each of thousands costs more than a look
                await asyncio.sleep(_LOOK)

    def _make(self, name: str) -> MqttLine | HttpLine:
        member = self._members[name]
        store = member.prepare(MemoryStore() if self._database is None else self._database.store(name))
        clock = Clock(self._pace, self._skews.get(name, 0))
        if not clock.shift:
            clock.set(clock.local(), 60_000)
        web = Web(member.identity.server, member.identity.key, clock.best)
        device = Device(member.identity, store, clock, self._shelf, self._player, web, self._watch(name))
        device.start()
        self.devices[name] = device
        broker = member.identity.broker
        line = (
            MqttLine(device, broker, keepalive=self._keepalive)
            if broker
            else HttpLine(
                device, Web(member.identity.server, member.identity.key, clock.best), every=self._every
            )
        )
        self.lines[name] = line
        self.counts.devices += 1
        return line

    async def take_down(self, name: str) -> None:
        """Cut a device from the network; it goes on with what it knows."""
        if (task := self._tasks.pop(name, None)) is not None:
            line = self.lines[name]
            if isinstance(line, MqttLine):
                line.abort()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def bring_up(self, name: str) -> None:
        """Give a device its network back."""
        if name not in self._tasks:
            self._tasks[name] = asyncio.create_task(self.lines[name].run())

    # -- watching ---------------------------------------------------------------------------------------------

    def _watch(self, name: str) -> Notice:
        def watch(event: str, **facts: Any) -> None:
            self._count(event, facts)
            if self._notice is not None:
                self._notice(event, device=name, **facts)

        return watch

    def _count(self, event: str, facts: dict[str, Any]) -> None:
        counts = self.counts
        match event:
            case "taken":
                counts.taken += 1
                self._acked((facts["group"], facts["seq"]))
            case "refused":
                counts.refused += 1
                counts.why[facts["why"]] = counts.why.get(facts["why"], 0) + 1
            case "up":
                counts.up += 1
            case "down":
                counts.up -= 1
            case "began":
                counts.began += 1
            case "ended":
                counts.ended += 1
                counts.outcomes[facts["outcome"]] = counts.outcomes.get(facts["outcome"], 0) + 1

    def _acked(self, command: tuple[str, int]) -> None:
        now = time.monotonic()
        tally = self.acks.get(command)
        if tally is None:
            tally = self.acks[command] = Tally(first=now)
        tally.count += 1
        tally.last = now
        self._heard.set()

    async def acked(self, group: str, seq: int, count: int, within: float = 60.0) -> Tally:
        """Wait until so many devices have acknowledged a command. Raises: TimeoutError."""
        async with asyncio.timeout(within):
            while (tally := self.acks.get((group, seq))) is None or tally.count < count:
                self._heard.clear()
                await self._heard.wait()
        return tally

    @property
    def waiting(self) -> int:
        """Return how many proofs wait for a receipt on all devices."""
        return sum(device.store.count_proofs() for device in self.devices.values())

    def settled(self) -> bool:
        """Say whether every play has ended and every proof is stored by the server."""
        return not self.waiting and not any(device.stage.entries for device in self.devices.values())

    async def _beats(self) -> None:
        """Let each device beat once in its time, evenly spread over all of them."""
        owed = 0.0
        turn: list[str] = []
        while True:
            await self._pace.sleep(_BEAT_STEP)
            if not self.devices:
                continue
            owed += len(self.devices) * _BEAT_STEP / self._period()
            for _ in range(int(owed)):
                turn = turn or list(self.devices)
                device = self.devices[turn.pop()]
                device.tick()
                self.counts.beats += 1
            owed -= int(owed)

    def _period(self) -> float:
        some = next(iter(self.devices.values()))
        return max(self._beat_s or float(some.config.beat_s), 1.0)

    # -- trouble ----------------------------------------------------------------------------------------------

    def trouble_offline(self, name: str, begin: float, end: float) -> None:
        """Cut a device from the network from one second of the run to another."""
        self._work.append(asyncio.create_task(self._offline(name, begin, end)))

    async def _offline(self, name: str, begin: float, end: float) -> None:
        await self._pace.sleep(begin)
        await self.take_down(name)
        await self._pace.sleep(end - begin)
        await self.bring_up(name)

    def trouble_replay(self, name: str, every: float = _REPLAYED_EVERY) -> None:
        """Let somebody on a device's line play old commands to it again and again."""
        line = self.lines.get(name) or self._make(name)
        recorder = Recorder(self.devices[name])
        line._user = recorder  # noqa: SLF001  the eavesdropper sits on the line
        self._work.append(asyncio.create_task(recorder.replay(self._pace, every)))


class Recorder:
    """Keeps every command that a device heard, and repeats them."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._kept: list[bytes] = []

    @property
    def name(self) -> str:
        return self._device.name

    @property
    def groups(self) -> Collection[str]:
        return self._device.groups

    def take(self, envelope: bytes) -> None:
        self._kept.append(envelope)
        del self._kept[:-50]
        self._device.take(envelope)

    def line_up(self, line: Line) -> None:
        self._device.line_up(line)

    def line_down(self) -> None:
        self._device.line_down()

    async def replay(self, pace: Pace, every: float) -> None:
        """Repeat what was heard, one at a time."""
        while True:
            await pace.sleep(every)
            if self._kept:
                self._device.take(random.choice(self._kept))  # noqa: S311  no secret


async def _connects(line: MqttLine) -> bool:
    try:
        await line.connect()
    except MqttError:
        return False
    return True


def raise_descriptors(needed: int) -> None:
    """Allow as many open connections as the devices need. Raises: SpeakerError(descriptors)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise SpeakerError("descriptors", limit=str(hard), needed=str(needed))
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize()


__all__ = ["Counts", "Fleet", "Member", "MqttError", "Recorder", "Tally", "raise_descriptors", "resident"]
