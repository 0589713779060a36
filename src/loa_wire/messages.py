"""What envelopes carry, as frozen records that read themselves strictly.

Moments are whole milliseconds since 1970 in UTC, lengths are milliseconds, clock times of day are minutes since midnight where the
cluster stands. A field that is missing, of the wrong type or out of range makes the message unreadable; a field nobody knows is ignored,
so that an older device understands a newer server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from loa_wire import VERSION
from loa_wire.errors import WireError
from loa_wire.words import Ask, Doing, Outcome, Priority, Told, Why

_MOST_MS = 4_102_444_800_000  # the year 2100
_FARTHEST = 14 * 60  # minutes that a zone lies from UTC
_HALF = re.compile("[\ud800-\udfff]")
_LONGEST = 2_000  # letters of one word; the address of a relay is the longest
_T = TypeVar("_T")


def _take(raw: Mapping[str, Any], name: str, kind: type[_T], default: _T | None = None) -> _T:
    value = raw.get(name, default)
    if isinstance(value, bool) and kind is not bool:
        raise WireError(Why.UNREADABLE, name)
    if not isinstance(value, kind) or (isinstance(value, str) and not _is_text(value)):
        raise WireError(Why.UNREADABLE, name)
    return value


def _is_text(value: str) -> bool:
    """Say whether a word can be stored and sent on: JSON may smuggle half a letter, and no word is long."""
    return len(value) <= _LONGEST and (value.isascii() or not _HALF.search(value))


def _number(raw: Mapping[str, Any], name: str, most: int = _MOST_MS, default: int | None = None) -> int:
    value = _take(raw, name, int, default)
    if not 0 <= value <= most:
        raise WireError(Why.UNREADABLE, name)
    return value


def _word(raw: Mapping[str, Any], name: str, words: Callable[[str], _T]) -> _T:
    try:
        return words(_take(raw, name, str))
    except ValueError as error:
        if isinstance(error, WireError):
            raise
        raise WireError(Why.UNREADABLE, name) from error


def _names(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = raw.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and _is_text(each) for each in value):
        raise WireError(Why.UNREADABLE, name)
    return tuple(value)


# -- down: commands -----------------------------------------------------------------------------------------


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
            id=_take(raw, "id", str),
            at=_number(raw, "at"),
            length=_number(raw, "length", 86_400_000),
            latest=_number(raw, "latest"),
            priority=_word(raw, "priority", Priority),
            code=_take(raw, "code", str, ""),
            version=_number(raw, "version", default=0),
            sha256=_take(raw, "sha256", str, ""),
            size=_number(raw, "size", default=0),
            relay=_take(raw, "relay", str, ""),
            mends=_take(raw, "mends", bool, False),
            mode=_take(raw, "mode", str, "live"),
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
        if _number(raw, "v", 1000) != VERSION:
            raise WireError(Why.UNREADABLE, "version")
        return cls(
            ask=_word(raw, "ask", Ask),
            group=_take(raw, "group", str),
            seq=_number(raw, "seq"),
            made=_number(raw, "made"),
            since=_number(raw, "since"),
            until=_number(raw, "until"),
            only=_names(raw, "only"),
            body=_take(raw, "body", dict, {}),
        )

    def plays(self) -> tuple[Play, ...]:
        """Return the plays of a PLAY command. Raises: WireError(unreadable)."""
        raw = self.body.get("plays")
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            raise WireError(Why.UNREADABLE, "plays")
        return tuple(Play.from_wire(each) for each in raw)

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of words of the body ("plays" of a CANCEL, "groups")."""
        return _names(self.body, name)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers of the body ("got" of a RECEIPT). Raises: WireError(unreadable)."""
        raw = self.body.get(name, [])
        if not isinstance(raw, list) or not all(isinstance(n, int) and 0 <= n < 1 << 62 for n in raw):
            raise WireError(Why.UNREADABLE, name)
        return tuple(raw)

    def number(self, name: str, most: int = _MOST_MS) -> int:
        """Return a whole number of the body. Raises: WireError(unreadable)."""
        return _number(self.body, name, most)

    def flag(self, name: str) -> bool:
        """Return a yes or no of the body. Raises: WireError(unreadable)."""
        return _take(self.body, name, bool)


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
            volume=_number(raw, "volume", 100),
            volume_min=_number(raw, "volume_min", 100),
            volume_max=_number(raw, "volume_max", 100),
            quiet=tuple((span[0], span[1]) for span in spans),
            closed=_names(raw, "closed"),
            zone=_zone(raw),
            beat_s=_number(raw, "beat_s", 3600),
            space=_number(raw, "space"),
        )


def _zone(raw: Mapping[str, Any]) -> int:
    zone = _take(raw, "zone", int)
    if not -_FARTHEST <= zone <= _FARTHEST:
        raise WireError(Why.UNREADABLE, "zone")
    return zone


# -- up: what a device tells --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beat:
    """A heartbeat. `n` counts beats since the device was made, `at` is its own clock, `offset` what it has corrected it by."""

    device: str
    n: int
    at: int
    doing: Doing
    volume: int
    free: int
    firmware: str
    offset: int = 0
    play: str = ""
    waiting: int = 0

    def to_wire(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "v": VERSION,
            "told": Told.BEAT.value,
            "device": self.device,
            "n": self.n,
            "at": self.at,
            "doing": self.doing.value,
            "volume": self.volume,
            "free": self.free,
            "firmware": self.firmware,
            "offset": self.offset,
            "play": self.play,
            "waiting": self.waiting,
        }

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> Beat:
        """Read it. Raises: WireError(unreadable)."""
        return cls(
            device=_take(raw, "device", str),
            n=_number(raw, "n"),
            at=_number(raw, "at"),
            doing=_word(raw, "doing", Doing),
            volume=_number(raw, "volume", 100),
            free=_number(raw, "free", 1 << 62),
            firmware=_take(raw, "firmware", str)[:40],
            offset=_take(raw, "offset", int, 0),
            play=_take(raw, "play", str, ""),
            waiting=_number(raw, "waiting", default=0),
        )


@dataclass(frozen=True, slots=True)
class Ack:
    """A device's word on one command: taken, or refused with the reason. What was refused unread has group "" and seq 0."""

    device: str
    group: str
    seq: int
    at: int
    taken: bool
    why: str = ""

    def to_wire(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "v": VERSION,
            "told": Told.ACK.value,
            "device": self.device,
            "group": self.group,
            "seq": self.seq,
            "at": self.at,
            "taken": self.taken,
        } | ({"why": self.why} if self.why else {})

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> Ack:
        """Read it. Raises: WireError(unreadable)."""
        return cls(
            device=_take(raw, "device", str),
            group=_take(raw, "group", str),
            seq=_number(raw, "seq"),
            at=_number(raw, "at"),
            taken=_take(raw, "taken", bool),
            why=_take(raw, "why", str, ""),
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """A play as it was: `n` counts the proofs of the device without a gap, `heard` is how much of it sounded, in milliseconds."""

    device: str
    n: int
    play: str
    outcome: Outcome
    start: int
    end: int
    heard: int
    volume: int
    at: int
    code: str = ""
    version: int = 0
    sha256: str = ""
    why: str = ""

    def to_wire(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "v": VERSION,
            "told": Told.PROOF.value,
            "device": self.device,
            "n": self.n,
            "play": self.play,
            "outcome": self.outcome.value,
            "start": self.start,
            "end": self.end,
            "heard": self.heard,
            "volume": self.volume,
            "at": self.at,
            "code": self.code,
            "version": self.version,
            "sha256": self.sha256,
            "why": self.why,
        }

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> Proof:
        """Read it. Raises: WireError(unreadable)."""
        return cls(
            device=_take(raw, "device", str),
            n=_number(raw, "n"),
            play=_take(raw, "play", str),
            outcome=_word(raw, "outcome", Outcome),
            start=_number(raw, "start"),
            end=_number(raw, "end"),
            heard=_number(raw, "heard", 86_400_000),
            volume=_number(raw, "volume", 100),
            at=_number(raw, "at"),
            code=_take(raw, "code", str, ""),
            version=_number(raw, "version", default=0),
            sha256=_take(raw, "sha256", str, ""),
            why=_take(raw, "why", str, ""),
        )


Tidings = Beat | Ack | Proof
_READERS: Mapping[str, Callable[[Mapping[str, Any]], Tidings]] = {
    Told.BEAT: Beat.from_wire,
    Told.ACK: Ack.from_wire,
    Told.PROOF: Proof.from_wire,
}


def read_told(raw: Mapping[str, Any]) -> Tidings:
    """Read whatever a device tells. Raises: WireError(unreadable)."""
    if _number(raw, "v", 1000) != VERSION:
        raise WireError(Why.UNREADABLE, "version")
    reader = _READERS.get(_take(raw, "told", str))
    if reader is None:
        raise WireError(Why.UNREADABLE, "told")
    return reader(raw)
