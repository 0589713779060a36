"""Carries out what `schedule` decides: one sound at a time, each step written down before it is heard."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import replace

from loa_speaker.player import Score, Sound
from loa_speaker.plays import Entry, State, proof_of
from loa_speaker.schedule import Begin, BreakOff, End, View, Wait, hushed, next_step, rest
from loa_speaker.tone import LENGTH as TONE
from loa_speaker.tone import tone_file
from loa_speaker.wings import Host, NoSound, Sounding, Wings
from loa_wire.commands import Play
from loa_wire.guards import must_end_by
from loa_wire.words import Why

_NOTE_EVERY = 1.0
"""Seconds after which it is written down how much of a play has sounded."""
_PAUSE = 1.0
"""Seconds to wait when the memory cannot be written, or something broke."""


class Stage:
    """The plays of one device. It costs no task while nothing is ordered."""

    __slots__ = (
        "_blind",
        "_changed",
        "_ending",
        "_held",
        "_host",
        "_now",
        "_task",
        "_tone",
        "_wings",
        "entries",
    )

    def __init__(self, host: Host) -> None:
        self.entries: dict[str, Entry] = {}
        self._host = host
        self._held: dict[str, Why] = {}
        self._ending: dict[str, Why | None] = {}
        self._wings = Wings(host)
        self._now: Sounding | None = None
        self._tone: Sound | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._blind = False

    @property
    def sounding(self) -> str:
        """Return the play that sounds; empty where none does."""
        return "" if self._now is None else self._now.entry.id

    @property
    def is_busy(self) -> bool:
        """Say whether anything sounds, the test tone too."""
        return self._now is not None or self._tone is not None

    # -- orders: called inside the transaction that obeys a command -------------------------------------------

    def recover(self) -> None:
        """Take up the schedule after a start: what was sounding when the power went has sounded partly, and ends."""
        for entry in self._host.store.open_entries():
            self.entries[entry.id] = entry
            if entry.state == State.SOUNDING:
                self._ending[entry.id] = Why.POWER
            elif entry.state == State.BROKEN_OFF:
                self._ending[entry.id] = Why.PREEMPTED
        self._end_pending()

    def order(self, plays: Iterable[Play], made: int, group: str) -> None:
        """Take plays in. One that is known is replaced while it waits, by an order made later."""
        for play in plays:
            known = self._host.store.entry(play.id)
            entry = Entry(play.id, State.WAITING, made, play, group=group)
            if known is None or (known.state == State.WAITING and made >= known.made):
                self._host.store.put_entry(entry)
                self.entries[play.id] = entry
                self._wings.drop(play.id)
            elif known.play is None:
                self._end(entry, Why.CANCELLED)

    def cancel(self, plays: Iterable[str], made: int) -> None:
        """Take plays out; also ones whose order has not come yet."""
        for play in plays:
            known = self.entries.get(play)
            if known is not None:
                self._end(known, Why.CANCELLED)
            elif self._host.store.entry(play) is None:
                self._host.store.put_entry(Entry(play, State.ENDED, made, None))

    def cancel_foreign(self, groups: Collection[str]) -> None:
        """Take out what was ordered by groups that the device no longer obeys: it was moved, or shut out."""
        for entry in list(self.entries.values()):
            if entry.group not in groups:
                self._end(entry, Why.CANCELLED)

    def forget_unwritten(self) -> None:
        """Go back to what the memory holds, after a transaction that could not be written."""
        entries = {entry.id: entry for entry in self._host.store.open_entries()}
        if self._now is not None:
            entries[self._now.entry.id] = self._now.entry
        self.entries = entries
        for entry in entries.values():
            if entry.state == State.SOUNDING and entry.id != self.sounding:
                self._ending[entry.id] = Why.CANCELLED
        self._changed.set()

    # -- what happens -----------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Look again: an order, a file, the clock, silence or the config changed."""
        if self._tone is not None and self._host.silent():
            self._tone.stop()
            self._tone = None
        self.fetch()
        self._changed.set()
        if self.entries and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run())

    def fetch(self) -> None:
        """Tell the shelf which files are still needed."""
        plays = [entry.play for entry in self.entries.values() if entry.play is not None]
        self._host.shelf.need(self._host.name, plays, self._host.web, self.wake)

    async def tone(self) -> None:
        """Sound the test tone."""
        file = await asyncio.to_thread(tone_file, self._host.shelf.folder.parent)
        sound = await self._host.player.prepare(Score(str(file), False, 0, TONE, self._host.volume()))
        if self.is_busy or self._host.silent():
            sound.stop()
            return
        self._tone = sound
        sound.done.add_done_callback(self._tone_over)
        sound.begin()
        self._host.notice("tone")

    def _tone_over(self, _done: asyncio.Future[Why | None]) -> None:
        self._tone = None

    async def close(self) -> None:
        """Leave the stage as a power cut would, only quietly."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._wings.clear()
        if self._now is not None:
            self._now.sound.stop()
        if self._tone is not None:
            self._tone.stop()

    async def _run(self) -> None:
        while self.entries:
            self._changed.clear()
            try:
                await self._step()
            except sqlite3.Error as error:
                self._host.notice("memory_failed", error=str(error))
                await self._host.clock.pace.sleep(_PAUSE)
            except Exception as error:  # noqa: BLE001  one play that breaks the player must not silence all that follow
                self._host.notice("stage_failed", error=repr(error))
                await self._host.clock.pace.sleep(_PAUSE)

    async def _step(self) -> None:
        self._end_pending()
        self._settle()
        match next_step(self._view()):
            case Begin(entry):
                await self._begin(entry)
            case BreakOff():
                self._break_off()
            case End(entry, why):
                self._end(entry, why)
            case Wait(until, held):
                self._held.update(held)
                self._wings.prepare(self.entries.values())
                await self._wait(until)

    def _view(self) -> View:
        now = self._host.clock.now()
        self._blind = self._blind or now is None
        if self._now is not None and self._now.config is not self._host.config and now is not None:
            self._now.config = self._host.config
            self._now.cut = self._cut(self._now.at(now), now)
        return View(
            now=now,
            entries=list(self.entries.values()),
            config=self._host.config,
            ready=self._wings.missing,
            sounding=None if self._now is None else self._now.entry,
            cut=None if self._now is None else self._now.cut,
            silent=self._host.silent(),
            held=self._held,
            absent=Why.CLOCK if self._blind else Why.MISSED,
        )

    async def _wait(self, until: int | None) -> None:
        """Wait for a moment or a change, while a play sounds no longer than until its next note."""
        clock, seconds = self._host.clock, None
        if until is not None:
            seconds = (until - clock.best()) / 1000
        if self._now is not None and self._host.store.lasts:
            seconds = _NOTE_EVERY if seconds is None else min(seconds, _NOTE_EVERY)
        try:
            async with asyncio.timeout(None if seconds is None else clock.pace.real(seconds)):
                await self._changed.wait()
        except TimeoutError:
            pass
        self._note()

    def _note(self) -> None:
        """Write down now and then how much has sounded: a lower bound that outlasts the power."""
        if self._now is None or not self._host.store.lasts:
            return
        ticks = self._host.clock.pace.ticks()
        if ticks - self._now.noted < _NOTE_EVERY:
            return
        self._now.noted = ticks
        with self._host.store.change(durable=False):
            self._host.store.put_entry(self._now.at(self._host.clock.best()))

    # -- sounds -----------------------------------------------------------------------------------------------

    async def _begin(self, entry: Entry) -> None:
        """Write down that a play begins, wait for its very moment, let it sound."""
        assert entry.play is not None
        try:
            sound = await self._wings.take(entry)
        except NoSound:
            self._end(entry, Why.PLAYER)
            return
        if sound is None:
            return
        clock = self._host.clock
        now = clock.now()
        if self.entries.get(entry.id) is not entry or hushed(self._host.silent(), entry) or now is None:
            sound.stop()
            return
        begin = max(now, entry.play.at) if entry.state == State.WAITING else now
        begun = replace(
            entry, state=State.SOUNDING, begun=entry.begun or begin, last=begin, volume=self._host.volume()
        )
        try:
            with self._host.store.change():
                self._host.store.put_entry(begun)
        except sqlite3.Error:
            sound.stop()
            raise
        self.entries[entry.id] = begun
        cut = self._cut(begun, begin)
        self._now = Sounding(begun, sound, entry.heard, cut, self._host.config, clock.pace.ticks())
        if await self._moment_comes(begun, begin):
            self._let_sound(entry)

    async def _moment_comes(self, entry: Entry, moment: int) -> bool:
        """Wait for the moment to begin; False where something ended the play meanwhile."""
        clock = self._host.clock
        while (left := moment - clock.best()) > 0:
            self._changed.clear()
            try:
                async with asyncio.timeout(clock.pace.real(left / 1000)):
                    await self._changed.wait()
            except TimeoutError:
                continue
            if self.entries.get(entry.id) is not entry or hushed(self._host.silent(), entry):
                return False
        return True

    def _let_sound(self, entry: Entry) -> None:
        assert self._now is not None
        if self._tone is not None:
            self._tone.stop()
            self._tone = None
        sound, clock = self._now.sound, self._host.clock
        sound.done.add_done_callback(lambda _done: self._changed.set())
        sound.begin()
        if not entry.begun:
            self._now.entry = self.entries[entry.id] = replace(self._now.entry, begun=clock.best())
        self._host.notice("began", play=entry.id, at=self._now.entry.begun, heard=entry.heard)
        if entry.play is not None:
            self._host.shelf.touch(entry.play.sha256)

    def _cut(self, entry: Entry, begin: int) -> tuple[int, Why | None] | None:
        """Return when and why a play must end before it would by itself."""
        play = rest(entry)
        cuts: list[tuple[int, Why | None]] = [(begin + play.length, None)] if play.relay else []
        if (night := must_end_by(play, self._host.config, begin)) is not None:
            cuts.append((night, Why.NIGHT))
        return min(cuts, key=lambda cut: cut[0], default=None)

    def _settle(self) -> None:
        """End what ended by itself."""
        if self._now is not None and self._now.sound.done.done() and not self._now.sound.done.cancelled():
            self._end(self._now.entry, self._now.sound.done.result())

    def _break_off(self) -> None:
        assert self._now is not None
        self._now.sound.stop()
        broken = replace(self._now.at(self._host.clock.best()), state=State.BROKEN_OFF)
        self.entries[broken.id] = broken
        self._now = None
        self._host.notice("broken_off", play=broken.id, heard=broken.heard)
        with self._host.store.change():
            self._host.store.put_entry(broken)

    def _end(self, entry: Entry, why: Why | None) -> None:
        """End a play with its one proof. The sound stops first: silence does not wait for the disk."""
        host = self._host
        if self._now is not None and self._now.entry.id == entry.id:
            self._now.sound.stop()
            entry = self._now.at(host.clock.best())
            self._now = None
        self.entries[entry.id] = entry
        self._ending[entry.id] = why
        with host.store.change():
            host.store.put_entry(replace(entry, state=State.ENDED))
            proof = host.store.add_proof(proof_of(entry, why, device=host.name, now=host.clock.best()))
        for kept in (self._ending, self.entries, self._held):
            kept.pop(entry.id, None)
        self._wings.drop(entry.id)
        host.notice(
            "ended", play=entry.id, outcome=proof.outcome.value, why=proof.why, heard=proof.heard, n=proof.n
        )
        host.proved()
        self._changed.set()
        self.fetch()

    def _end_pending(self) -> None:
        """End what could not be ended before: the power went, or the memory could not be written."""
        for play, why in list(self._ending.items()):
            if play in self.entries:
                self._end(self.entries[play], why)
            else:
                del self._ending[play]
