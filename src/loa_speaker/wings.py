"""What stands beside the stage: the device as the stage sees it, and sounds made ready before their moment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from loa_speaker.audio import Shelf
from loa_speaker.clock import Clock
from loa_speaker.player import BadAudio, Player, Score, Sound
from loa_speaker.plays import Entry, State
from loa_speaker.schedule import PREPARE, rest
from loa_speaker.store import Store
from loa_speaker.web import Web
from loa_wire.commands import Config, Play
from loa_wire.words import Why


class Host(Protocol):
    """What the stage needs of its device."""

    name: str
    store: Store
    clock: Clock
    shelf: Shelf
    player: Player
    web: Web
    config: Config

    def silent(self) -> Why | None:
        """Return why nothing may sound now."""

    def volume(self) -> int:
        """Return how loud the next play is."""

    def proved(self) -> None:
        """Hear that a proof waits to be sent."""

    def notice(self, event: str, **facts: object) -> None:
        """Tell whoever watches."""


@dataclass(slots=True)
class Sounding:
    """What sounds now; `before` is what was heard of it before it was broken off."""

    entry: Entry
    sound: Sound
    before: int
    cut: tuple[int, Why | None] | None
    config: Config
    noted: float = 0.0

    def at(self, now: int) -> Entry:
        """Return the play as it stands now."""
        heard = self.before + self.sound.heard()
        return replace(self.entry, heard=heard, last=max(now, self.entry.begun))


class NoSound(Exception):
    """The player cannot sound this play at all."""


class Wings:
    """Makes sounds ready a few seconds before their moment, and drops those that are not wanted any more."""

    __slots__ = ("_host", "_ready")

    def __init__(self, host: Host) -> None:
        self._host = host
        self._ready: dict[str, tuple[Score, asyncio.Task[Sound]]] = {}

    def missing(self, play: Play) -> Why | None:
        """Return what a play still lacks in order to sound."""
        return None if play.relay else self._host.shelf.missing(play.sha256)

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Make ready what begins soon."""
        now = self._host.clock.now()
        if now is None:
            return
        for entry in entries:
            play = entry.play
            assert play is not None, "only ordered plays are scheduled"
            near = entry.state == State.WAITING and play.at - PREPARE <= now <= play.latest
            if near and entry.id not in self._ready and self.missing(play) is None:
                score = self._score(entry)
                self._ready[entry.id] = score, asyncio.create_task(self._prepare(score))

    async def take(self, entry: Entry) -> Sound | None:
        """Return the sound of a play, ready to begin; None where its file turned out to be broken. Raises: NoSound."""
        score = self._score(entry)
        kept = self._ready.get(entry.id)
        if kept is not None and kept[0] != score:
            self.drop(entry.id)
            kept = None
        self._ready.pop(entry.id, None)
        try:
            return await (kept[1] if kept else self._prepare(score))
        except BadAudio as error:
            if score.is_stream:
                raise NoSound from error
            self._host.shelf.mark_broken(score.source.rpartition("/")[2])
        except OSError as error:
            self._host.notice("player_failed", error=str(error))
            raise NoSound from error
        return None

    def drop(self, play: str) -> None:
        """Drop a sound that is not wanted any more."""
        if (kept := self._ready.pop(play, None)) is not None:
            kept[1].add_done_callback(_stop_unheard)

    def clear(self) -> None:
        """Drop everything."""
        for play in list(self._ready):
            self.drop(play)

    def _score(self, entry: Entry) -> Score:
        play = rest(entry)
        source = play.relay or str(self._host.shelf.path(play.sha256))
        return Score(source, bool(play.relay), entry.heard, play.length, self._host.volume())

    async def _prepare(self, score: Score) -> Sound:
        return await self._host.player.prepare(score)


def _stop_unheard(task: asyncio.Task[Sound]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().stop()
