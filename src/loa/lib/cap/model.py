"""An alert as values: what CAP 1.2 can say, in the words of its text; older versions are read into the same.

Text is NFC; an empty text, an empty tuple or None means that the element is absent. It must not know XML.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NamedTuple

from loa.lib.text import nfc


class Status(StrEnum):
    """Whether people are meant to act on it."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MsgType(StrEnum):
    """What it does to earlier messages."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """For whom it is meant."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """The field that the event belongs to."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class ResponseType(StrEnum):
    """What people should do, in one word."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon to act."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How great the threat is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure it is; "Very Likely" of CAP 1.0 counts as Likely."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class Point(NamedTuple):
    """A place in WGS 84, in degrees."""

    latitude: float
    longitude: float


class Circle(NamedTuple):
    """Everything within a radius, in kilometres."""

    centre: Point
    radius: float


@dataclass(frozen=True)
class _Words:
    """Texts in NFC; those that are one word to a machine lose the space around them."""

    _bare: ClassVar[frozenset[str]] = frozenset()

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if type(value) is str:
                said = nfc(value).strip() if item.name in self._bare else nfc(value)
                object.__setattr__(self, item.name, said)
            elif isinstance(value, tuple) and value and type(value[0]) is str:
                object.__setattr__(self, item.name, tuple(map(nfc, value)))


@dataclass(frozen=True)
class Pair(_Words):
    """A value under a name that its users agreed on (eventCode, parameter, geocode)."""

    name: str
    value: str


@dataclass(frozen=True)
class Reference(_Words):
    """An earlier message by its sender, identifier and moment."""

    _bare: ClassVar[frozenset[str]] = frozenset({"sender", "identifier"})

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Resource(_Words):
    """A file that goes with an alert; `size` in bytes, `deref_uri` its content in base64."""

    _bare: ClassVar[frozenset[str]] = frozenset({"uri", "mime_type"})

    desc: str
    mime_type: str = ""
    size: int | None = None
    uri: str = ""
    deref_uri: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Area(_Words):
    """Where an alert applies; heights in feet above mean sea level."""

    desc: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: Decimal | None = None
    ceiling: Decimal | None = None


@dataclass(frozen=True)
class Info(_Words):
    """What an alert says in one language; English of the United States where none is named."""

    _bare: ClassVar[frozenset[str]] = frozenset({"language", "web"})

    event: str
    categories: tuple[Category, ...]
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    language: str = "en-US"
    response_types: tuple[ResponseType, ...] = ()
    audience: str = ""
    event_codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Alert(_Words):
    """One message; moments are aware and whole seconds."""

    _bare: ClassVar[frozenset[str]] = frozenset({"identifier", "sender"})

    identifier: str
    sender: str
    sent: datetime
    status: Status
    msg_type: MsgType
    scope: Scope
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()
    version: str = "1.2"

    @property
    def reference(self) -> Reference:
        """Return how a later message names this one."""
        return Reference(self.sender, self.identifier, self.sent)
