"""The audio on a device: fetched ahead of its use, checked by its hash, kept while it is needed and there is room."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import os
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from loa_speaker.clock import Clock
from loa_speaker.home import sync_folder
from loa_speaker.web import Web, WebError
from loa_wire.commands import Play
from loa_wire.words import Priority, Why

SPREAD = 1_800_000
"""Milliseconds over which the devices of a group spread the fetching of one file."""
SOON = 120_000
"""Milliseconds before its use from which on a file is fetched at once."""
MARGIN = 16_000_000
"""Bytes of the disk that audio leaves alone, for the memory and the proofs."""
_CHUNK = 65_536
_PAUSES = (1, 2, 5, 10, 20, 40, 60)


class Refused(Exception):
    """A file cannot be had for now; `why` is what the proof will say."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(slots=True)
class Wanted:
    """A file somebody needs, when first, and who is told when it is there."""

    sha256: str
    size: int
    web: Web
    first: int
    urgent: bool
    tell: set[Callable[[], None]] = field(default_factory=set)
    sooner: asyncio.Event = field(default_factory=asyncio.Event)
    why: Why = Why.NO_AUDIO
    wait: float = 0.0
    """Seconds for which a busy server wants to be left alone."""


class Shelf:
    """The audio folder. The files themselves are the index: a name is given only to what was checked."""

    def __init__(
        self, folder: Path, clock: Clock, *, limit: int = 2_000_000_000, spread: int = SPREAD
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.limit = limit
        self._clock = clock
        self._spread = spread
        self._have = {path.name for path in folder.iterdir() if path.suffix == ""}
        self._wanted: dict[str, Wanted] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._needed: dict[str, frozenset[str]] = {}
        self._broken: set[str] = set()
        self._turn = asyncio.Semaphore(2)

    def path(self, sha256: str) -> Path:
        """Return where a file lies, or will lie."""
        return self.folder / sha256

    def missing(self, sha256: str) -> Why | None:
        """Return why a file cannot be played, None where it can."""
        if sha256 in self._broken:
            return Why.BAD_AUDIO
        if sha256 in self._have:
            return None
        wanted = self._wanted.get(sha256)
        return Why.NO_AUDIO if wanted is None else wanted.why

    def mark_broken(self, sha256: str) -> None:
        """Take note that a file is what was sent, and cannot be decoded."""
        self._broken.add(sha256)

    def free(self) -> int:
        """Return how many bytes may still be used."""
        disk = shutil.disk_usage(self.folder).free - MARGIN
        return max(min(self.limit - self._used(), disk), 0)

    def need(self, owner: str, plays: Iterable[Play], web: Web, tell: Callable[[], None]) -> None:
        """Say which plays somebody still has before him: their files are kept, and fetched where they are missing."""
        files = [play for play in plays if play.sha256]
        self._needed.pop(owner, None)
        if files:
            self._needed[owner] = frozenset(play.sha256 for play in files)
        for play in files:
            if play.sha256 not in self._have:
                self._want(play, web, tell)

    def _want(self, play: Play, web: Web, tell: Callable[[], None]) -> None:
        urgent = play.priority == Priority.EMERGENCY
        wanted = self._wanted.get(play.sha256)
        if wanted is None:
            wanted = Wanted(play.sha256, play.size, web, play.at, urgent)
            self._wanted[play.sha256] = wanted
            self._tasks[play.sha256] = asyncio.create_task(self._bring(wanted))
        elif play.at < wanted.first or urgent > wanted.urgent:
            wanted.first, wanted.urgent = min(play.at, wanted.first), urgent or wanted.urgent
            wanted.sooner.set()
        wanted.tell.add(tell)

    async def _bring(self, wanted: Wanted) -> None:
        """Wait for this device's turn, then try until the file is there or nobody needs it."""
        await self._wait(wanted, self._delay(wanted))
        tries = 0
        while self._is_needed(wanted.sha256) and not await self._try(wanted):
            for tell in wanted.tell:
                tell()
            pause = _PAUSES[min(tries, len(_PAUSES) - 1)] * random.uniform(0.5, 1.0)  # noqa: S311  no secret
            tries += 1
            await self._wait(wanted, max(pause, wanted.wait))
        del self._wanted[wanted.sha256], self._tasks[wanted.sha256]
        for tell in wanted.tell:
            tell()

    async def _try(self, wanted: Wanted) -> bool:
        """Return whether the file is there now."""
        wanted.wait = 0.0
        try:
            async with self._turn:
                await asyncio.to_thread(self._fetch, wanted)
        except Refused as refusal:
            wanted.why = refusal.why
            return False
        except WebError as error:
            wanted.wait = error.wait or 0.0
            return False
        self._have.add(wanted.sha256)
        return True

    def _delay(self, wanted: Wanted) -> float:
        """Return the seconds to wait: somewhere in the time that is left, so that a city does not fetch at one moment."""
        left = wanted.first - SOON - self._clock.best()
        if wanted.urgent or left <= 0:
            return 0.0
        return random.uniform(0, min(left, self._spread)) / 1000  # noqa: S311  no secret

    async def _wait(self, wanted: Wanted, seconds: float) -> None:
        wanted.sooner.clear()
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(self._clock.pace.real(seconds)):
                await wanted.sooner.wait()
        except TimeoutError:
            return

    def _is_needed(self, sha256: str) -> bool:
        return any(sha256 in needed for needed in list(self._needed.values()))

    def _fetch(self, wanted: Wanted) -> None:
        """Fetch what is missing of a file, check it and give it its name. Raises: Refused, WebError."""
        part = self.folder / f"{wanted.sha256}.part"
        have = part.stat().st_size if part.exists() else 0
        if have >= wanted.size > 0:
            have = 0
        self._make_room(wanted, have)
        try:
            self._write(wanted, part, have)
        except http.client.HTTPException as error:
            raise WebError(0, str(error)) from error
        except WebError:
            raise
        except OSError as error:
            if error.errno in _FULL:
                part.unlink(missing_ok=True)
                raise Refused(Why.NO_SPACE) from error
            raise WebError(0, str(error)) from error
        if _hash(part) != wanted.sha256:
            part.unlink()
            raise Refused(Why.BAD_AUDIO)
        part.replace(self.path(wanted.sha256))
        sync_folder(self.folder)

    def _write(self, wanted: Wanted, part: Path, have: int) -> None:
        line, answer = wanted.web.get(f"/device/audio/{wanted.sha256}/", have)
        try:
            if answer.status != 206:
                have = 0
            with part.open("r+b" if have else "wb") as file:
                file.seek(have)
                while chunk := answer.read(_CHUNK):
                    have += len(chunk)
                    if wanted.size and have > wanted.size:
                        part.unlink()
                        raise Refused(Why.BAD_AUDIO)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if wanted.size and have < wanted.size:
                raise WebError(0, "broken off")
        finally:
            line.close()

    def _make_room(self, wanted: Wanted, have: int) -> None:
        """Remove what nobody needs, what was needed longest ago first. Raises: Refused(no_space)."""
        missing = wanted.size - have
        spare = sorted(
            (self.folder / name for name in self._have if not self._is_needed(name)),
            key=lambda path: path.stat().st_mtime,
        )
        while self.free() < missing and spare:
            path = spare.pop(0)
            self._have.discard(path.name)
            path.unlink(missing_ok=True)
        if self.free() < missing:
            raise Refused(Why.NO_SPACE)

    def _used(self) -> int:
        return sum(path.stat().st_size for path in self.folder.iterdir())

    def touch(self, sha256: str) -> None:
        """Note that a file was used now."""
        if sha256 in self._have:
            os.utime(self.path(sha256))

    async def close(self) -> None:
        """Stop fetching; what is there of a file stays for the next time."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


_FULL = {28, 122, 27}  # no space left, over the quota, a file larger than allowed


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
