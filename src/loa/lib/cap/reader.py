"""Alerts from XML into values; what the checker refuses is not read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from lxml import etree

from loa.lib import clock
from loa.lib.cap.checker import alert_faults, check, find_alerts, read_root
from loa.lib.cap.finding import Problem
from loa.lib.cap.geometry import read_circle, read_polygon
from loa.lib.cap.model import (
    Alert,
    Area,
    Category,
    Certainty,
    Info,
    MsgType,
    Pair,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from loa.lib.cap.times import read_loose_time
from loa.lib.cap.values import Node, quoted_words, read_number
from loa.lib.cap.versions import version_of
from loa.lib.errors import Invalid
from loa.lib.safe_xml import BadXml

T = TypeVar("T")


class BadAlert(Invalid):
    """The file holds no alert that may be used; the facts tell the problems."""

    code = "bad_alert"
    message = "Cảnh báo CAP có lỗi nên không dùng được. Hãy sửa theo các lỗi được nêu."

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = next((problem.message for problem in self.problems if problem.is_fatal), None)
        super().__init__(first, problems=self.problems)


def read_alert(data: bytes) -> Alert:
    """Return the alert of a file, the first one where it holds several.

    Raises: BadAlert.
    """
    return read_alerts(data)[0]


def read_alerts(data: bytes) -> list[Alert]:
    """Return every alert of a file: alone, in an EDXL-DE envelope or in a feed's entries.

    Raises: BadAlert when one of them is refused.
    """
    try:
        alerts = find_alerts(read_root(data))
    except BadXml as error:
        raise BadAlert(check(data).problems) from error
    if not alerts:
        raise BadAlert(check(data).problems)
    return [_read(alert) for alert in alerts]


def _read(element: etree._Element) -> Alert:
    version = version_of(str(element.tag)) or ""
    problems = list(alert_faults(element, version, clock.now()))
    if any(problem.is_fatal for problem in problems):
        raise BadAlert(problems)
    node = Node(element)
    return Alert(
        identifier=node.word("identifier"),
        sender=node.word("sender"),
        sent=_sure(_time(node, "sent")),
        status=Status(node.text("status")),
        msg_type=MsgType(node.text("msgType")),
        scope=Scope(node.text("scope") or "Public"),
        source=node.text("source"),
        restriction=node.text("restriction"),
        addresses=_list(node, "addresses"),
        codes=_texts(node, "code"),
        note=node.text("note"),
        references=() if version == "1.0" else tuple(map(_reference, node.text("references").split())),
        incidents=_list(node, "incidents"),
        infos=tuple(_info(info, version) for info in node.all("info")),
        version=version,
    )


def _info(node: Node, version: str) -> Info:
    certainty = node.text("certainty").replace("Very Likely", "Likely")
    return Info(
        language=node.word("language") or "en-US",
        categories=tuple(map(Category, _texts(node, "category"))),
        event=node.text("event"),
        response_types=tuple(map(ResponseType, _texts(node, "responseType"))),
        urgency=Urgency(node.text("urgency")),
        severity=Severity(node.text("severity")),
        certainty=Certainty(certainty),
        audience=node.text("audience"),
        event_codes=_pairs(node, "eventCode", version),
        effective=_time(node, "effective"),
        onset=_time(node, "onset"),
        expires=_time(node, "expires"),
        sender_name=node.text("senderName"),
        headline=node.text("headline"),
        description=node.text("description"),
        instruction=node.text("instruction"),
        web=node.word("web"),
        contact=node.text("contact"),
        parameters=_pairs(node, "parameter", version),
        resources=tuple(map(_resource, node.all("resource"))),
        areas=tuple(_area(area, version) for area in node.all("area")),
    )


def _resource(node: Node) -> Resource:
    size = node.word("size")
    return Resource(
        desc=node.text("resourceDesc"),
        mime_type=node.word("mimeType"),
        size=int(size) if size else None,
        uri=node.word("uri"),
        deref_uri="".join(node.text("derefUri").split()),
        digest=node.word("digest"),
    )


def _area(node: Node, version: str) -> Area:
    return Area(
        desc=node.text("areaDesc"),
        polygons=tuple(read_polygon(item.own_text) for item in node.all("polygon") if item.own_text.strip()),
        circles=tuple(read_circle(item.own_text) for item in node.all("circle") if item.own_text.strip()),
        geocodes=_pairs(node, "geocode", version),
        altitude=read_number(node.text("altitude")),
        ceiling=read_number(node.text("ceiling")),
    )


def _pairs(node: Node, name: str, version: str) -> tuple[Pair, ...]:
    if version == "1.0":
        return tuple(Pair(*map(str.strip, item.own_text.split("=", 1))) for item in node.all(name))
    return tuple(Pair(item.text("valueName"), item.text("value")) for item in node.all(name))


def _reference(word: str) -> Reference:
    sender, identifier, sent = word.split(",")
    return Reference(sender, identifier, _sure(read_loose_time(sent)))


def _list(node: Node, name: str) -> tuple[str, ...]:
    text = node.text(name)
    words = quoted_words(text)
    return tuple(text.split() if words is None else words)


def _texts(node: Node, name: str) -> tuple[str, ...]:
    return tuple(item.own_text for item in node.all(name))


def _time(node: Node, name: str) -> datetime | None:
    return read_loose_time(node.text(name))


def _sure(found: T | None) -> T:
    assert found is not None, "the checker refuses an alert without it"
    return found
