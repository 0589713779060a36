"""Make the bytes of a feed harmless and small enough before anything reads them.

It must not understand feeds: it unpacks, cuts after a whole entry, and takes out what only attacks need.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Final

from loa.feeds.errors import TooPacked

MOST_BYTES: Final = 3 * 1024 * 1024
MOST_ENTRIES: Final = 2000
_UNPACKED: Final = 8 * 1024 * 1024
_GZIP: Final = b"\x1f\x8b"
_CLOSED: Final = re.compile(rb"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<((?:[\w.-]{1,20}:)?(?:rss|feed|rdf|channel))[\s>]", re.IGNORECASE)
_ENTITY: Final = re.compile(rb"<!ENTITY\s+([\w.-]{1,64})\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_USED: Final = re.compile(rb"&([\w.-]{1,64});")
_SUBSET: Final = re.compile(rb"<!DOCTYPE\b[^\[>]{0,1000}(\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_HEAD: Final = 64 * 1024
_LONGEST_ENTITY: Final = 200
_MOST_ENTITIES: Final = 300
_MOST_EXPANDED: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """The bytes to read, and whether some of the feed was left out."""

    data: bytes
    cut: bool


def open_feed(data: bytes) -> Opened:
    """Return what is to be read of the bytes of a feed.

    Raises: TooPacked for a gzip file that unpacks to more than any feed needs.
    """
    data, cut = _cut(unpacked(data, _UNPACKED))
    return Opened(_without_attack(data), cut)


def unpacked(data: bytes, most: int) -> bytes:
    """Return what a gzip file holds, anything else as it is.

    Raises: TooPacked when it holds more than `most` bytes.
    """
    if not data.startswith(_GZIP):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        held = unpacker.decompress(data, most)
    except zlib.error:
        return data
    if unpacker.unconsumed_tail:
        raise TooPacked
    return held


def without_doctype(data: bytes) -> bytes:
    """Return a document without its document type: what needs none declares one only to do harm."""
    return _SUBSET.sub(b"", data, count=1) if b"<!DOCTYPE" in data[:_HEAD].upper() else data


def _cut(data: bytes) -> tuple[bytes, bool]:
    """Cut after the last whole entry that fits, and close what is open."""
    end = None
    for number, closed in enumerate(_CLOSED.finditer(data, 0, MOST_BYTES), 1):
        end = closed.end()
        if number == MOST_ENTRIES:
            break
    else:
        if len(data) <= MOST_BYTES:
            return data, False
    if end is None:
        return data[:MOST_BYTES], True
    if not _CLOSED.search(data, end):
        return data, False
    roots = dict.fromkeys(root[1] for root in _ROOT.finditer(data, 0, min(end, 100_000)))
    rdf = any(root.lower().endswith(b"rdf") for root in roots)
    opened = [root for root in roots if not (rdf and root.lower().endswith(b"channel"))]
    return data[:end] + b"".join(b"</" + root + b">" for root in reversed(opened)), True


def _without_attack(data: bytes) -> bytes:
    """Take out a document type that declares many, long, often used entities, or some of others; a feed needs a few short ones."""
    if b"<!ENTITY" not in data[:_UNPACKED]:
        return data
    declared = _ENTITY.findall(data)
    lengths = {name: len(one or two) for name, one, two in declared[: _MOST_ENTITIES + 1]}
    expanded = sum(lengths.get(used, 0) for used in _USED.findall(data)) if lengths else 0
    of_others = any(used in lengths for _, one, two in declared for used in _USED.findall(one or two))
    if (
        of_others
        or len(declared) > _MOST_ENTITIES
        or max(lengths.values(), default=0) > _LONGEST_ENTITY
        or expanded > _MOST_EXPANDED
        or data.count(b"<!ENTITY") > len(declared) + 20
    ):
        return _SUBSET.sub(b"", data, count=1)
    return data
