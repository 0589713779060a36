"""What makes sound: one small interface, filled by the system's own player or by the simulation."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loa_speaker.clock import Pace
from loa_speaker.errors import SpeakerError
from loa_wire.words import Why

ENOUGH = 0.9
"""The share of its length after which a player that ended without an error has played a file."""
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Score:
    """What to sound: a file or the address of a stream, from where on, how much of it is left, how loud."""

    source: str
    is_stream: bool
    start: int
    left: int
    volume: int


class Sound(Protocol):
    """One sound, made ready and then begun at its moment."""

    done: asyncio.Future[Why | None]
    """How it ended by itself: None where it sounded whole. Never set by `stop`."""

    def begin(self) -> None:
        """Let it sound now."""

    def heard(self) -> int:
        """Return how many milliseconds of it have sounded."""

    def stop(self) -> None:
        """Silence it at once; also one that has not begun, or has ended."""


class Player(Protocol):
    """Makes sounds ready."""

    async def prepare(self, score: Score) -> Sound:
        """Return a sound that begins without delay. Raises: BadAudio."""


class BadAudio(Exception):
    """A file that cannot be decoded."""


PLAYERS: dict[str, tuple[str, ...]] = {
    "mpv": (
        "--no-config", "--ytdl=no", "--no-video", "--really-quiet", "--no-terminal", "--volume={volume}", "--start={seconds}",
        "--", "{source}",
    ),
    "ffplay": (
        "-nodisp", "-autoexit", "-loglevel", "error", "-volume", "{volume}", "-ss", "{seconds}", "-i", "{source}",
    ),
    "mpg123": ("-q", "-f", "{scale}", "-k", "{frames}", "{source}"),
    "cvlc": (
        "--ignore-config", "--no-lua", "--intf", "dummy", "--quiet", "--play-and-exit", "--gain", "{gain}", "--start-time",
        "{seconds}", "{source}",
    ),
}  # fmt: skip
"""How each is called. None reads settings of the machine, or looks into a page for a stream (mpv by youtube-dl, vlc by its Lua scripts)."""
_PIPE = {"mpv": "-", "ffplay": "pipe:0", "mpg123": "-", "cvlc": "fd://0"}
_FRAME = 1152 / 44_100  # seconds of one MP3 frame
_FULL_SCALE = 32_768  # mpg123's loudest


class SystemPlayer:
    """Sounds through a program of the machine.

    A file that begins at its beginning is fed through a pipe: the program is up and waiting before the moment, so its
    start costs no delay. It dies with us: a device that is killed must not go on sounding.
    """

    def __init__(self, name: str, pace: Pace) -> None:
        self.name = name
        self._pace = pace
        self._leash = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()

    @classmethod
    def find(cls, pace: Pace, name: str = "") -> SystemPlayer:
        """Return the first player that is installed. Raises: SpeakerError(no_player)."""
        for each in [name] if name else PLAYERS:
            if each in PLAYERS and shutil.which(each):
                return cls(each, pace)
        raise SpeakerError("no_player", players=", ".join(PLAYERS))

    def command(self, score: Score, *, piped: bool) -> list[str]:
        """Return the command line for a sound."""
        seconds = score.start / 1000
        words = {
            "source": _PIPE[self.name] if piped else score.source,
            "volume": str(score.volume),
            "gain": f"{score.volume / 100:.2f}",
            "scale": str(_FULL_SCALE * score.volume // 100),
            "seconds": f"{seconds:.3f}",
            "frames": str(round(seconds / _FRAME)),
        }
        return [*self._leash, self.name, *(part.format(**words) for part in PLAYERS[self.name])]

    async def prepare(self, score: Score) -> Sound:
        if score.is_stream and not score.source.startswith(("http://", "https://")):
            raise BadAudio(score.source)
        if score.start or score.is_stream:
            return _Program(self.command(score, piped=False), score, self._pace, None)
        sound = _Program(self.command(score, piped=True), score, self._pace, Path(score.source))
        await sound.spawn()
        return sound


class _Program:
    """One run of a player."""

    def __init__(self, command: list[str], score: Score, pace: Pace, fed: Path | None) -> None:
        self.done: asyncio.Future[Why | None] = asyncio.get_running_loop().create_future()
        self._command, self._score, self._pace, self._fed = command, score, pace, fed
        self._process: asyncio.subprocess.Process | None = None
        self._begun: float | None = None
        self._final: int | None = None
        self._task: asyncio.Task[None] | None = None

    async def spawn(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE if self._fed else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    def begin(self) -> None:
        self._begun = self._pace.ticks()
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            if self._process is None:
                await self.spawn()
            assert self._process is not None
            if self._fed is not None:
                await self._feed(self._process, self._fed)
            status = await self._process.wait()
        except OSError:
            status = -1
        if self.done.done():
            return
        self._final, left = self.heard(), self._score.left
        whole = status == 0 and (self._score.is_stream or self._final >= left * ENOUGH)
        if whole and not self._score.is_stream:
            self._final = left
        self.done.set_result(None if whole else Why.PLAYER)

    @staticmethod
    async def _feed(process: asyncio.subprocess.Process, file: Path) -> None:
        pipe = process.stdin
        assert pipe is not None
        with file.open("rb") as source, contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while chunk := source.read(_CHUNK):
                pipe.write(chunk)
                await pipe.drain()
        pipe.close()

    def heard(self) -> int:
        if self._begun is None:
            return 0
        if self._final is not None:
            return self._final
        return min(round((self._pace.ticks() - self._begun) * 1000), self._score.left)

    def stop(self) -> None:
        self._final = self.heard()
        if not self.done.done():
            self.done.cancel()
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
