"""Reading single values out of the elements of an alert; what is not there is empty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from loa.lib.cap.times import SPACE
from loa.lib.cap.versions import split_name
from loa.lib.text import nfc

_NUMBER = re.compile(r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})", re.ASCII)
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Node:
    """An element of an alert whose children are asked for by name, in the element's own namespace."""

    element: etree._Element

    def all(self, name: str) -> list[Node]:
        """Return the children of this name."""
        space = split_name(str(self.element.tag))[0]
        return [Node(child) for child in self.element.findall(f"{{{space}}}{name}" if space else name)]

    def text(self, name: str) -> str:
        """Return the text of the first child of this name, in NFC; empty when there is none."""
        found = self.all(name)
        return found[0].own_text if found else ""

    def word(self, name: str) -> str:
        """Return the text of a child without the space around it."""
        return self.text(name).strip(SPACE)

    @property
    def own_text(self) -> str:
        """Return the element's text in NFC, without comments."""
        return nfc(bare_text(self.element))


def bare_text(element: etree._Element) -> str:
    """Return the text directly inside an element as it stands, without comments."""
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def read_number(text: str) -> Decimal | None:
    """Return a plain decimal number, None for anything else."""
    bare = text.strip(SPACE)
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


def quoted_words(text: str) -> list[str] | None:
    """Return the words of a list in which those with spaces stand in quotation marks; None when a mark stays open."""
    if text.count('"') % 2:
        return None
    return [quoted or plain for quoted, plain in _WORD.findall(text) if quoted or plain]
