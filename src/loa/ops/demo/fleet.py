"""The demo's devices, simulated in one process over real connections, with what happens to seven of them.

Run it as `python -m loa.ops.demo.fleet FOLDER`: it reads `devices.json` and `troubles.json` there, keeps `report.json` and runs until it
is told to stop. It must not know the site or its database: it is a stranger, as a loudspeaker is.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Any

from loa_speaker.members import read_members
from loa_speaker.mqtt import MqttError
from loa_speaker.simulate import Fleet
from loa_speaker.web import WebError

BEAT = 20.0  # seconds between heartbeats: a cluster's page shows soon what changed
SKEW = 2 * 3_600_000  # milliseconds by which one clock is wrong
LATE_BY = 24.0  # seconds after the others
AWAY_FOR = 15.0  # seconds without network after the play
REPLAY_EVERY = 5.0
_REPORT_EVERY = 0.2
_AGAIN = 0.3
log = logging.getLogger(__name__)


class Scene:
    """Makes happen what happens, each at the moment when the play has come so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.troubles: dict[str, str] = json.loads((folder / "troubles.json").read_text())
        self.names = {device: trouble for trouble, device in self.troubles.items()}
        self.members = read_members(folder / "devices.json")
        self.said: dict[str, list[str]] = {trouble: [] for trouble in self.troubles}
        self.offset = 0
        self.is_up = False
        self._began = False
        self._work: set[asyncio.Task[None]] = set()
        self.fleet = Fleet(
            self.members,
            folder,
            notice=self.notice,
            beat_s=BEAT,
            skews={self.troubles["skewed"]: SKEW},
        )

    def notice(self, event: str, *, device: str, **facts: Any) -> None:
        """Hear what a device did."""
        trouble = self.names.get(device, "")
        if trouble:
            self.said[trouble].append(event)
        if trouble == "skewed" and event == "clock":
            self.offset = int(facts["offset"])
        if event == "began" and not self._began:
            self._began = True
            self._spawn(self._come_back(self.troubles["late"], LATE_BY))
        if trouble == "queued" and event == "began":
            self._spawn(self.fleet.take_down(device))
        if trouble == "queued" and event == "ended":
            self._spawn(self._come_back(device, AWAY_FOR))

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _come_back(self, device: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.fleet.bring_up(device)

    async def play(self, stop: asyncio.Event) -> None:
        """Connect all but one, cut one off, trouble one, and report until told to stop."""
        async with self.fleet as fleet:
            reporting = asyncio.create_task(self._report())
            # The broker learns of all new devices at once, within seconds.
            await self._until_let_in(1)
            await self._until_let_in(len(self.members) - 1)
            await fleet.take_down(self.troubles["late"])
            fleet.trouble_replay(self.troubles["replayed"], REPLAY_EVERY)
            self.is_up = True
            await stop.wait()
            reporting.cancel()

    async def _until_let_in(self, count: int) -> None:
        while True:
            try:
                await self.fleet.connect(count)
            except (MqttError, WebError, OSError) as error:
                log.warning("not let in yet: %s", error)
                await asyncio.sleep(_AGAIN)
            else:
                return

    async def _report(self) -> None:
        while True:
            found = {
                "is_up": self.is_up,
                "offset": self.offset,
                "said": self.said,
                **asdict(self.fleet.counts),
            }
            part = self.folder / "report.new"
            part.write_text(json.dumps(found))
            part.replace(self.folder / "report.json")
            await asyncio.sleep(_REPORT_EVERY)


async def main(folder: Path) -> None:
    """Run until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Scene(folder).play(stop)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
