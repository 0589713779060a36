"""The device's time: told by the server, carried by ticks that never jump, so that no jump of the machine's clock moves a play."""

from __future__ import annotations

import asyncio
import ctypes
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DRIFT = 100e-6
"""How much the ticks of a cheap crystal may be wrong, as a share."""
ANSWER_WITHIN = 10.0
"""Seconds after which the answer to a heartbeat says nothing about the time any more."""
_NOT_SYNCHRONISED = 5  # what adjtimex answers when nobody disciplines the machine's clock
_RTC = Path("/sys/class/rtc/rtc0")
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def _uptime() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Pace:
    """How time passes: as on this machine, or `speed` times as fast where a test cannot wait."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._ticks0, self._wall0 = _uptime(), time.time()

    @property
    def boot(self) -> str:
        """Return what names this run of the machine: ticks of another one mean nothing."""
        return _BOOT.read_text().strip() if self.speed == 1 and _BOOT.exists() else ""

    def ticks(self) -> float:
        """Return seconds that only ever grow, evenly, also while the machine sleeps."""
        return self._ticks0 + (_uptime() - self._ticks0) * self.speed

    def wall(self) -> int:
        """Return the machine's own clock in milliseconds, right or wrong."""
        if self.speed == 1:
            return int(time.time() * 1000)
        return int((self._wall0 + self.ticks() - self._ticks0) * 1000)

    def real(self, seconds: float) -> float:
        """Return how long a span takes for whoever waits for it."""
        return max(seconds, 0.0) / self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(self.real(seconds))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment tied to a tick; `doubt` is how many milliseconds it may be wrong."""

    moment: int
    ticks: float
    doubt: float


class Clock:
    """The corrected clock. It does not know the time until somebody trustworthy told it.

    `is_told` says that the server has, in this run. Until then the time is what the machine makes believe (`restore`): good enough to begin
    what was ordered, not to refuse for ever what the server sends.
    """

    __slots__ = ("_anchor", "is_told", "pace", "shift")

    def __init__(self, pace: Pace, shift: int = 0) -> None:
        self.pace = pace
        self.shift = shift
        self.is_told = False
        self._anchor: Anchor | None = None

    def local(self) -> int:
        """Return what the machine's own clock shows."""
        return self.pace.wall() + self.shift

    def now(self) -> int | None:
        """Return the corrected time in milliseconds, None where it is not known."""
        if self._anchor is None:
            return None
        return self._anchor.moment + round((self.pace.ticks() - self._anchor.ticks) * 1000)

    def best(self) -> int:
        """Return the corrected time, or the machine's own where there is none."""
        now = self.now()
        return self.local() if now is None else now

    @property
    def offset(self) -> int:
        """Return by how many milliseconds the machine's clock is corrected."""
        return self.best() - self.local()

    def hear(self, moment: int, doubt: float) -> bool:
        """Hear from the server that it is `moment` now, give or take `doubt`; return whether that is news."""
        self.is_told = True
        return self.set(moment, doubt)

    def set(self, moment: int, doubt: float) -> bool:
        """Believe that it is `moment` now, give or take `doubt`; return whether that is news.

        A rough answer does not spoil a good clock: it counts only when it is at least as exact as what ticks have
        carried on until now, or when both cannot be true.
        """
        ticks, known = self.pace.ticks(), self.now()
        if self._anchor is not None and known is not None:
            grown = self._anchor.doubt + (ticks - self._anchor.ticks) * 1000 * DRIFT
            if doubt > grown and abs(moment - known) <= doubt + grown:
                return False
        self._anchor = Anchor(moment, ticks, doubt)
        return True

    def save(self) -> dict[str, Any] | None:
        """Return what outlasts a restart."""
        now = self.now()
        if self._anchor is None or now is None:
            return None
        return {
            "boot": self.pace.boot,
            "moment": self._anchor.moment,
            "ticks": self._anchor.ticks,
            "doubt": self._anchor.doubt,
            "now": now,
            "offset": self.offset,
        }

    def restore(self, saved: dict[str, Any] | None) -> None:
        """Take up the time after a restart, where it can be known without asking.

        1. The machine did not restart: its ticks go on. 2. It synchronises its own clock. 3. It has a battery clock that
        went on from what was known. Otherwise the time stays unknown until the server tells it.
        """
        if saved and saved["boot"] and saved["boot"] == self.pace.boot:
            self._anchor = Anchor(int(saved["moment"]), float(saved["ticks"]), float(saved["doubt"]))
        elif self.shift == 0 and machine_is_synchronised():
            self.set(self.local(), 1_000)
        elif saved and _RTC.exists() and self.local() + int(saved["offset"]) >= int(saved["now"]):
            self.set(self.local() + int(saved["offset"]), 60_000)


def machine_is_synchronised() -> bool:
    """Ask the kernel whether something (NTP, GPS) disciplines the machine's clock."""
    try:
        state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError):
        return False
    return 0 <= state < _NOT_SYNCHRONISED
