"""Up: what a device tells, as frozen records that read themselves strictly (moments and lengths as in `commands`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from loa_wire import VERSION, fields
from loa_wire.errors import WireError
from loa_wire.words import Doing, Outcome, Told, Why


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
            device=fields.take(raw, "device", str),
            n=fields.number(raw, "n"),
            at=fields.number(raw, "at"),
            doing=fields.word(raw, "doing", Doing),
            volume=fields.number(raw, "volume", 100),
            free=fields.number(raw, "free", 1 << 62),
            firmware=fields.take(raw, "firmware", str)[:40],
            offset=fields.take(raw, "offset", int, 0),
            play=fields.take(raw, "play", str, ""),
            waiting=fields.number(raw, "waiting", default=0),
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
            device=fields.take(raw, "device", str),
            group=fields.take(raw, "group", str),
            seq=fields.number(raw, "seq"),
            at=fields.number(raw, "at"),
            taken=fields.take(raw, "taken", bool),
            why=fields.take(raw, "why", str, ""),
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
            device=fields.take(raw, "device", str),
            n=fields.number(raw, "n"),
            play=fields.take(raw, "play", str),
            outcome=fields.word(raw, "outcome", Outcome),
            start=fields.number(raw, "start"),
            end=fields.number(raw, "end"),
            heard=fields.number(raw, "heard", 86_400_000),
            volume=fields.number(raw, "volume", 100),
            at=fields.number(raw, "at"),
            code=fields.take(raw, "code", str, ""),
            version=fields.number(raw, "version", default=0),
            sha256=fields.take(raw, "sha256", str, ""),
            why=fields.take(raw, "why", str, ""),
        )


Tidings = Beat | Ack | Proof
_READERS: Mapping[str, Callable[[Mapping[str, Any]], Tidings]] = {
    Told.BEAT: Beat.from_wire,
    Told.ACK: Ack.from_wire,
    Told.PROOF: Proof.from_wire,
}


def read_told(raw: Mapping[str, Any]) -> Tidings:
    """Read whatever a device tells. Raises: WireError(unreadable)."""
    fields.require_version(raw)
    reader = _READERS.get(fields.take(raw, "told", str))
    if reader is None:
        raise WireError(Why.UNREADABLE, "told")
    return reader(raw)
