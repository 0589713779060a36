"""The program on a real device: one home, one line, one player, until somebody stops it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from pathlib import Path

from loa_speaker.audio import SPREAD, Shelf
from loa_speaker.clock import Clock, Pace
from loa_speaker.device import Device, Notice
from loa_speaker.home import Home
from loa_speaker.line_http import EVERY, HttpLine
from loa_speaker.line_mqtt import MqttLine
from loa_speaker.player import Player, SystemPlayer
from loa_speaker.store import Database
from loa_speaker.web import Web

_ASK_TIME_EVERY = 5.0
"""Seconds between heartbeats as long as the time is not known."""


def choose_player(name: str, pace: Pace) -> Player:
    """Return the player by name; the machine's first one where none is named. Raises: SpeakerError(no_player, no_decoder)."""
    if name == "simulated":
        from loa_speaker.simulated import SimulatedPlayer  # noqa: PLC0415  a device that plays needs no decoder in memory

        return SimulatedPlayer(pace)
    return SystemPlayer.find(pace, name)


async def run(
    home: Home,
    notice: Notice,
    *,
    player: str = "",
    ca: Path | None = None,
    every: float = EVERY,
    shift: int = 0,
    spread: int = SPREAD,
) -> None:
    """Run the device of a folder until SIGTERM or SIGINT. Raises: SpeakerError."""
    with home.lock():
        identity = home.identity()
        pace = Pace()
        database = Database(home.memory)
        store, clock = database.store(identity.device), Clock(pace, shift)
        web = Web(identity.server, identity.key, clock.best, ca)
        shelf = Shelf(home.audio, clock, spread=spread)

        def watch(event: str, **facts: object) -> None:
            if event in {"up", "down"}:
                with store.change(durable=False):
                    store.put_fact("line", {"up": event == "up", "at": int(time.time() * 1000)})
            notice(event, **facts)

        device = Device(identity, store, clock, shelf, choose_player(player, pace), web, watch)
        device.start()
        line = (
            MqttLine(device, identity.broker, ca=ca)
            if identity.broker
            else HttpLine(
                device,
                Web(identity.server, identity.key, clock.best, ca),
                after=store.fact("after") or 0,
                keep_after=lambda after: _keep(database, identity.device, after),
                every=every,
            )
        )
        notice("started", device=identity.device, way="mqtt" if identity.broker else "https")
        tasks = [asyncio.create_task(line.run()), asyncio.create_task(_tick(device))]
        try:
            await _stopped(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await device.close()
            await shelf.close()
            database.close()


def _keep(database: Database, device: str, after: int) -> None:
    store = database.store(device)
    with store.change(durable=False):
        store.put_fact("after", after)


async def _tick(device: Device) -> None:
    while True:
        wait = max(float(device.config.beat_s), 1.0)
        if device.clock.now() is None:
            wait = min(wait, _ASK_TIME_EVERY)
        await device.clock.pace.sleep(wait)
        device.tick()


async def _stopped(tasks: list[asyncio.Task[None]]) -> None:
    """Wait for a signal; a task that breaks breaks the program, which its unit starts again."""
    stop = asyncio.create_task(asyncio.Event().wait())
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.cancel)
    done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    for task in done - {stop}:
        with contextlib.suppress(asyncio.CancelledError):
            task.result()
