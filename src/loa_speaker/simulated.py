"""A player without a loudspeaker: it decodes the real file, then counts the milliseconds that would have sounded."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import miniaudio

from loa_speaker.clock import Pace
from loa_speaker.player import BadAudio, Score, Sound
from loa_speaker.web import connect
from loa_wire.words import Why

_RATE = 8_000  # enough to decode by; nobody listens
_CHUNK = 8_192
_SILENCE = 5.0
"""Seconds without a byte after which a stream no longer sounds."""


class SimulatedPlayer:
    """Sounds without sound. Each file is decoded once, whole, before its moment, so that a broken one is known in time."""

    def __init__(self, pace: Pace, measure: Callable[[Path], int] | None = None) -> None:
        self._pace = pace
        self._measure = measure or decoded_length
        self._lengths: dict[str, int] = {}

    async def prepare(self, score: Score) -> Sound:
        if score.is_stream:
            if not score.source.startswith(("http://", "https://")):
                raise BadAudio(score.source)
            return _Stream(score, self._pace)
        if score.source not in self._lengths:
            self._lengths[score.source] = await asyncio.to_thread(self._measure, Path(score.source))
        return _Counted(max(self._lengths[score.source] - score.start, 0), self._pace)


def decoded_length(path: Path) -> int:
    """Decode a file to its end and return its milliseconds. Raises: BadAudio."""
    frames = 0
    try:
        for chunk in miniaudio.stream_file(str(path), nchannels=1, sample_rate=_RATE, frames_to_read=_CHUNK):
            frames += len(chunk)
    except (miniaudio.MiniaudioError, OSError) as error:
        raise BadAudio(str(error)) from error
    if not frames:
        raise BadAudio("no sound in it")
    return frames * 1000 // _RATE


class _Counted:
    """A file of known length: it sounds by the clock."""

    __slots__ = ("_begun", "_left", "_pace", "_stopped", "_timer", "done")

    def __init__(self, left: int, pace: Pace) -> None:
        self.done: asyncio.Future[Why | None] = asyncio.get_running_loop().create_future()
        self._left, self._pace = left, pace
        self._begun: float | None = None
        self._stopped: int | None = None
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        self._begun = self._pace.ticks()
        self._timer = asyncio.get_running_loop().call_later(self._pace.real(self._left / 1000), self._end)

    def _end(self) -> None:
        self._stopped = self._left
        if not self.done.done():
            self.done.set_result(None)

    def heard(self) -> int:
        if self._begun is None:
            return 0
        if self._stopped is not None:
            return self._stopped
        return min(round((self._pace.ticks() - self._begun) * 1000), self._left)

    def stop(self) -> None:
        self._stopped = self.heard()
        if self._timer is not None:
            self._timer.cancel()
        if not self.done.done():
            self.done.cancel()


class _Stream:
    """A relay: read over HTTP, it sounds as long as something comes."""

    def __init__(self, score: Score, pace: Pace) -> None:
        self.done: asyncio.Future[Why | None] = asyncio.get_running_loop().create_future()
        self._score, self._pace = score, pace
        self._begun: float | None = None
        self._ended: float | None = None
        self._line: http.client.HTTPConnection | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        self._line = connect(self._score.source)
        self._line.timeout = _SILENCE
        parts = urlsplit(self._score.source)
        why: Why | None = None
        try:
            answer = await asyncio.to_thread(
                self._open, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            )
            self._begun = self._pace.ticks()
            while await asyncio.to_thread(answer.read1, _CHUNK):
                pass
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            why = Why.PLAYER
        self.stop_line()
        if self._ended is None:
            self._ended = self._pace.ticks()
        if not self.done.done():
            self.done.set_result(why)

    def _open(self, path: str) -> http.client.HTTPResponse:
        assert self._line is not None
        self._line.request("GET", path)
        answer = self._line.getresponse()
        if answer.status != 200:
            raise http.client.HTTPException(f"{answer.status}")
        return answer

    def heard(self) -> int:
        if self._begun is None:
            return 0
        until = self._pace.ticks() if self._ended is None else self._ended
        return max(round((until - self._begun) * 1000), 0)

    def stop(self) -> None:
        if self._ended is None:
            self._ended = self._pace.ticks()
        if not self.done.done():
            self.done.cancel()
        self.stop_line()

    def stop_line(self) -> None:
        """Close the connection; whoever reads from it in a thread comes back."""
        if self._line is not None and self._line.sock is not None:
            with contextlib.suppress(OSError):
                self._line.sock.shutdown(2)
            self._line.close()
