"""The program on a real device: one home, one line, one player, until somebody stops it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from loa_speaker.audio import SPREAD, Shelf
from loa_speaker.clock import Clock, Pace
from loa_speaker.device import Device, Notice
from loa_speaker.home import Home
from loa_speaker.line_http import EVERY, HttpLine
from loa_speaker.line_mqtt import MqttLine
from loa_speaker.player import Player, SystemPlayer
from loa_speaker.store import Database, Store
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
        identity, clock = home.identity(), Clock(Pace(), shift)
        database = Database(home.memory)
        store, shelf = database.store(identity.device), Shelf(home.audio, clock, spread=spread)
        web = Web(identity.server, identity.key, clock.best, ca)
        sounds = choose_player(player, clock.pace)
        device = Device(identity, store, clock, shelf, sounds, web, _noted(store, notice))
        device.start()
        line = _line(device, ca, every)
        notice("started", device=identity.device, way="mqtt" if identity.broker else "https")
        try:
            await _until_stopped(line.run(), _tick(device))
        finally:
            await device.close()
            await shelf.close()
            database.close()


def _noted(store: Store, notice: Notice) -> Notice:
    """Return who hears what happens, and writes down whether the line is up for `loa-speaker status`."""

    def watch(event: str, **facts: object) -> None:
        if event in {"up", "down"}:
            _keep(store, "line", {"up": event == "up", "at": int(time.time() * 1000)})
        notice(event, **facts)

    return watch


def _line(device: Device, ca: Path | None, every: float) -> MqttLine | HttpLine:
    """Return the device's line: to the broker it was told of at its enrolment, else to the server by HTTPS."""
    identity, store = device.identity, device.store
    if identity.broker:
        return MqttLine(device, identity.broker, ca=ca)
    return HttpLine(
        device,
        Web(identity.server, identity.key, device.clock.best, ca),
        after=store.fact("after") or 0,
        keep_after=lambda after: _keep(store, "after", after),
        every=every,
    )


def _keep(store: Store, name: str, value: object) -> None:
    with store.change(durable=False):
        store.put_fact(name, value)


async def _tick(device: Device) -> None:
    while True:
        wait = max(float(device.config.beat_s), 1.0)
        if device.clock.now() is None:
            wait = min(wait, _ASK_TIME_EVERY)
        await device.clock.pace.sleep(wait)
        device.tick()


async def _until_stopped(*work: Coroutine[Any, Any, None]) -> None:
    """Do the work until a signal; a part that breaks breaks the program, which its unit starts again."""
    stop = asyncio.create_task(asyncio.Event().wait())
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.cancel)
    tasks = [asyncio.create_task(each) for each in work]
    try:
        done, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stop}:
            with contextlib.suppress(asyncio.CancelledError):
                task.result()
    finally:
        for each in (stop, *tasks):
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
