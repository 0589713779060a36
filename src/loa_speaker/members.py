"""The devices of a simulation: who they are, from a file, from folders of enrolled devices, or from one-time codes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loa_speaker.clock import Clock, Pace
from loa_speaker.enrol import ask, learn
from loa_speaker.errors import SpeakerError
from loa_speaker.home import Broker, Home, Identity
from loa_speaker.store import Database, MemoryStore, Store
from loa_wire.signed import SignKey

_FACTS = ("keys", "groups", "config")


@dataclass(frozen=True, slots=True)
class Member:
    """One simulated device: its identity and what it knew when it was enrolled."""

    identity: Identity
    keys: dict[str, str]
    groups: tuple[str, ...]
    config: dict[str, Any] | None = None

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Member:
        """Read it: device, cluster, seed, server, keys, groups; mqtt with url and password, config where there are any."""
        mqtt = raw.get("mqtt")
        identity = Identity(
            device=raw["device"],
            cluster=raw["cluster"],
            server=raw.get("server", ""),
            key=SignKey.from_seed(raw["device"], base64.urlsafe_b64decode(raw["seed"])),
            broker=Broker(mqtt["url"], mqtt.get("password", "")) if mqtt else None,
        )
        return cls(identity, raw["keys"], tuple(raw["groups"]), raw.get("config"))

    def to_json(self) -> dict[str, Any]:
        """Return it as `from_json` reads it."""
        who = self.identity
        return {
            "device": who.device,
            "cluster": who.cluster,
            "server": who.server,
            "seed": base64.urlsafe_b64encode(who.key.seed).decode(),
            "mqtt": {"url": who.broker.url, "password": who.broker.password} if who.broker else None,
            "keys": self.keys,
            "groups": list(self.groups),
            "config": self.config,
        }

    def prepare(self, store: Store) -> Store:
        """Write what it was enrolled with into a memory that does not know it yet."""
        if store.fact("keys") is None:
            with store.change():
                store.put_fact("keys", self.keys)
                store.put_fact("groups", list(self.groups))
                store.put_fact("config", self.config)
        return store


def read_members(source: Path) -> list[Member]:
    """Read the devices of a JSON file, or of a folder of homes. Raises: SpeakerError(no_identities, bad_home)."""
    try:
        members = _homes(source) if source.is_dir() else _file(source)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SpeakerError("bad_home", home=str(source), detail=str(error)) from error
    if not members:
        raise SpeakerError("no_identities", source=str(source))
    return members


def write_members(members: Iterable[Member], target: Path) -> None:
    """Keep devices in a file that only its owner may read: it holds their keys."""
    target.touch(0o600)
    target.chmod(0o600)
    target.write_text(json.dumps([member.to_json() for member in members], ensure_ascii=False))


def _file(source: Path) -> list[Member]:
    """Read a list of devices, or {"devices": [...]} with what they share beside it."""
    raw = json.loads(source.read_text())
    shared = {} if isinstance(raw, list) else {key: value for key, value in raw.items() if key != "devices"}
    return [Member.from_json(shared | each) for each in (raw if isinstance(raw, list) else raw["devices"])]


def _homes(source: Path) -> list[Member]:
    members = []
    for folder in sorted(path for path in source.iterdir() if (path / "secret.json").exists()):
        home = Home(folder)
        identity, database = home.identity(), Database(home.memory)
        try:
            store = database.store(identity.device)
            keys, groups, config = (store.fact(name) for name in _FACTS)
        finally:
            database.close()
        members.append(Member(identity, keys, tuple(groups), config))
    return members


def enrol_members(server: str, codes: Iterable[str], *, at_once: int = 8) -> list[Member]:
    """Enrol one device for each code. Raises: SpeakerError."""
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda code: _enrol(server, code), codes))


def _enrol(server: str, code: str) -> Member:
    key = SignKey.generate("new")
    return member_of(server, key, ask(server, code, key, model="simulated"))


def member_of(server: str, key: SignKey, answer: dict[str, Any]) -> Member:
    """Return the device that the server's answer to an enrolment makes of a key. Raises: WireError, KeyError."""
    store, clock = MemoryStore(), Clock(Pace())
    clock.set(int(answer["now"]), 5_000)
    learn(store, answer["device"], answer, clock)
    mqtt = answer.get("mqtt")
    identity = Identity(
        device=answer["device"],
        cluster=answer["cluster"],
        server=server,
        key=SignKey(answer["device"], key.private),
        broker=Broker(mqtt["url"], mqtt["password"]) if mqtt else None,
    )
    return Member(identity, store.fact("keys"), tuple(store.fact("groups")), store.fact("config"))
