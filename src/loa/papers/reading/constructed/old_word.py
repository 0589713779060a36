"""Constructed documents as Word 97 files (.doc): a compound file with just the two streams that hold text.

Source: [MS-CFB] 2.2, 2.6; [MS-DOC] 2.5, 2.9.38.
"""

from __future__ import annotations

import struct

from loa.papers.reading.constructed import old_codes
from loa.papers.reading.constructed.paper import Paper

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file with these streams, each in sectors of its own."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\0")
        for name, data in streams.items()
    }
    chains: list[int] = []
    starts: dict[str, int] = {}
    for name, data in padded.items():
        count = len(data) // _SECTOR
        starts[name] = len(chains)
        chains += [len(chains) + 1 + n for n in range(count - 1)] + [_END]
    directory = len(chains)
    entries = _entry("Root Entry", 5, _END, 0, child=1)
    for number, name in enumerate(padded, 1):
        entries += _entry(
            name,
            2,
            starts[name],
            max(4096, len(streams[name])),
            right=number + 1 if number < len(padded) else _FREE,
        )
    entries = entries.ljust(-(-len(entries) // _SECTOR) * _SECTOR, b"\0")
    count = len(entries) // _SECTOR
    chains += [len(chains) + 1 + n for n in range(count - 1)] + [_END]
    fats = 1
    while fats * 128 < len(chains) + fats:
        fats += 1
    places = [len(chains) + n for n in range(fats)]
    chains += [_FAT] * fats
    table = struct.pack(f"<{fats * 128}I", *chains, *[_FREE] * (fats * 128 - len(chains)))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    head += struct.pack("<IIIIIIIII", 0, fats, directory, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *places, *[_FREE] * (109 - fats))
    return head + b"".join(padded.values()) + entries + table


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    tail = struct.pack("<HBB", len(title), kind, 1) + struct.pack("<III", _FREE, right, child)
    return title.ljust(64, b"\0") + tail + b"\0" * 36 + struct.pack("<IQ", start, size)


def word_file(text: str, *, wide: bool) -> bytes:
    """Return a Word 97 file of one piece, its signs two bytes or one."""
    encoded = text.encode("utf-16-le") if wide else text.encode("cp1252", "replace")
    place = 2048
    stream = bytearray(place)
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", stream, 10, 0x0200)
    struct.pack_into("<I", stream, 0x4C, len(text))
    piece = struct.pack("<II", 0, len(text)) + struct.pack(
        "<HIH", 0, place if wide else place * 2 | 0x4000_0000, 0
    )
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(piece)) + piece
    struct.pack_into("<II", stream, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(stream) + encoded, "1Table": clx})


def _text(page: Paper) -> str:
    header = "\r".join([*page.left, page.rule]) + "\x07" + "\r".join(page.right) + "\x07\x07"
    header += "\r".join([page.number_line, *page.letter_subject]) + "\x07" + page.place_date + "\x07\x07"
    middle = [*([page.heading] if page.heading else []), *page.subject, "", *page.middle]
    sign = "\r".join(page.to) + "\x07" + "\r".join([*page.signature, "", "", page.signer]) + "\x07\x07"
    field = '\x13 HYPERLINK "http://example.vn" \x14'
    body = "\r".join(middle).replace("Căn cứ Luật", f"Căn cứ {field}Luật\x15", 1)
    top = "".join(f"{one}\r" for one in page.top)
    return f"{top}{header}\r{body}\r\r{sign}\r" + "\r".join(page.after) + "\r"


def table(page: Paper) -> bytes:
    """Header and signature in tables, Unicode."""
    return word_file(_text(page), wide=True)


def old_font(page: Paper) -> bytes:
    """The same typed in TCVN3, one byte a sign."""
    return word_file(old_codes.to_tcvn3(_text(page)), wide=False)
