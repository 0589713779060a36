"""XML from outside that may be broken: read as far as it goes, without entities, document types or the network."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from loa.feeds.charsets import readable
from loa.feeds.opening import unpacked, without_doctype


def elements(data: bytes, *names: str, most: int) -> Iterator[etree._Element]:
    """Yield each closed element of these local names, emptied again after the caller had it.

    `most` bytes of it are read, packed or not. What is broken ends the walk or is passed over.
    """
    plain = without_doctype(readable(unpacked(data, most)[:most]).lstrip())
    walk = etree.iterparse(
        io.BytesIO(plain),
        tag=[f"{{*}}{name}" for name in names],
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    try:
        for _, element in walk:
            yield element
            _forget(element)
    except etree.XMLSyntaxError:
        return


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def child_text(element: etree._Element, name: str) -> str | None:
    """Return the text of the first descendant of this local name."""
    found = next(element.iter(f"{{*}}{name}"), None)
    return all_text(found).strip() or None if found is not None else None


def all_text(element: etree._Element) -> str:
    """Return the text of an element and of all in it."""
    return "".join(map(str, element.itertext()))


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
