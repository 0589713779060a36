"""Down: what the server asks and what a device must hold to by itself, as frozen records that read themselves strictly.

Moments are whole milliseconds since 1970 in UTC, lengths are milliseconds, clock times of day are minutes since midnight where the
cluster stands. A field nobody knows is ignored, so that an older device understands a newer server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loa_wire import VERSION, fields
from loa_wire.errors import WireError
from loa_wire.words import Ask, Priority, Why

_FARTHEST = 14 * 60  # minutes that a zone lies from UTC


@dataclass(frozen=True, slots=True)
class Play:
    """One thing to sound at one moment: a file by its hash, or a relay of a stream.

    `id` is the airing, the same on every device. `length` is what the encoded file measures, for a relay how long it may last.
    `latest` is the last moment at which it may still begin. `mends` says that a correction of an emergency passes the night lock.
    """

    id: str
    at: int
    length: int
    latest: int
    priority: Priority
    code: str = ""
    version: int = 0
    sha256: str = ""
    size: int = 0
    relay: str = ""
    mends: bool = False
    mode: str = "live"

    def to_wire(self) -> dict[str, Any]:
        """Return it as JSON."""
        raw: dict[str, Any] = {
            "id": self.id,
            "at": self.at,
            "length": self.length,
            "latest": self.latest,
            "priority": self.priority.value,
            "code": self.code,
            "version": self.version,
            "mode": self.mode,
        }
        raw |= {"relay": self.relay} if self.relay else {"sha256": self.sha256, "size": self.size}
        return raw | ({"mends": True} if self.mends else {})

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> Play:
        """Read it. Raises: WireError(unreadable)."""
        play = cls(
            id=fields.take(raw, "id", str),
            at=fields.number(raw, "at"),
            length=fields.number(raw, "length", 86_400_000),
            latest=fields.number(raw, "latest"),
            priority=fields.word(raw, "priority", Priority),
            code=fields.take(raw, "code", str, ""),
            version=fields.number(raw, "version", default=0),
            sha256=fields.take(raw, "sha256", str, ""),
            size=fields.number(raw, "size", default=0),
            relay=fields.take(raw, "relay", str, ""),
            mends=fields.take(raw, "mends", bool, False),
            mode=fields.take(raw, "mode", str, "live"),
        )
        if not play.id or bool(play.relay) == bool(play.sha256):
            raise WireError(Why.UNREADABLE, "play")
        if play.sha256 and (len(play.sha256) != 64 or set(play.sha256) - set("0123456789abcdef")):
            raise WireError(Why.UNREADABLE, "sha256")
        return play


@dataclass(frozen=True, slots=True)
class Command:
    """What the server asks of a group, signed once for all its devices.

    `seq` grows by one with each command of the group. It may be obeyed from `since` to `until`. `only` narrows the group to these
    clusters ("c7"); empty means all. `body` holds what `ask` needs.
    """

    ask: Ask
    group: str
    seq: int
    made: int
    since: int
    until: int
    only: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)

    def to_wire(self) -> dict[str, Any]:
        """Return it as JSON."""
        raw: dict[str, Any] = {
            "v": VERSION,
            "ask": self.ask.value,
            "group": self.group,
            "seq": self.seq,
            "made": self.made,
            "since": self.since,
            "until": self.until,
        }
        return (
            raw
            | ({"only": list(self.only)} if self.only else {})
            | ({"body": dict(self.body)} if self.body else {})
        )

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> Command:
        """Read it. Raises: WireError(unreadable)."""
        fields.require_version(raw)
        return cls(
            ask=fields.word(raw, "ask", Ask),
            group=fields.take(raw, "group", str),
            seq=fields.number(raw, "seq"),
            made=fields.number(raw, "made"),
            since=fields.number(raw, "since"),
            until=fields.number(raw, "until"),
            only=fields.names(raw, "only"),
            body=fields.take(raw, "body", dict, {}),
        )

    def plays(self) -> tuple[Play, ...]:
        """Return the plays of a PLAY command. Raises: WireError(unreadable)."""
        raw = self.body.get("plays")
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            raise WireError(Why.UNREADABLE, "plays")
        return tuple(Play.from_wire(each) for each in raw)

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of words of the body ("plays" of a CANCEL, "groups")."""
        return fields.names(self.body, name)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers of the body ("got" of a RECEIPT). Raises: WireError(unreadable)."""
        raw = self.body.get(name, [])
        if not isinstance(raw, list) or not all(isinstance(n, int) and 0 <= n < 1 << 62 for n in raw):
            raise WireError(Why.UNREADABLE, name)
        return tuple(raw)

    def number(self, name: str, most: int = fields.LATEST) -> int:
        """Return a whole number of the body. Raises: WireError(unreadable)."""
        return fields.number(self.body, name, most)

    def flag(self, name: str) -> bool:
        """Return a yes or no of the body. Raises: WireError(unreadable)."""
        return fields.take(self.body, name, bool)


@dataclass(frozen=True, slots=True)
class Config:
    """What one device must hold to by itself. Minutes since midnight; a quiet span may pass midnight.

    `closed` are days ("2026-12-01") on which only emergencies sound. `zone` is the cluster's offset from UTC in minutes.
    """

    volume: int = 60
    volume_min: int = 0
    volume_max: int = 100
    quiet: tuple[tuple[int, int], ...] = ((21 * 60, 5 * 60),)
    closed: tuple[str, ...] = ()
    zone: int = 420
    beat_s: int = 60
    space: int = 2_000_000_000

    def to_wire(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "volume": self.volume,
            "volume_min": self.volume_min,
            "volume_max": self.volume_max,
            "quiet": [list(span) for span in self.quiet],
            "closed": list(self.closed),
            "zone": self.zone,
            "beat_s": self.beat_s,
            "space": self.space,
        }

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> Config:
        """Read it. Raises: WireError(unreadable)."""
        spans = raw.get("quiet")
        if not isinstance(spans, list):
            raise WireError(Why.UNREADABLE, "quiet")
        for span in spans:
            if (
                not isinstance(span, list)
                or len(span) != 2
                or not all(isinstance(m, int) and 0 <= m <= 1440 for m in span)
            ):
                raise WireError(Why.UNREADABLE, "quiet")
        return cls(
            volume=fields.number(raw, "volume", 100),
            volume_min=fields.number(raw, "volume_min", 100),
            volume_max=fields.number(raw, "volume_max", 100),
            quiet=tuple((span[0], span[1]) for span in spans),
            closed=fields.names(raw, "closed"),
            zone=_zone(raw),
            beat_s=fields.number(raw, "beat_s", 3600),
            space=fields.number(raw, "space"),
        )


def _zone(raw: Mapping[str, Any]) -> int:
    zone = fields.take(raw, "zone", int)
    if not -_FARTHEST <= zone <= _FARTHEST:
        raise WireError(Why.UNREADABLE, "zone")
    return zone
