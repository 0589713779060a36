"""Which elements each version of CAP has, in their order, how often and with which values.

Taken from the element tables of the three texts; the schemas say the same to a machine, these say it to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from loa.lib.cap import model

MANY = 1_000_000


class Holds(StrEnum):
    """What stands in an element."""

    TEXT = "text"
    WORDS = "words"  # text that must not be empty
    TIME = "time"
    LANGUAGE = "language"
    WHOLE_NUMBER = "whole_number"
    NUMBER = "number"
    ADDRESS = "address"
    ELEMENTS = "elements"


@dataclass(frozen=True, slots=True)
class Element:
    """One element: how often it may stand where it stands, and what it holds."""

    name: str
    least: int = 0
    most: int = 1
    holds: Holds = Holds.TEXT
    values: tuple[str, ...] = ()
    inside: tuple[Element, ...] = ()

    def index_of(self, name: str) -> int | None:
        """Return where a child stands in the order, None when it has no place here."""
        return next((place for place, child in enumerate(self.inside) if child.name == name), None)


@cache
def alert_of(version: str) -> Element:
    """Return the table of one version."""
    older = version == "1.0"
    return Element(
        "alert",
        1,
        holds=Holds.ELEMENTS,
        inside=(
            _words("identifier"),
            _words("sender"),
            Element("sent", 1, holds=Holds.TIME),
            _choice("status", model.Status, without={"Draft"} if older else set()),
            _choice("msgType", model.MsgType),
            *([Element("password")] if older else []),
            Element("source"),
            _choice("scope", model.Scope, least=0 if older else 1),
            Element("restriction"),
            Element("addresses"),
            Element("code", most=MANY),
            Element("note"),
            Element("references"),
            Element("incidents"),
            Element("info", most=MANY, holds=Holds.ELEMENTS, inside=_info(version)),
        ),
    )


def _info(version: str) -> tuple[Element, ...]:
    older = version == "1.0"
    certainty = [*model.Certainty]
    return (
        Element("language", holds=Holds.LANGUAGE),
        _choice(
            "category",
            model.Category,
            least=0 if older else 1,
            most=MANY,
            without={"CBRNE"} if older else set(),
        ),
        _words("event"),
        *([] if older else [_response(version)]),
        _choice("urgency", model.Urgency),
        _choice("severity", model.Severity),
        Element("certainty", 1, values=("Very Likely", *certainty[1:]) if older else tuple(certainty)),
        Element("audience"),
        _pair("eventCode", version),
        *(Element(name, holds=Holds.TIME) for name in ("effective", "onset", "expires")),
        *(Element(name) for name in ("senderName", "headline", "description", "instruction")),
        Element("web", holds=Holds.ADDRESS),
        Element("contact"),
        _pair("parameter", version),
        Element("resource", most=MANY, holds=Holds.ELEMENTS, inside=_resource(version)),
        Element("area", most=MANY, holds=Holds.ELEMENTS, inside=_area(version)),
    )


def _response(version: str) -> Element:
    newer = set() if version == "1.2" else {"Avoid", "AllClear"}
    return _choice("responseType", model.ResponseType, least=0, most=MANY, without=newer)


def _resource(version: str) -> tuple[Element, ...]:
    return (
        _words("resourceDesc"),
        _words("mimeType") if version == "1.2" else Element("mimeType"),
        Element("size", holds=Holds.WHOLE_NUMBER),
        Element("uri", holds=Holds.ADDRESS),
        *([] if version == "1.0" else [Element("derefUri")]),
        Element("digest"),
    )


def _area(version: str) -> tuple[Element, ...]:
    height = Holds.NUMBER if version == "1.2" else Holds.TEXT
    return (
        _words("areaDesc"),
        Element("polygon", most=MANY),
        Element("circle", most=MANY),
        _pair("geocode", version),
        Element("altitude", holds=height),
        Element("ceiling", holds=height),
    )


def _pair(name: str, version: str) -> Element:
    """Return a named value: "name=value" in 1.0, two elements since 1.1."""
    if version == "1.0":
        return Element(name, most=MANY)
    inside = (_words("valueName"), Element("value", 1))
    return Element(name, most=MANY, holds=Holds.ELEMENTS, inside=inside)


def _words(name: str) -> Element:
    return Element(name, 1, holds=Holds.WORDS)


def _choice(
    name: str, values: type[StrEnum], *, least: int = 1, most: int = 1, without: set[str] | None = None
) -> Element:
    return Element(name, least, most, values=tuple(v for v in values if v not in (without or set())))
