"""The compound file under .xls and embedded objects: list its streams and read one whole, within bounds.

Source: [MS-CFB], sections 2.2 (header), 2.3 (FAT), 2.6 (directory).
"""

from __future__ import annotations

import struct

from loa.lib.errors import Invalid

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_SMALL_STREAM = 4096
_ENTRY = 128
_SMALL_SECTOR = 64


class BadCompound(Invalid):
    """The compound file is damaged."""

    code = "bad_compound"
    message = "Tệp bị hỏng. Hãy mở bằng Word hoặc Excel, lưu lại rồi gửi lại."


class CompoundFile:
    """The directory of a compound file and its streams."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise BadCompound
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._size not in {512, 4096}:
            raise BadCompound
        self._fat = self._read_fat()
        directory = self._chain(struct.unpack_from("<I", data, 48)[0])
        self._entries = _entries(directory)
        if "Root Entry" not in self._entries:
            raise BadCompound
        small_fat = self._chain(struct.unpack_from("<I", data, 60)[0])
        self._small_fat = struct.unpack(f"<{len(small_fat) // 4}I", small_fat[: len(small_fat) // 4 * 4])

    def names(self) -> set[str]:
        """Return the names of all streams and storages."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """Return one stream whole.

        Raises: KeyError when there is none; BadCompound when its chain of sectors is broken.
        """
        start, size = self._entries[name]
        if size >= _SMALL_STREAM:
            return self._chain(start)[:size]
        root_start, _ = self._entries["Root Entry"]
        return _follow(self._chain(root_start), self._small_fat, start, _SMALL_SECTOR, 0)[:size]

    def _read_fat(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        extra, count = struct.unpack_from("<II", self._data, 68)
        per_sector = self._size // 4 - 1
        for _ in range(min(count, 1024)):
            if extra >= _LAST_SECTOR:
                break
            block = self._sector(extra)
            sectors += struct.unpack_from(f"<{per_sector}I", block)
            extra = struct.unpack_from("<I", block, per_sector * 4)[0]
        table = b"".join(self._sector(number) for number in sectors if number < _LAST_SECTOR)
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _sector(self, number: int) -> bytes:
        block = self._data[(number + 1) * self._size : (number + 2) * self._size]
        return block.ljust(self._size, b"\0")

    def _chain(self, start: int) -> bytes:
        return _follow(self._data, self._fat, start, self._size, 1)


def _follow(data: bytes, fat: tuple[int, ...], start: int, size: int, skip: int) -> bytes:
    blocks: list[bytes] = []
    at = start
    while at < _LAST_SECTOR:
        if at >= len(fat) or len(blocks) > len(fat):
            raise BadCompound
        blocks.append(data[(at + skip) * size : (at + skip + 1) * size])
        at = fat[at]
    return b"".join(blocks)


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for offset in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, offset + 64)
        if kind in {1, 2, 5} and 2 <= length <= 64:
            name = directory[offset : offset + length - 2].decode("utf-16-le", "replace")
            found.setdefault(name, struct.unpack_from("<II", directory, offset + 116))
    return found
