"""Which letters a font file holds; the standard library alone, so that set-up can ask before anything is installed."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_LETTERS = {ord(c) for c in "ĂăÂâĐđÊêÔôƠơƯưàáãèéìíòóùúýĩũ"} | set(range(0x1EA0, 0x1EFA))


def has_vietnamese(font: bytes) -> bool:
    """Tell whether a TrueType or OpenType font holds every Vietnamese letter."""
    try:
        return set(_mapped(font)) >= _LETTERS
    except (struct.error, IndexError):
        return False


def _mapped(font: bytes) -> Iterator[int]:
    """Yield those of the Vietnamese letters that the font maps. Source: OpenType, "cmap", formats 4 and 12."""
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    for n in range(struct.unpack_from(">H", font, start + 4)[0]):
        tag, _, table, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * n)
        if tag != b"cmap":
            continue
        for k in range(struct.unpack_from(">H", font, table + 2)[0]):
            offset = table + struct.unpack_from(">HHI", font, table + 4 + 8 * k)[2]
            form = struct.unpack_from(">H", font, offset)[0]
            ranges = _format_4(font, offset) if form == 4 else _format_12(font, offset) if form == 12 else ()
            for low, high in ranges:
                yield from (code for code in _LETTERS if low <= code <= high)


def _format_4(font: bytes, offset: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", font, offset + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, offset + 14)
    starts = struct.unpack_from(f">{count}H", font, offset + 16 + 2 * count)
    return zip(starts, ends, strict=True)


def _format_12(font: bytes, offset: int) -> Iterator[tuple[int, int]]:
    for n in range(struct.unpack_from(">I", font, offset + 12)[0]):
        low, high, _ = struct.unpack_from(">III", font, offset + 16 + 12 * n)
        yield low, high
