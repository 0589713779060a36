"""Elements of an edXML message, found by their bare names, and the values in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from lxml import etree

from loa.lib.clock import HANOI
from loa.lib.said import Said, say
from loa.lib.text import nfc
from loa.papers.edxml.model import NAMESPACE, PREFIX

LONGEST = 20_000  # letters of one value
_DAYS = ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
_TIMES = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S")


@dataclass(slots=True)
class Node:
    """An element whose children are found by their bare names; warnings are gathered for the whole message."""

    element: etree._Element
    warnings: list[Said] = field(default_factory=list)

    def find(self, *names: str) -> Node | None:
        """Return the first child of a name; of several names the first is the standard's own."""
        for name in names:
            for child in self.element:
                if name_of(child) == name:
                    if name != names[0]:
                        self.warn(
                            say("“{name}” viết khác tiêu chuẩn (“{asked}”).", name=name, asked=names[0])
                        )
                    return Node(child, self.warnings)
        return None

    def all(self, name: str) -> Iterator[Node]:
        """Yield the children of a name."""
        return (Node(child, self.warnings) for child in self.element if name_of(child) == name)

    def text(self, *names: str) -> str:
        """Return the text of a child, empty where it is not there."""
        found = self.find(*names)
        return "" if found is None else nfc(found.element.text or "").strip()[:LONGEST]

    def warn(self, sentence: Said) -> None:
        """Note a departure once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def texts_of(node: Node, name: str) -> tuple[str, ...]:
    """Return the texts of all children of a name."""
    texts = (nfc(child.element.text or "").strip() for child in node.all(name))
    return tuple(text[:LONGEST] for text in texts if text)


def count_of(node: Node, name: str) -> int | None:
    """Return a child as a number, None where it is none."""
    text = node.text(name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def day_of(node: Node, name: str) -> date | None:
    """Return a child as a day; one written otherwise than the standard is warned of."""
    text = node.text(name)
    for form in _DAYS:
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if form != _DAYS[0]:
            node.warn(say("“{name}” ghi “{text}”, tiêu chuẩn là năm/tháng/ngày.", name=name, text=text))
        return found
    if text:
        node.warn(say("“{name}” ghi “{text}” nên không hiểu là ngày nào.", name=name, text=text[:40]))
    return None


def moment_of(text: str) -> datetime | None:
    """Return a moment in Vietnamese time, None where the text is none."""
    for form in _TIMES:
        try:
            return datetime.strptime(text[:19], form).replace(tzinfo=HANOI)
        except ValueError:
            continue
    return None


def check_prefix(node: Node) -> None:
    """Warn of another prefix or namespace than the standard's."""
    space = etree.QName(node.element).namespace or ""
    if space != NAMESPACE:
        node.warn(
            say("Không gian tên là “{space}”, tiêu chuẩn là “{asked}”.", space=space[:120], asked=NAMESPACE)
        )
    if node.element.prefix != PREFIX:
        prefix = str(node.element.prefix or "")[:40]
        node.warn(say("Tiền tố là “{prefix}”, tiêu chuẩn là “{asked}”.", prefix=prefix, asked=PREFIX))
