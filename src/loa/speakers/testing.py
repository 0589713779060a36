"""Clusters and devices for tests, made through the real acts: a listed cluster, a device that holds its key."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from loa.lib import clock
from loa.speakers.actions.clusters import Said, add_cluster
from loa.speakers.actions.enrolling import enrol, make_code
from loa.speakers.models import Beat, Cluster, Device
from loa.units.actor import Actor
from loa.units.models import Area, Body
from loa_wire.commands import Command
from loa_wire.signed import Keys, Purpose, SignKey, open_envelope, seal
from loa_wire.words import Doing


@dataclass(frozen=True)
class Joined:
    """A device that joined: its row, the key only it holds, what the server answered."""

    device: Device
    key: SignKey
    answer: dict[str, Any]

    @property
    def keys(self) -> Keys:
        """Return the server's keys as the device was told."""
        return Keys({name: base64.urlsafe_b64decode(key) for name, key in self.answer["keys"].items()})

    def read(self, envelope: bytes | memoryview) -> Command:
        """Return a command as this device reads it. Raises: WireError."""
        return Command.from_wire(open_envelope(Purpose.COMMAND, bytes(envelope), self.keys))


def make_cluster(actor: Actor, body: Body, area: Area, code: str = "LH-01", **said: Any) -> Cluster:
    """List a cluster."""
    return add_cluster(actor=actor, said=Said(code, body, area, said.pop("place", f"Cột {code}"), **said))


def asks_to_join(code: str, key: SignKey, **more: Any) -> bytes:
    """Return the envelope that a device with this key sends."""
    public = base64.urlsafe_b64encode(key.public).decode()
    message = {"code": code, "public": public, "serial": "SN1", "model": "Pi 4", "firmware": "1.0"}
    return seal(Purpose.ENROL, message | more, SignKey("new", key.private))


def join(actor: Actor, cluster: Cluster) -> Joined:
    """Let a new device join a cluster."""
    made, key = make_code(actor=actor, cluster=cluster), SignKey.generate("new")
    answer = enrol(envelope=asks_to_join(made.code, key))
    assert isinstance(answer, dict), answer
    device = Device.objects.get(name=answer["device"])
    return Joined(device, SignKey(device.name, key.private), answer)


def beat(cluster: Cluster, **said: Any) -> Beat:
    """Let a cluster have been heard just now."""
    device = cluster.devices.filter(revoked_at__isnull=True).first()
    facts: dict[str, Any] = {
        "device": device,
        "at": clock.now(),
        "doing": Doing.IDLE.value,
        "volume": cluster.volume,
    }
    facts |= {"free": 1 << 30, "firmware": "1.0"} | said
    return Beat.objects.update_or_create(cluster=cluster, defaults=facts)[0]
