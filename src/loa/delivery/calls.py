"""Calls a channel kind and turns whatever happens into one result per message. Nothing here writes to the ledger."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from loa.channels import reach
from loa.channels.base import Message, Outcome, Result
from loa.channels.fanout import OneByOne
from loa.delivery.rules import reason_text
from loa.delivery.states import Why
from loa.delivery.windows import Window
from loa.delivery.work import Work
from loa.lib.border import BorderError

log = logging.getLogger(__name__)
SLOW = 0.02
"""Seconds: where a call usually lasts longer, more of them are open at once and none is begun ahead of its turn."""
_WEIGHT = 0.1  # of the newest call in what is usual
_TRUSTED = 20  # messages taken in without a refusal between them
_LOOK_EVERY = 0.1
"""Seconds between looks at the open calls; one that lasts longer takes nobody's place."""


class Report(Protocol):
    """Takes a result as it comes, with the message that it belongs to."""

    def __call__(self, message: Message, result: Result, *, asked: bool = False) -> None: ...


async def send(work: Work, messages: list[Message], report: Report, bug: Callable[[], None]) -> None:
    """Hand the messages to the kind; each gets exactly one result, *unknown* where the kind gave none.

    A call that lasts longer than the kind's patience is cut. An error that the kind did not foresee leaves the
    outcome of what was open unknown, and is counted as a bug.
    """
    waiting = {message.delivery_id: message for message in messages}
    error: BorderError | None = None
    try:
        with reach.sending(work.mode):
            async with asyncio.timeout(work.kind.patience):
                async for result in work.kind.send(work.outlet, messages):
                    if (message := waiting.pop(result.delivery_id, None)) is not None:
                        report(message, result)
    except BorderError as known:
        error = known
    except TimeoutError:
        pass
    except Exception:
        log.exception("kind %s broke while sending", work.kind.key)
        bug()
    for message in waiting.values():
        report(message, Result.from_error(message, error) if error else _unknown(message))


async def ask(work: Work, message: Message, report: Report) -> None:
    """Ask the kind what became of a message; without an answer it stays unknown."""
    result = _unknown(message)
    try:
        with reach.sending(work.mode):
            async with asyncio.timeout(work.kind.patience):
                result = await work.kind.ask(work.outlet, message)
    except (BorderError, TimeoutError):
        pass
    except Exception:
        log.exception("kind %s broke while asking", work.kind.key)
    report(message, result, asked=True)


def _unknown(message: Message) -> Result:
    code = Why.UNKNOWN_OUTCOME
    return Result(message.delivery_id, Outcome.UNKNOWN, code, reason_text(code))


@dataclass(slots=True, eq=False)
class _Caller:
    """One that makes call after call: what it is at, since when, and whether it was told to give up on that call."""

    task: asyncio.Task[None] | None = None
    since: float = 0.0
    is_cut: bool = False


class Callers:
    """Make the calls of one chunk, of a kind that makes one for each message: so many at once, the rest waits here.

    It does for such a kind what `send` does for others, without a task, a timer and a generator for each message.
    """

    def __init__(
        self, work: Work, kind: OneByOne[Any], window: Window, report: Report, bug: Callable[[], None]
    ) -> None:
        self.waiting: deque[Message] = deque()
        self._work = work
        self._kind = kind
        self._window = window
        self._report = report
        self._bug = bug
        self._callers: set[_Caller] = set()
        self._usual = 0.0
        self._stuck = self._most = self._taken_in = 0
        self._watch: asyncio.TimerHandle | None = None

    def add(self, messages: Iterable[Message]) -> None:
        """Have these called too."""
        self.waiting.extend(messages)
        self._open_more()
        if self._watch is None:
            self._look()

    def _open_more(self) -> None:
        """Start as many callers as may be at it and have something to do."""
        self._most = self._window.open_calls(is_prompt=False)
        if self._is_prompt:
            self._most = min(self._most, self._window.open_calls(is_prompt=True) + self._stuck)
        for _ in range(min(len(self.waiting), self._most - len(self._callers))):
            caller = _Caller()
            caller.task = asyncio.create_task(self._work_off(caller))
            self._callers.add(caller)

    def cancel(self) -> None:
        """Break off every call."""
        if self._watch:
            self._watch.cancel()
        for caller in self._callers:
            if caller.task:
                caller.task.cancel()

    @property
    def _is_prompt(self) -> bool:
        """Say whether the answers come so soon that more open calls would gain nothing."""
        return self._usual <= SLOW

    @property
    def may_go_ahead(self) -> bool:
        """Say whether more may be begun than are open: the provider answers promptly and takes in what it is given."""
        return self._is_prompt and self._taken_in >= _TRUSTED

    def _look(self) -> None:
        """Cut the calls that outlasted the kind's patience and have others make up for the slow; look again while any are open."""
        loop = asyncio.get_running_loop()
        now, self._stuck = loop.time(), 0
        for caller in self._callers:
            lasts = now - caller.since if caller.since else 0.0
            self._stuck += lasts > _LOOK_EVERY
            if caller.task and lasts > self._kind.patience and not caller.is_cut:
                caller.is_cut = True
                caller.task.cancel()
        self._open_more()
        self._watch = loop.call_later(_LOOK_EVERY, self._look) if self._callers else None

    async def _work_off(self, caller: _Caller) -> None:
        """Make one call after another while any wait."""
        now = asyncio.get_running_loop().time
        waiting, callers, report = self.waiting, self._callers, self._report
        try:
            with reach.sending(self._work.mode):
                while waiting and len(callers) <= self._most:
                    message = waiting.popleft()
                    caller.since = began = now()
                    result = await self._call(caller, message)
                    self._usual += (now() - began - self._usual) * _WEIGHT
                    self._taken_in = 0 if result.temporary else self._taken_in + 1
                    report(message, result)
        finally:
            callers.discard(caller)

    async def _call(self, caller: _Caller, message: Message) -> Result:
        """Make one call; whatever happens is a result, but for the worker's own end."""
        try:
            result = await self._kind.send_one(self._work.outlet, message)
        except BorderError as error:
            return Result.from_error(message, error)
        except TimeoutError:
            return _unknown(message)
        except asyncio.CancelledError:
            if not (caller.is_cut and caller.task):
                raise
            caller.is_cut = False
            caller.task.uncancel()
            return _unknown(message)
        except Exception:
            log.exception("kind %s broke while sending", self._kind.key)
            self._bug()
            return _unknown(message)
        return result if result.delivery_id == message.delivery_id else _unknown(message)
