"""One loudspeaker: it hears commands, obeys or refuses them, and tells what it did."""

from __future__ import annotations

import asyncio
import functools
import random
import re
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from loa_speaker import VERSION
from loa_speaker.audio import Shelf
from loa_speaker.clock import ANSWER_WITHIN, Clock
from loa_speaker.commands import ASKS, read_keys
from loa_speaker.home import Identity
from loa_speaker.line import Line, NotKept
from loa_speaker.player import Player
from loa_speaker.stage import Stage
from loa_speaker.store import Store
from loa_speaker.web import Web
from loa_wire.commands import Command, Config
from loa_wire.errors import WireError
from loa_wire.judging import STATES, UNCOUNTED, Seen, is_meant, judge
from loa_wire.signed import Keys, Purpose, open_body, read, seal
from loa_wire.tidings import Ack, Beat
from loa_wire.words import Ask, Doing, Why

KEEP_ENDED = 3 * 86_400_000
"""Milliseconds for which an ended play is remembered, so that an order that comes again finds it."""
AT_ONCE = 100
"""How many proofs are on their way at a time."""
AGAIN_AFTER = 60.0
"""Seconds without a receipt after which proofs are sent again."""
_BEATS_AHEAD = 100  # heartbeats whose numbers are reserved with one write
_SAVE_CLOCK = 600.0  # seconds
_SLOW = 0.2  # seconds after which an answer leaves the clock less exact than plays need
_ASK_AGAIN = 3  # times
_REFUSALS, _REFUSAL_EVERY = 20.0, 3.0  # at once, and seconds until there may be one more
_CLUSTER = re.compile(r"c\d+")
_BY_THE_CLOCK = (Why.EXPIRED, Why.EARLY)  # what only a clock that the server has set may say

Notice = Callable[..., None]


def _unwatched(_event: str, **_facts: object) -> None:
    return


class Device:
    """A loudspeaker's mind. Whatever holds its line, its clock and its memory is given to it."""

    __slots__ = (
        "_ask_again", "_asked", "_beat", "_beats_kept", "_cluster", "_gone", "_killed", "_muted", "_out", "_out_at", "_refusals",
        "_saved_at", "_seen", "_tasks", "_top", "_volume", "clock", "config", "groups", "identity", "keys", "line", "name",
        "notice", "player", "shelf", "stage", "store", "web",
    )  # fmt: skip

    def __init__(
        self,
        identity: Identity,
        store: Store,
        clock: Clock,
        shelf: Shelf,
        player: Player,
        web: Web,
        notice: Notice = _unwatched,
    ) -> None:
        self.identity, self.name = identity, identity.device
        self.store, self.clock, self.shelf, self.player, self.web, self.notice = (
            store,
            clock,
            shelf,
            player,
            web,
            notice,
        )
        self.line: Line | None = None
        self.stage = Stage(self)
        self.config, self.keys, self.groups = Config(), Keys({}), frozenset[str]()
        self._cluster, self._killed, self._muted, self._volume = identity.cluster, False, False, 0
        self._seen: dict[str, Seen] = {}
        self._asked: tuple[int, float] | None = None
        self._ask_again = _ASK_AGAIN
        self._beat = self._beats_kept = 0
        self._saved_at = 0.0
        self._gone: list[int] = []
        self._out: set[int] = set()
        self._out_at, self._top = 0.0, 0
        self._refusals = (_REFUSALS, 0.0)
        self._tasks: set[asyncio.Task[None]] | None = None

    def start(self) -> None:
        """Take up where the last run ended, whatever ended it."""
        if self.clock.now() is None:
            self.clock.restore(self.store.fact("clock"))
        self._beat = self._beats_kept = self.store.fact("beats") or 0
        with self.store.change(durable=False):
            self.store.forget_ended(self.clock.best() - KEEP_ENDED)
        self.reload()
        self.stage.recover()
        self.stage.wake()

    def reload(self) -> None:
        """Read config, keys, groups and silence anew from the memory."""
        fact = self.store.fact
        self.config = _config(fact("config"))
        self.shelf.limit = self.config.space
        self.keys = read_keys(fact("keys"))
        groups = frozenset(fact("groups") or ()) | {f"d{self.name}"}
        if groups != self.groups:
            self.groups = groups
            self._cluster = next((g for g in sorted(groups) if _CLUSTER.fullmatch(g)), self.identity.cluster)
            if self.line is not None:
                self.line.follow(groups)
        self._killed = bool(self.store.killed() & groups)
        self._muted = bool(fact("muted"))
        volume = fact("volume")
        wanted = self.config.volume if volume is None else volume
        self._volume = min(max(wanted, self.config.volume_min), self.config.volume_max)
        self.stage.wake()

    def silent(self) -> Why | None:
        """Return why nothing may sound now."""
        if self._killed:
            return Why.KILLED
        return Why.MUTED if self._muted else None

    def volume(self) -> int:
        """Return how loud the next play is."""
        return self._volume

    def doing(self) -> Doing:
        """Return what the device is doing."""
        if self._killed:
            return Doing.SILENCED
        if self._muted:
            return Doing.MUTED
        return Doing.PLAYING if self.stage.is_busy else Doing.IDLE

    # -- commands ---------------------------------------------------------------------------------------------

    def take(self, envelope: bytes) -> None:
        """Hear a command: verify, judge, obey in one transaction, acknowledge.

        Raises: NotKept where the memory could not be written.
        """
        try:
            self._take(envelope)
        except sqlite3.Error as error:
            self.notice("memory_failed", error=str(error))
            raise NotKept from error

    def _take(self, envelope: bytes) -> None:
        try:
            command = _command(open_body(Purpose.COMMAND, envelope, self.keys))
        except WireError as error:
            self._refuse("", 0, error.code)
            return
        seen = self._seen.get(command.group) or self.store.seen(command.group)
        why = judge(command, seen, self.groups, self.clock.now())
        if why in _BY_THE_CLOCK and not self.clock.is_told:
            why = Why.CLOCK
        if why is None and not is_meant(command, self._cluster):
            return
        if (
            why is None
            and command.ask in STATES
            and command.seq < self.store.last(command.group, command.ask)
        ):
            why = Why.OLD
        if why is not None:
            self._refuse(command.group, command.seq, why)
            return
        try:
            self._obey(command, seen)
        except WireError as error:
            self._refuse(command.group, command.seq, error.code)

    def _obey(self, command: Command, seen: Seen) -> None:
        number, counted = 0, command.seq > 0
        ack = Ack(self.name, command.group, command.seq, self.clock.best(), taken=True)
        try:
            with self.store.change(durable=command.ask not in UNCOUNTED):
                after = ASKS[command.ask](self, command)
                if counted:
                    seen = seen.with_(command.seq)
                    self.store.put_seen(command.group, seen)
                    number = self.store.add_ack(ack)
                if command.ask in STATES:
                    self.store.put_last(command.group, command.ask, command.seq)
        except sqlite3.Error:
            if command.ask == Ask.KILL and command.flag("on"):
                self._killed = (
                    True  # silence does not wait for the disk; the command comes again until it is written
                )
            self.stage.forget_unwritten()
            raise
        if counted:
            self._seen[command.group] = seen
            self._acknowledge(number, ack)
            self.notice("taken", ask=command.ask.value, group=command.group, seq=command.seq)
        try:
            after()
        except sqlite3.Error as error:
            self.notice("memory_failed", error=str(error))

    def _acknowledge(self, number: int, ack: Ack) -> None:
        self._tell(ack.to_wire(), functools.partial(self._ack_gone, number))

    def _ack_gone(self, number: int) -> None:
        """Drop an acknowledgement that went out: at once where that costs nothing, else with the next heartbeat."""
        if self.store.lasts:
            self._gone.append(number)
        else:
            self.store.drop_acks((number,))

    def _refuse(self, group: str, seq: int, why: str) -> None:
        """Report a command that was not obeyed; somebody who floods us with them is not reported one by one."""
        self.notice("refused", group=group, seq=seq, why=str(why))
        left, since = self._refusals
        ticks = self.clock.pace.ticks()
        left = min(left + (ticks - since) / _REFUSAL_EVERY, _REFUSALS)
        if left >= 1:
            self._refusals = (left - 1, ticks)
            self._tell(Ack(self.name, group, seq, self.clock.best(), taken=False, why=str(why)).to_wire())

    def _tell(self, message: dict[str, Any], stored: Callable[[], None] | None = None) -> None:
        if self.line is not None:
            self.line.send(seal(Purpose.TOLD, message, self.identity.key), stored)

    def sound_tone(self) -> None:
        """Sound the test tone."""
        self._spawn(self.stage.tone())

    def _spawn(self, work: Any) -> None:
        if self._tasks is None:
            self._tasks = set()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- time and heartbeats ----------------------------------------------------------------------------------

    def beat(self) -> None:
        """Tell that the device lives, and ask for the time."""
        n = self._next_beat()
        self._asked = (n, self.clock.pace.ticks())
        beat = Beat(
            device=self.name,
            n=n,
            at=self.clock.local(),
            doing=self.doing(),
            volume=self._volume,
            free=self.shelf.free(),
            firmware=VERSION,
            offset=self.clock.offset,
            play=self.stage.sounding,
            waiting=self.store.count_proofs(),
        )
        self._tell(beat.to_wire())

    def _next_beat(self) -> int:
        self._beat += 1
        if self._beat > self._beats_kept:
            try:
                with self.store.change():
                    self.store.put_fact("beats", self._beat + _BEATS_AHEAD)
                self._beats_kept = self._beat + _BEATS_AHEAD
            except sqlite3.Error as error:
                self.notice("memory_failed", error=str(error))
        return self._beat

    def hear_time(self, beat: int, now: int) -> None:
        """Take the server's clock from the answer to the latest heartbeat, if it came soon."""
        if self._asked is None or self._asked[0] != beat:
            return
        took = self.clock.pace.ticks() - self._asked[1]
        self._asked = None
        if took > _SLOW and self._ask_again:
            self._ask_again -= 1
            self._spawn(self._beat_soon())
        if took > ANSWER_WITHIN:
            return
        before = self.clock.now()
        if not self.clock.hear(now + round(took * 500), took * 500 + 1):
            return
        moved = None if before is None else self.clock.best() - before
        if moved is None or abs(moved) > 100:
            self._save_clock()
            self.notice("clock", moved=moved, offset=self.clock.offset)
        self.stage.wake()

    async def _beat_soon(self) -> None:
        """Ask for the time once more: the answer was slow, so the clock may be wrong by half of what it took."""
        await self.clock.pace.sleep(random.uniform(5, 30))  # noqa: S311  no secret
        self.beat()

    def _save_clock(self) -> None:
        if (saved := self.clock.save()) is not None:
            self._saved_at = self.clock.pace.ticks()
            with self.store.change(durable=False):
                self.store.put_fact("clock", saved)
                self.store.forget_ended(self.clock.best() - KEEP_ENDED)

    def tick(self) -> None:
        """Do what is done with every heartbeat."""
        if self.clock.now() is None:
            self.clock.restore(None)
            if self.clock.now() is not None:
                self.stage.wake()
        try:
            if self._gone:
                with self.store.change(durable=False):
                    self.store.drop_acks(self._gone)
                self._gone.clear()
            if self.clock.pace.ticks() - self._saved_at > _SAVE_CLOCK:
                self._save_clock()
            if self.line is not None and self.line.is_up:
                self._resend()
                self.beat()
        except sqlite3.Error as error:
            self.notice("memory_failed", error=str(error))

    # -- the line ---------------------------------------------------------------------------------------------

    def line_up(self, line: Line) -> None:
        """Say everything that may not have been heard, and that the device is there."""
        self.line = line
        self.notice("up")
        gone = set(self._gone)
        for number, ack in self.store.acks():
            if number not in gone:
                self._acknowledge(number, ack)
        self._out.clear()
        self._top = 0
        self._ask_again = _ASK_AGAIN
        self.pump()
        self.beat()

    def line_down(self) -> None:
        """Take note that nobody hears."""
        self.line = None
        self.notice("down")

    # -- proofs -----------------------------------------------------------------------------------------------

    def proved(self) -> None:
        """Send a new proof once its transaction is on the disk."""
        asyncio.get_running_loop().call_soon(self.pump)

    def pump(self) -> None:
        """Send proofs, so many at a time, in order of their numbers."""
        while self.line is not None and self.line.is_up and len(self._out) < AT_ONCE:
            proofs = self.store.proofs(self._top, AT_ONCE - len(self._out))
            if not proofs:
                return
            for proof in proofs:
                self._out.add(proof.n)
                self._top = proof.n
                self._tell(proof.to_wire())
            self._out_at = self.clock.pace.ticks()

    def hear_receipt(self, numbers: Iterable[int]) -> None:
        """Drop the proofs that the server has stored, and send more."""
        got = set(numbers)
        self.store.drop_proofs(got)
        self._out -= got
        self._out_at = self.clock.pace.ticks()
        self.proved()

    def _resend(self) -> None:
        if self._out and self.clock.pace.ticks() - self._out_at > AGAIN_AFTER:
            self._out.clear()
            self._top = 0
        self.pump()

    async def close(self) -> None:
        """Stop; what was begun is proved by the next start."""
        for task in list(self._tasks or ()):
            task.cancel()
        await self.stage.close()


@functools.lru_cache(maxsize=16)
def _command(body: bytes) -> Command:
    """Read a command; each device verifies it by itself, and the devices of one process read it once."""
    return Command.from_wire(read(body))


def _config(raw: dict[str, Any] | None) -> Config:
    return Config() if raw is None else Config.from_wire(raw)
