"""An alert as CAP 1.2; what is written has passed the checker and reads back equal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from lxml import etree

from loa.lib.cap.checker import alert_faults
from loa.lib.cap.geometry import write_circle, write_point
from loa.lib.cap.model import Alert, Area, Info, Pair, Reference, Resource
from loa.lib.cap.reader import BadAlert
from loa.lib.cap.times import write_time
from loa.lib.cap.versions import CAP_1_2

_BEFORE_ALL = datetime.fromisoformat(
    "0001-01-02T00:00:00+00:00"
)  # that it expired does not matter to a writer


class Unwritable(BadAlert):
    """The values make no alert that CAP 1.2 allows; the facts tell the problems."""

    code = "unwritable_alert"
    message = "Chưa lập được cảnh báo CAP từ nội dung này. Hãy sửa theo các lỗi được nêu."


def write_alert(alert: Alert) -> bytes:
    """Return the alert as a CAP 1.2 document in UTF-8, whatever version it was read from.

    Raises: Unwritable naming what CAP does not allow.
    """
    try:
        root = _alert(alert)
    except ValueError as error:  # a character that XML cannot hold
        raise Unwritable(()) from error
    problems = list(alert_faults(root, "1.2", _BEFORE_ALL))
    if any(problem.is_fatal for problem in problems):
        raise Unwritable(problems)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _alert(alert: Alert) -> etree._Element:
    root = etree.Element(f"{{{CAP_1_2}}}alert", nsmap={None: CAP_1_2})  # type: ignore[dict-item]  # the stubs know no default namespace
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", write_time(alert.sent))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.msg_type)
    _add_some(root, source=alert.source)
    _add(root, "scope", alert.scope)
    _add_some(root, restriction=alert.restriction, addresses=_list(alert.addresses))
    _add_each(root, "code", alert.codes)
    references = " ".join(map(_reference, alert.references))
    _add_some(root, note=alert.note, references=references, incidents=_list(alert.incidents))
    for info in alert.infos:
        _fill_info(_add(root, "info"), info)
    return root


def _fill_info(node: etree._Element, info: Info) -> None:
    _add(node, "language", info.language)
    _add_each(node, "category", info.categories)
    _add(node, "event", info.event)
    _add_each(node, "responseType", info.response_types)
    _add(node, "urgency", info.urgency)
    _add(node, "severity", info.severity)
    _add(node, "certainty", info.certainty)
    _add_some(node, audience=info.audience)
    _add_pairs(node, "eventCode", info.event_codes)
    _add_some(
        node,
        effective=_time(info.effective),
        onset=_time(info.onset),
        expires=_time(info.expires),
        senderName=info.sender_name,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        web=info.web,
        contact=info.contact,
    )
    _add_pairs(node, "parameter", info.parameters)
    for resource in info.resources:
        _fill_resource(_add(node, "resource"), resource)
    for area in info.areas:
        _fill_area(_add(node, "area"), area)


def _fill_resource(node: etree._Element, resource: Resource) -> None:
    _add(node, "resourceDesc", resource.desc)
    _add(node, "mimeType", resource.mime_type)
    _add_some(
        node,
        size="" if resource.size is None else str(resource.size),
        uri=resource.uri,
        derefUri=resource.deref_uri,
        digest=resource.digest,
    )


def _fill_area(node: etree._Element, area: Area) -> None:
    _add(node, "areaDesc", area.desc)
    _add_each(node, "polygon", (" ".join(map(write_point, points)) for points in area.polygons))
    _add_each(node, "circle", map(write_circle, area.circles))
    _add_pairs(node, "geocode", area.geocodes)
    _add_some(node, altitude=_number(area.altitude), ceiling=_number(area.ceiling))


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, f"{{{CAP_1_2}}}{name}")
    node.text = None if text is None else str(text)
    return node


def _add_some(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            _add(parent, name, text)


def _add_each(parent: etree._Element, name: str, texts: Iterable[str]) -> None:
    for text in texts:
        _add(parent, name, text)


def _add_pairs(parent: etree._Element, name: str, pairs: Iterable[Pair]) -> None:
    for pair in pairs:
        node = _add(parent, name)
        _add(node, "valueName", pair.name)
        _add(node, "value", pair.value)


def _time(moment: datetime | None) -> str:
    return write_time(moment) if moment else ""


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _reference(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier},{write_time(reference.sent)}"


def _list(words: Iterable[str]) -> str:
    return " ".join(f'"{word}"' if any(c.isspace() for c in word) else word for word in words)
