"""The line over MQTT: kept up for ever, with the device's id as client, user and place of its topics."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from loa_speaker.home import Broker
from loa_speaker.line import Backoff, Stored, User
from loa_speaker.mqtt import Link, MqttError
from loa_wire import topics

_STEADY = 30.0
"""Seconds after which a connection counts as a good one; before, the pauses go on growing."""


class MqttLine:
    """Connects, subscribes, and comes back by itself."""

    __slots__ = (
        "_broker",
        "_ca",
        "_down",
        "_following",
        "_keepalive",
        "_link",
        "_task",
        "_up_topic",
        "_user",
        "is_up",
        "trouble",
    )

    def __init__(self, user: User, broker: Broker, *, keepalive: int = 60, ca: Path | None = None) -> None:
        self._user, self._broker, self._keepalive, self._ca = user, broker, keepalive, ca
        self._up_topic = topics.up(user.name)
        self._link: Link | None = None
        self._down = asyncio.Event()
        self._following: frozenset[str] = frozenset()
        self._task: asyncio.Task[None] | None = None
        self.is_up = False
        self.trouble = ""

    async def run(self, *, connected: bool = False) -> None:
        """Keep the line up until cancelled; it may have been connected before."""
        backoff = Backoff()
        loop = asyncio.get_running_loop()
        try:
            while True:
                since = loop.time()
                try:
                    if not connected:
                        await self.connect()
                    connected = False
                    await self._down.wait()
                    self.trouble = "connection lost"
                except MqttError as error:
                    self.trouble = str(error)
                if loop.time() - since > _STEADY:
                    backoff.reset()
                await asyncio.sleep(backoff.next())
        finally:
            self.close()

    async def connect(self) -> None:
        """Connect once. Raises: MqttError."""
        self._down.clear()
        broker = self._broker
        self._link = await Link.open(
            self, broker.url, self._user.name, broker.password, keepalive=self._keepalive, ca=self._ca
        )
        self._following = frozenset(self._topics(self._user.groups))
        try:
            await self._link.subscribe(sorted(self._following))
        except BaseException:
            self._link.close()
            raise
        self.is_up, self.trouble = True, ""
        self._user.line_up(self)

    def _topics(self, groups: Collection[str]) -> set[str]:
        own = topics.down(self._user.name)
        return {own, *(topics.group(group) for group in groups if group != f"d{self._user.name}")}

    def send(self, envelope: bytes, stored: Stored | None = None) -> None:
        if self._link is not None and self.is_up:
            self._link.publish(self._up_topic, envelope, stored)

    def follow(self, groups: Collection[str]) -> None:
        if self.is_up:
            self._task = asyncio.create_task(self._follow(frozenset(self._topics(groups))))

    async def _follow(self, wanted: frozenset[str]) -> None:
        link, before = self._link, self._following
        self._following = wanted
        if link is None:
            return
        try:
            await link.unsubscribe(sorted(before - wanted))
            await link.subscribe(sorted(wanted - before))
        except MqttError as error:
            self.trouble = str(error)
            link.close()

    def heard(self, _topic: str, payload: bytes) -> None:
        self._user.take(payload)

    def lost(self, link: Link) -> None:
        if link is not self._link:
            return
        self._link = None
        was_up, self.is_up = self.is_up, False
        self._down.set()
        if was_up:
            self._user.line_down()

    def close(self) -> None:
        """End the connection in good order."""
        if self._link is not None:
            self._link.close()

    def abort(self) -> None:
        """Break the connection as a dead network would."""
        if self._link is not None:
            self._link.abort()
