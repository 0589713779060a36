"""Who said it: each envelope is checked against the key of the device on whose topic it came.

The devices of a batch are read in one query, so that a revoked one is not believed from the next batch on; only the keys
themselves are kept ready.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from loa.speakers.models import Device
from loa_wire.errors import WireError
from loa_wire.signed import Keys, Purpose, open_envelope, split
from loa_wire.tidings import Tidings, read_told
from loa_wire.words import Why

KEYS_READY = 50_000


@dataclass(frozen=True, slots=True)
class Sender:
    """A device that may speak, and the cluster that it stands in."""

    id: int
    name: str
    cluster_id: int
    firmware: str
    public_key: bytes
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class Believed:
    """One message that its device signed, as it came."""

    sender: Sender
    tidings: Tidings
    at: datetime
    envelope: bytes


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was not believed, or that a device says it did not obey."""

    device: str  # empty where no such device is known: anybody can make names up
    cluster_id: int | None
    by_server: bool
    why: str
    at: datetime
    group: str = ""
    seq: int = 0


def believe(items: Sequence[tuple[str, bytes, datetime]]) -> Iterator[Believed | Doubt]:
    """Yield for each (device, envelope, moment) what it says, or why it is not believed."""
    known = _senders({device for device, _envelope, _at in items})
    for device, envelope, at in items:
        sender = known.get(device)
        try:
            yield Believed(_trusted(sender), _opened(sender, envelope), at, envelope)
        except WireError as error:
            name, cluster = (sender.name, sender.cluster_id) if sender else ("", None)
            yield Doubt(name, cluster, by_server=True, why=error.code, at=at)


def _trusted(sender: Sender | None) -> Sender:
    if sender is None or sender.is_revoked:
        raise WireError(Why.FORGED, "unknown or revoked device")
    return sender


def _opened(sender: Sender | None, envelope: bytes) -> Tidings:
    """Return the message; a word signed by, or about, another device than the topic's is foreign."""
    mine = _trusted(sender)
    if split(envelope).key_id != mine.name:
        raise WireError(Why.FOREIGN)
    tidings = read_told(open_envelope(Purpose.TOLD, envelope, _keys(mine.name, mine.public_key)))
    if tidings.device != mine.name:
        raise WireError(Why.FOREIGN)
    return tidings


@lru_cache(KEYS_READY)
def _keys(name: str, public_key: bytes) -> Keys:
    return Keys({name: public_key})


def _senders(names: set[str]) -> dict[str, Sender]:
    wanted = [name for name in names if "\0" not in name]
    rows = Device.objects.filter(name__in=wanted).values_list(
        "pk", "name", "cluster_id", "firmware", "public_key", "revoked_at"
    )
    return {row[1]: Sender(row[0], row[1], row[2], row[3], bytes(row[4]), row[5] is not None) for row in rows}
