"""amqtt inside our own process, for small sets where mosquitto is missing; the same rights, no memory across a restart."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter
from amqtt.broker import Broker as Server
from amqtt.contexts import Action, BrokerConfig, ListenerConfig
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from loa.speakers.gateway import rights
from loa.speakers.gateway.broker import Broker, own_password, raise_files
from loa.speakers.gateway.dialects import groups
from loa.speakers.gateway.dialects.groups import COMMANDS, STATES
from loa.speakers.gateway.rights import COUNTED, GATEWAY, Right
from loa.speakers.rules.broker import broker_digest, is_password
from loa_wire import mqtt, topics

PATIENCE, LONGEST_FIRST = 10.0, 2_000  # seconds for a connection's first packet; its bytes
LOOK_EVERY = 1.0  # seconds between looks at the rights
TICK, COUNT_EVERY = 0.1, 100  # seconds; how many of them between two counts of the connected
log = logging.getLogger(__name__)


@dataclass
class Known:
    """Who may connect, as the plugins read it at each connection and message."""

    by_name: dict[str, Right] = field(default_factory=dict)
    own: str = ""

    def load(self) -> None:
        """Read the rights anew."""
        self.by_name = {each.name: each for each in rights.list_rights()}
        self.own = broker_digest(own_password())

    def may_enter(self, name: str, password: str) -> bool:
        """Say whether this is the password of that name."""
        kept = self.own if name == GATEWAY else self.by_name[name].digest if name in self.by_name else ""
        return is_password(password, kept)

    def may(self, name: str, topic: str, *, write: bool) -> bool:
        """Say whether a user may write on a topic, or read exactly this one."""
        if name == GATEWAY:
            down = topic.startswith((f"{topics.ROOT}/g/", f"{topics.ROOT}/d/")) or _is_command(topic)
            up = topic in {topics.UP_ALL, COUNTED, STATES.format("+")} or bool(topics.device_of(topic))
            up = up or bool(groups.device_of(topic))
            return down if write else up
        if name not in self.by_name:
            return False
        known = self.by_name[name]
        return topic in ((topics.up(name), *known.writes) if write else (topics.down(name), *known.reads))


def _is_command(topic: str) -> bool:
    parts = topic.split("/")
    return len(parts) == 3 and topic == COMMANDS.format(parts[1])


@dataclass
class _Active:
    """Whose rights the plugins ask for: amqtt makes plugins by their name and hands them nothing."""

    known: Known = field(default_factory=Known)


_ACTIVE = _Active()


class Guarded(Server):  # type: ignore[misc]  # amqtt has no types
    """amqtt gives a session away before it asks for the password; here nobody comes that far without one."""

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        """Read the first packet, and hand the connection on where it names a user who may enter."""
        try:
            first = await asyncio.wait_for(_first_packet(reader), PATIENCE)
            client, name, password = mqtt.read_connect(first)
        except (asyncio.IncompleteReadError, TimeoutError, mqtt.BadPacket, OSError):
            writer.close()
            return
        if client != name or not _ACTIVE.known.may_enter(name, password):
            writer.write(mqtt.NOT_ALLOWED)
            writer.close()
            return
        await self.external_connected(_Again(reader, first), StreamWriterAdapter(writer), listener_name)


class _Again(StreamReaderAdapter):  # type: ignore[misc]  # amqtt has no types
    """A stream whose first packet was already looked at."""

    def __init__(self, reader: asyncio.StreamReader, first: bytes) -> None:
        super().__init__(reader)
        self._first = first

    async def read(self, n: int = -1) -> bytes:
        """Return the next bytes."""
        if not self._first:
            found: bytes = await super().read(n)
            return found
        taken, self._first = self._first[:n], self._first[n:]
        return taken


async def _first_packet(reader: asyncio.StreamReader) -> bytes:
    """Return the first packet whole. Raises: BadPacket for one that is no CONNECT or too long."""
    head = bytearray(await reader.readexactly(2))
    while (measured := mqtt.measure(head)) is None:
        head += await reader.readexactly(1)
    begin, end = measured
    if head[0] != mqtt.CONNECT or end - begin > LONGEST_FIRST:
        raise mqtt.BadPacket("no connect")
    return bytes(head) + await reader.readexactly(end - begin)


class Door(BaseAuthPlugin):  # type: ignore[misc]  # amqtt has no types
    """Says yes: who comes this far has shown the password (`Guarded`); amqtt lets nobody in without a plugin's yes."""

    async def authenticate(self, *, session: Session) -> bool:
        """Say whether this session may begin."""
        return session.client_id == session.username and bool(session.username)

    @dataclass
    class Config:
        """Nothing to set."""


class Topics(BaseTopicPlugin):  # type: ignore[misc]  # amqtt has no types
    """Holds everybody to the own topics."""

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: Action | None = None
    ) -> bool:
        """Say whether a session may do this with a topic."""
        name = (session.client_id if session else "") or ""
        return _ACTIVE.known.may(name, topic or "", write=action == Action.PUBLISH)

    @dataclass
    class Config:
        """Nothing to set."""


def run(broker: Broker, stop: threading.Event) -> None:
    """Serve until told to stop."""
    raise_files()
    known = Known()
    known.load()
    watch = threading.Thread(target=_watch, args=(known, stop), name="rights", daemon=True)
    watch.start()
    asyncio.run(serve(broker, known, stop))


async def serve(broker: Broker, known: Known, stop: threading.Event) -> None:
    """Serve those who are known, as they are at each moment."""
    here, _ACTIVE.known = __name__, known
    listener = ListenerConfig(
        bind=f"{broker.host or '0.0.0.0'}:{broker.port}",  # noqa: S104  the operator asked for every address
        ssl=broker.tls,
        certfile=Path(settings.MQTT_TLS_CERTIFICATE) if broker.tls else None,
        keyfile=Path(settings.MQTT_TLS_KEY) if broker.tls else None,
    )
    plugins: dict[str, object] = {f"{here}.Door": {}, f"{here}.Topics": {}}
    server = Guarded(BrokerConfig(listeners={"default": listener}, plugins=plugins))
    await server.start()
    looks = 0
    try:
        while not stop.is_set():
            if looks % COUNT_EVERY == 0:
                connected = sum(
                    session.transitions.state == "connected" for session, _ in server.sessions.values()
                )
                await server.internal_message_broadcast(COUNTED, str(connected).encode())
            looks += 1
            await asyncio.sleep(TICK)
    finally:
        await server.shutdown()


def _watch(known: Known, stop: threading.Event) -> None:
    """Read the rights again and again; they stay as they are while the database is away."""
    while not stop.wait(LOOK_EVERY):
        close_old_connections()
        try:
            known.load()
        except DatabaseError:
            log.warning("broker: the database does not answer; the rights stay as they are")
