"""The line over HTTPS, for devices without MQTT: ask every few seconds, at once while there is more to say."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Callable, Collection
from typing import Any

from loa_speaker.line import Backoff, NotKept, Stored, User
from loa_speaker.web import Web, WebError

EVERY = 5.0
"""Seconds between two questions."""
AT_ONCE = 100
"""How many envelopes go in one request."""
_RAREST = 300  # seconds that a server may ask for between two questions
_PATH = "/device/exchange/"


class HttpLine:
    """Posts what the device tells and hears what is meant for it."""

    def __init__(
        self,
        user: User,
        web: Web,
        *,
        after: int = 0,
        keep_after: Callable[[int], None] = lambda _after: None,
        every: float = EVERY,
    ) -> None:
        self._user, self._web, self._after, self._keep_after, self._every = (
            user,
            web,
            after,
            keep_after,
            every,
        )
        self._told: deque[tuple[bytes, Stored | None]] = deque()
        self._more = asyncio.Event()
        self.is_up = False
        self.trouble = ""

    async def run(self) -> None:
        """Keep asking until cancelled."""
        backoff = Backoff()
        try:
            while True:
                try:
                    busy = await self.exchange()
                except WebError as error:
                    if error.wait is not None:  # the server is there: the line is up, or will be
                        await asyncio.sleep(error.wait)
                        continue
                    self._hear_last_word(error)
                    self._broken(str(error))
                    await asyncio.sleep(backoff.next())
                    continue
                backoff.reset()
                if not busy:
                    await self._pause()
        finally:
            self._web.close()

    async def exchange(self) -> bool:
        """Ask once; return whether there is more to ask for at once. Raises: WebError."""
        told = [self._told.popleft() for _ in range(min(len(self._told), AT_ONCE))]
        self._more.clear()
        raw = {"told": [envelope.decode() for envelope, _stored in told], "after": self._after}
        try:
            answer = await asyncio.to_thread(self._web.post, _PATH, raw)
        except WebError as error:
            if error.wait is not None:
                self._told.extendleft(reversed(told))
            raise
        for _envelope, stored in told:
            if stored is not None:
                stored()
        if not self.is_up:
            self.is_up, self.trouble = True, ""
            self._user.line_up(self)
        return self._hear(answer) or bool(self._told)

    def _hear(self, answer: dict[str, Any]) -> bool:
        down = [each.encode() for each in answer.get("down", []) if isinstance(each, str)]
        try:
            for envelope in down:
                self._user.take(envelope)
        except NotKept:
            return False
        every = answer.get("every")
        if isinstance(every, int) and 1 <= every <= _RAREST:
            self._every = float(every)
        after = answer.get("after")
        if isinstance(after, int) and after != self._after:
            self._after = after
            self._keep_after(after)
        return bool(down)

    def _hear_last_word(self, refusal: WebError) -> None:
        """Hear the command that comes with a refusal: a device that was shut out is told to drop what its groups ordered."""
        down = refusal.facts.get("down") if refusal.status == 403 else None
        for envelope in down if isinstance(down, list) else ():
            if isinstance(envelope, str):
                with contextlib.suppress(NotKept):
                    self._user.take(envelope.encode())

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._every * random.uniform(0.8, 1.2)):  # noqa: S311  no secret
                await self._more.wait()
        except TimeoutError:
            return

    def _broken(self, trouble: str) -> None:
        self.trouble = trouble
        self._told.clear()
        if self.is_up:
            self.is_up = False
            self._user.line_down()

    def send(self, envelope: bytes, stored: Stored | None = None) -> None:
        if self.is_up:
            self._told.append((envelope, stored))
            self._more.set()

    def follow(self, groups: Collection[str]) -> None:
        """Nothing to do: the server knows the groups of who asks."""
