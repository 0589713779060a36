"""amqtt inside our own process, for small sets where mosquitto is missing; the same rights, no memory across a restart."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from amqtt.broker import Broker as Server
from amqtt.contexts import Action, BrokerConfig, ListenerConfig
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from loa.speakers.gateway import rights
from loa.speakers.gateway.broker import Broker, own_password, raise_files
from loa.speakers.gateway.rights import COUNTED, GATEWAY, Right
from loa.speakers.rules.broker import broker_digest, is_password
from loa_wire import topics

LOOK_EVERY = 1.0
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
            down = topic.startswith((f"{topics.ROOT}/g/", f"{topics.ROOT}/d/"))
            up = topic in {topics.UP_ALL, COUNTED} or bool(topics.device_of(topic))
            return down if write else up
        if name not in self.by_name:
            return False
        return topic == topics.up(name) if write else topic in (topics.down(name), *self.by_name[name].reads)


@dataclass
class _Active:
    """Whose rights the plugins ask for: amqtt makes plugins by their name and hands them nothing."""

    known: Known = field(default_factory=Known)


_ACTIVE = _Active()


class Door(BaseAuthPlugin):
    """Lets in who has the password, under no other client id than the user's name."""

    async def authenticate(self, *, session: Session) -> bool:
        """Say whether this session may begin."""
        name, password = session.username or "", session.password or ""
        return session.client_id == name and _ACTIVE.known.may_enter(name, password)

    @dataclass
    class Config:
        """Nothing to set."""


class Topics(BaseTopicPlugin):
    """Holds everybody to the own topics."""

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: Action | None = None
    ) -> bool:
        """Say whether a session may do this with a topic."""
        name = (session.username if session else "") or ""
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
    plugins = {
        f"{here}.Door": {},
        f"{here}.Topics": {},
        "amqtt.plugins.sys.broker.BrokerSysPlugin": {"sys_interval": 10},
    }
    server = Server(BrokerConfig(listeners={"default": listener}, plugins=plugins))
    await server.start()
    try:
        while not stop.is_set():  # noqa: ASYNC110  a signal handler sets it
            await asyncio.sleep(0.1)
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
