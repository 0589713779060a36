"""Who said it: each envelope is checked against the key of the device on whose topic it came.

The devices of a batch are read in one query, and whether one was revoked is asked once more in the transaction that stores what it said;
only the keys themselves are kept ready.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from loa_wire.errors import WireError
from loa_wire.signed import Keys, Purpose, split, trust
from loa_wire.tidings import Tidings, read_told
from loa_wire.words import Why

KEYS_READY = 50_000
_DEVICES = """
SELECT id, name, cluster_id, firmware, public_key, revoked_at IS NOT NULL FROM speakers_device WHERE name = ANY(%s)
"""
_REVOKED = "SELECT id FROM speakers_device WHERE id = ANY(%s) AND revoked_at IS NOT NULL"


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

    @property
    def device(self) -> str:
        """Return the name of who said it."""
        return self.sender.name


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
            yield _doubt(sender, at, error.code)


def still_believed(words: Sequence[Believed | Doubt]) -> Iterator[Believed | Doubt]:
    """Yield what was believed a moment ago, in doubt where its device was revoked since."""
    senders = {each.sender.id for each in words if isinstance(each, Believed)}
    with connection.cursor() as cursor:
        cursor.execute(_REVOKED, [list(senders)])
        revoked = {row[0] for row in cursor.fetchall()}
    for each in words:
        if isinstance(each, Believed) and each.sender.id in revoked:
            yield _doubt(each.sender, each.at, Why.FORGED)
        else:
            yield each


def _doubt(sender: Sender | None, at: datetime, why: str) -> Doubt:
    name, cluster = (sender.name, sender.cluster_id) if sender else ("", None)
    return Doubt(name, cluster, by_server=True, why=why, at=at)


def _trusted(sender: Sender | None) -> Sender:
    if sender is None or sender.is_revoked:
        raise WireError(Why.FORGED, "unknown or revoked device")
    return sender


def _opened(sender: Sender | None, envelope: bytes) -> Tidings:
    """Return the message; a word signed by, or about, another device than the topic's is foreign."""
    mine = _trusted(sender)
    opened = split(envelope)
    if opened.key_id != mine.name:
        raise WireError(Why.FOREIGN)
    trust(Purpose.TOLD, opened, _keys(mine.name, mine.public_key))
    tidings = read_told(opened.message())
    if tidings.device != mine.name:
        raise WireError(Why.FOREIGN)
    return tidings


@lru_cache(KEYS_READY)
def _keys(name: str, public_key: bytes) -> Keys:
    return Keys({name: public_key})


def _senders(names: set[str]) -> dict[str, Sender]:
    with connection.cursor() as cursor:
        cursor.execute(_DEVICES, [[name for name in names if "\0" not in name]])
        return {row[1]: Sender(*row) for row in cursor.fetchall()}
