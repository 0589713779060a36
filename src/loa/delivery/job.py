"""Sends one chunk: keeps a sliding window of calls open, each begun only after its attempt row is committed.

It must not touch the database itself (`rounds` has it written) nor decide what an outcome means (`outcomes`).
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any, NamedTuple

from loa.channels.base import Message, Result
from loa.channels.fanout import OneByOne
from loa.delivery import calls, outcomes, pace, rules, store
from loa.delivery.calls import Callers
from loa.delivery.outcomes import Judgement
from loa.delivery.provider import ProviderHealth, Rest
from loa.delivery.rounds import Database, Rounds
from loa.delivery.states import Lane, State, Why
from loa.delivery.store import Item, LostChunk, Note
from loa.delivery.windows import Window
from loa.delivery.work import Ask, Work
from loa.lib import clock

log = logging.getLogger(__name__)
YIELD_EVERY = 1.0
BUGS_ALLOWED = 3
_ROOM_WAIT = 0.005
_NEWS_WAIT = 0.2
_LINGER, _LINGER_BUSY = 0.005, 0.02
"""Seconds that an answer waits for others, so that a commit serves many: while calls are open, while more wait their turn."""
_DELAYS = {"account": 30.0, "paused": 0.0, "ending": 0.0, "yield": 0.0, "closing": 0.0}


class _Call(NamedTuple):
    """One delivery in the window, and which attempt it is."""

    item: Item
    attempt: int


class _Answer(NamedTuple):
    """What came back: from a call, or from the question what became of one."""

    message: Message
    result: Result
    asked: bool


class Job:
    """A chunk being sent. `freed` is set when it needs its slot no longer: done, or waiting for last answers only."""

    def __init__(self, work: Work, window: Window, database: Database, rounds: Rounds) -> None:
        self.work = work
        self.window = window
        self.database = database
        self.rounds = rounds
        self.freed = asyncio.Event()
        self.stop = ""
        self.sent = 0
        self._todo: deque[_Call] = deque()
        self._later: list[tuple[float, int, Item, int]] = []
        self._open: dict[int, _Call] = {}
        self._asking: dict[int, _Call] = {}
        self._answers: list[_Answer] = []
        self._notes: list[Note] = []
        self._news = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        kind = work.kind
        self._callers = (
            Callers(work, kind, window, self._report, self._count_bug) if isinstance(kind, OneByOne) else None
        )
        self._bugs = 0
        self._first_answer_at = 0.0
        self._wait = 0.0
        self._health = ProviderHealth(work.closings)
        self._is_urgent = work.claim.lane == Lane.EMERGENCY
        self._looked_at = time.monotonic()

    async def run(self) -> None:
        """Send until nothing is left, or until told to stop and the last answer is in; then give the chunk back."""
        self.window.sharers += 1
        try:
            for item in self.work.items:
                self._sort(item)
            while await self._round():
                await self._yield_to_the_urgent()
            await self._give_back()
        except LostChunk:
            log.warning(
                "chunk %s is held by somebody else now; nothing more is written", self.work.claim.chunk_id
            )
        finally:
            self.window.give(len(self._open))
            self.window.sharers -= 1
            for task in self._tasks:
                task.cancel()
            if self._callers:
                self._callers.cancel()
            self.freed.set()

    # -- what is to be done

    def _sort(self, item: Item) -> None:
        """Put one delivery where it belongs: call it, wait, find out what a lost call came to, or end it."""
        progress, ending = item.progress, self.work.claim.ending
        if progress.is_open:
            self._apply(
                _Call(item, progress.attempts), outcomes.recover(self.work.kind, item.delivery_id, progress)
            )
        elif ending:
            state = rules.ending_of(progress, State(ending))
            self._notes.append(outcomes.rule_note(item.delivery_id, progress.attempts, state))
        elif item.wait > 0:
            self._postpone(item, item.wait)
        else:
            self._todo.append(_Call(item, progress.attempts + 1))

    def _apply(self, call: _Call, judgement: Judgement, message: Message | None = None) -> None:
        """Note what was decided and let the delivery come round again where it was."""
        ending = self.work.claim.ending
        if judgement.ask:
            self._ask(call, message)
            return
        note = judgement.note
        if note and judgement.again_in is not None and ending:
            doubt = call.item.progress._replace(doubt=True)
            note = outcomes.rule_note(note.delivery_id, note.attempt, rules.ending_of(doubt, State(ending)))
        elif note and judgement.again_in is not None:
            doubtful = call.item.progress.doubt or note.code == Why.UNKNOWN_OUTCOME
            progress = rules.Progress(call.attempt, State.QUEUED, call.attempt, doubtful)
            self._postpone(call.item._replace(progress=progress), judgement.again_in)
        if note:
            self._notes.append(note)

    def _postpone(self, item: Item, seconds: float) -> None:
        heapq.heappush(
            self._later, (time.monotonic() + seconds, item.delivery_id, item, item.progress.attempts + 1)
        )

    def _wake_later(self) -> None:
        while self._later and self._later[0][0] <= time.monotonic():
            _, _, item, attempt = heapq.heappop(self._later)
            self._todo.append(_Call(item, attempt))

    # -- one round

    async def _round(self) -> bool:
        """Settle what came in, begin what may begin; return False when there is nothing more to wait for."""
        while (patience := self._lingering()) > 0:
            await self._listen(patience)
        self._judge_answers()
        rest = None if self.stop else self._health.rest(self.work.kind)
        self.stop = "pace" if rest else self.stop
        notes, self._notes = self._notes, []
        batch = self._next_batch()
        if notes or batch:
            result = await self.rounds.turn(Ask(self.work, notes, batch))
            self._begin(batch, result.messages, result.stop, result.wait)
            await self._rest_or_go_on(rest)
            return True
        if not self._open and not self._asking and (self.stop or not self._todo):
            return False
        if self.stop or not self._todo:
            self.freed.set()
        await self._listen(_ROOM_WAIT if self._todo and not self.stop else _NEWS_WAIT)
        return True

    def _lingering(self) -> float:
        """Return for how many seconds the answers that came in still wait for those of other calls."""
        if not self._answers or self._are_enough():
            return 0.0
        linger = _LINGER_BUSY if self._callers and self._callers.waiting else _LINGER
        return self._first_answer_at + linger - time.monotonic()

    def _are_enough(self) -> bool:
        """Say whether the answers that came in are worth a commit, or urgent."""
        return len(self._answers) * 2 >= len(self._open) or self._is_urgent

    async def _rest_or_go_on(self, rest: Rest | None) -> None:
        """Close the account for a while when its provider takes nothing in; open it again when it does."""
        account = self.work.claim.account_id
        if rest:
            self._wait = await self.database(pace.close, account, code=rest.code, seconds=rest.seconds)
        elif self._health.has_recovered():
            await self.database(pace.reopen, account)

    def _judge_answers(self) -> None:
        """Turn the answers into events and free their places in the window.

        A place may be taken again at once: the old call is settled in the same transaction that begins the new one.
        A call whose provider is asked keeps its place until the answer to that.
        """
        answers, self._answers = self._answers, []
        now = clock.now()
        for message, result, asked in answers:
            call = (self._asking if asked else self._open).get(message.delivery_id)
            if call is None:
                continue
            if asked:
                del self._asking[message.delivery_id]
                judgement = outcomes.judge_asked(call.attempt, result, self.work.claim.ending)
            else:
                self._health.learn(result)
                kind, doubt = self.work.kind, call.item.progress.doubt
                judgement = outcomes.judge(kind, call.attempt, result, now, doubt=doubt)
            if not judgement.ask:
                self._close(message.delivery_id)
            self._apply(call, judgement, message)

    def _next_batch(self) -> list[_Call]:
        self._wake_later()
        if self.stop or not self._todo or (self._health.is_doubtful and self._open):
            return []
        wanted = 1 if self._health.is_doubtful else len(self._todo)
        may_go_ahead = self._callers is not None and self._callers.may_go_ahead
        granted = self.window.take(wanted, len(self._open), may_go_ahead=may_go_ahead)
        batch = [self._todo.popleft() for _ in range(granted)]
        self._open.update((call.item.delivery_id, call) for call in batch)
        return batch

    def _begin(self, batch: list[_Call], messages: list[Message], stop: str, wait: float) -> None:
        """Start the calls whose attempts are committed; what was not begun is not open."""
        self.stop, self._wait = self.stop or stop, max(self._wait, wait)
        if len(messages) < len(batch):
            begun = {message.delivery_id for message in messages}
            for item, _ in batch:
                if item.delivery_id not in begun:
                    self._close(item.delivery_id)
        self.sent += len(messages)
        if self._callers:
            self._callers.add(messages)
        elif messages:
            self._spawn(calls.send(self.work, messages, self._report, self._count_bug))

    def _close(self, delivery_id: int) -> None:
        """Free the place of a call; one that a lost worker began has none."""
        if self._open.pop(delivery_id, None):
            self.window.give(1)

    async def _listen(self, patience: float) -> None:
        """Wait for answers, but no longer than this."""
        timer = asyncio.get_running_loop().call_later(patience, self._news.set)
        await self._news.wait()
        timer.cancel()
        self._news.clear()

    # -- answers

    def _report(self, message: Message, result: Result, *, asked: bool = False) -> None:
        """Take an answer in; enough of them wake the round, or a moment after the first."""
        if not self._answers:
            self._first_answer_at = time.monotonic()
            asyncio.get_running_loop().call_later(_LINGER, self._news.set)
        self._answers.append(_Answer(message, result, asked))
        if self._are_enough():
            self._news.set()

    def _count_bug(self) -> None:
        """Stop a chunk whose kind keeps breaking in ways it does not foresee."""
        self._bugs += 1
        if self._bugs >= BUGS_ALLOWED:
            self.stop = "quarantine"

    def _ask(self, call: _Call, message: Message | None) -> None:
        self._asking[call.item.delivery_id] = call
        message = message or self.work.message(call.item, call.attempt, "")
        self._spawn(calls.ask(self.work, message, self._report))

    def _spawn(self, call: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- the end

    async def _yield_to_the_urgent(self) -> None:
        """Stop an ordinary chunk, at most once a second, when more urgent work or a body behind in its share waits."""
        claim = self.work.claim
        if claim.lane == Lane.EMERGENCY or self.stop or time.monotonic() - self._looked_at < YIELD_EVERY:
            return
        self._looked_at = time.monotonic()
        waiting = await self.database(store.first_in_line)
        if waiting is not None and waiting < (claim.lane, claim.turn + self.sent):
            self.stop = "yield"

    async def _give_back(self) -> None:
        """Release the chunk: done, due again at its next retry, or due at once for whoever is next."""
        claim = self.work.claim
        if self.stop == "quarantine":
            await self.database(store.release, claim, state="quarantined")
        elif self.stop:
            delay = _DELAYS.get(self.stop, self._wait)
            await self.database(store.release, claim, delay=delay, sent=self.sent)
        elif self._later:
            wait = max(0.0, self._later[0][0] - time.monotonic())
            await self.database(store.release, claim, delay=wait, sent=self.sent, last=True)
        else:
            await self.database(store.release, claim, state="done")
