"""Which version of CAP an element belongs to, and the schema of each version."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from threading import local
from typing import Any

from lxml import etree

NAMESPACES = {
    "urn:oasis:names:tc:emergency:cap:1.2": "1.2",
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "http://www.incident.com/cap/1.0": "1.0",
}
CAP_1_2 = "urn:oasis:names:tc:emergency:cap:1.2"
SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"
INSTANCES = "http://www.w3.org/2001/XMLSchema-instance"
_FOLDER = Path(__file__).parent / "schema"
_own = local()


def split_name(tag: str) -> tuple[str, str]:
    """Return namespace and local name of an element's or attribute's full name."""
    space, _, name = tag.rpartition("}")
    return space.lstrip("{"), name


def version_of(tag: str) -> str | None:
    """Return the version that a full name belongs to, None when it is not CAP."""
    return NAMESPACES.get(split_name(tag)[0])


def schema_faults(alert: etree._Element, version: str) -> list[tuple[str, str]]:
    """Return (element, what the schema says) for everything the version's schema refuses.

    The texts of 1.0 and 1.1 allow a signature that their schemas do not know: it is left out.
    """
    judged = alert if version == "1.2" else _unsigned(alert)
    schema = _schema(version)
    if schema.validate(judged):
        return []
    log: Any = schema.error_log
    return [(_named(judged, error.path), error.message) for error in log]


def _schema(version: str) -> etree.XMLSchema:
    """Return the compiled schema; each thread has its own, as its log of errors is no common thing."""
    known: dict[str, etree.XMLSchema] = _own.__dict__
    if version not in known:
        known[version] = etree.XMLSchema(etree.fromstring(_source(version)))
    return known[version]


@cache
def _source(version: str) -> bytes:
    return (_FOLDER / f"CAP-v{version}.xsd").read_bytes()


def _unsigned(alert: etree._Element) -> etree._Element:
    copy = deepcopy(alert)
    for signature in copy.findall(f"{{{SIGNATURES}}}Signature"):
        copy.remove(signature)
    return copy


def _named(alert: etree._Element, path: str | None) -> str:
    """Return the name of the element at a path of the log, which begins at the alert as the root."""
    found: Any = alert.xpath(f".{path[2:]}") if path and path.startswith("/*") else []
    node = found[0] if found else alert
    return split_name(str(node.tag))[1]
