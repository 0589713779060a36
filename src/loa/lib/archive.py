"""Zip files from outside, judged whole before anything inside is used.

It must not extract to disk: entries are read into memory, each no further than the limits allow.
"""

from __future__ import annotations

import copy
import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from loa.lib.errors import Invalid
from loa.lib.ole import MAGIC, BadCompound, CompoundFile
from loa.lib.said import say

_CHUNK = 64 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_SMALL = 1024 * 1024
_MACRO_PART = re.compile(r"vbaproject|vbadata|(^|/)activex/|(^|/)macrosheets/|\.(exe|dll|js|vbs|scr|bat)$")
_NATIVE = "\x01Ole10Native"
_MACRO_STREAMS = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros", "VBA"})
_REMOTE_PART = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument)\"", re.IGNORECASE)


class BadArchive(Invalid):
    """The archive breaks a limit or hides something; nothing of it was used."""

    code = "bad_archive"
    message = "Tệp nén bị hỏng hoặc không an toàn nên không được nhận. Hãy lưu lại tệp rồi gửi lại."


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may hold; sizes in bytes, ratio = unpacked / packed."""

    entries: int = 5_000
    unpacked: int = 256 * 1024 * 1024
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class SafeZip:
    """An archive that passed every check; its entries may be read by name."""

    data: bytes
    names: tuple[str, ...]
    limits: ArchiveLimits

    def read(self, name: str) -> bytes:
        """Return one entry whole.

        Raises: KeyError when there is no such entry.
        """
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(name)

    def open_all(self) -> zipfile.ZipFile:
        """Return the archive open for a reader that wants the standard interface."""
        return zipfile.ZipFile(io.BytesIO(self.data))


def open_zip(data: bytes, limits: ArchiveLimits | None = None) -> SafeZip:
    """Return the archive after checking count, names, links, encryption, and every true unpacked size.

    Sizes written in the directory are not believed: each entry is unpacked once, chunk by chunk, and counted.

    Raises: BadArchive with a code (`too_many`, `bad_name`, `doubled_name`, `link`, `encrypted`, `method`,
    `too_large`, `lying_size`, `bad_archive`) in `facts["reason"]`.
    """
    limits = limits or ArchiveLimits()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_directory(infos, limits)
            _check_sizes(archive, infos, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise BadArchive(reason="bad_archive") from error
    return SafeZip(data, tuple(info.filename for info in infos), limits)


def open_office(data: bytes, limits: ArchiveLimits | None = None) -> SafeZip:
    """Return an office file (docx, xlsx) after the checks of `open_zip` and without macros or remote parts.

    Raises: BadArchive as `open_zip`, and with reasons `macro`, `remote` and `package`.
    """
    archive = open_zip(data, limits)
    if any(_MACRO_PART.search(name.lower()) for name in archive.names):
        raise BadArchive(
            "Tệp có chứa macro hoặc chương trình nhúng nên không được nhận. Hãy lưu lại dạng không có macro.",
            reason="macro",
        )
    for name in archive.names:
        if name.endswith(".rels"):
            _refuse_remote(archive.read(name))
        elif "/embeddings/" in name:
            _refuse_package(archive.read(name))
    return archive


def _refuse_package(data: bytes) -> None:
    """Equations and drawn pictures may be embedded; whole files (a program behind an icon) may not."""
    if not data.startswith(MAGIC):
        return
    try:
        compound = CompoundFile(data)
        native = compound.read(_NATIVE) if _NATIVE in compound.names() else b""
        harmless = compound.names().isdisjoint(_MACRO_STREAMS) and native[4:6] in {b"", b"BM"}
    except (BadCompound, KeyError, struct.error):
        harmless = False
    if not harmless:
        raise BadArchive(
            "Tệp có gói tệp khác nhúng bên trong nên không được nhận. Hãy bỏ phần nhúng rồi lưu lại.",
            reason="package",
        )


def _refuse_remote(rels: bytes) -> None:
    for tag in re.findall(rb"<[^<>]*Relationship\b[^<>]*>", rels):
        if b'"External"' in tag and _REMOTE_PART.search(tag):
            raise BadArchive(
                "Tệp tự lấy nội dung từ nơi khác khi mở nên không được nhận. Hãy bỏ phần liên kết rồi lưu lại.",
                reason="remote",
            )


def _check_directory(infos: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if len(infos) > limits.entries:
        raise BadArchive(
            say("Tệp nén có hơn {limit} mục nên không được nhận.", limit=limits.entries),
            reason="too_many",
        )
    seen: set[str] = set()
    for info in infos:
        _check_entry(info)
        name = unicodedata.normalize("NFC", info.filename).casefold()
        if name in seen:
            raise BadArchive("Tệp nén có hai mục trùng tên nên không được nhận.", reason="doubled_name")
        seen.add(name)


def _check_entry(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 0x41:
        raise BadArchive("Tệp nén có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.", reason="encrypted")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise BadArchive("Tệp nén có liên kết tắt bên trong nên không được nhận.", reason="link")
    if info.compress_type not in _METHODS:
        raise BadArchive("Tệp nén dùng kiểu nén chưa được hỗ trợ. Hãy nén lại dạng zip.", reason="method")
    if not _plain_name(info.orig_filename):
        raise BadArchive("Tệp nén có tên mục không hợp lệ nên không được nhận.", reason="bad_name")


def _plain_name(name: str) -> bool:
    if not name or name.startswith("/") or "\\" in name or ":" in name:
        return False
    return ".." not in name.split("/") and not any(unicodedata.category(char) == "Cc" for char in name)


def _check_sizes(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    left = limits.unpacked
    for info in infos:
        allowed = min(left, max(_SMALL, info.compress_size * limits.ratio))
        size = 0
        for chunk in _chunks(archive, info, allowed):
            size += len(chunk)
            if size > allowed:
                raise BadArchive("Tệp nén bung ra quá lớn nên không được nhận.", reason="too_large")
        if size != info.file_size:
            raise BadArchive(reason="lying_size")
        left -= size


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowed: int) -> Iterator[bytes]:
    """Unpack the entry whatever size its directory line claims, to a little past what is allowed."""
    unbelieved = copy.copy(info)
    unbelieved.file_size = allowed + 2 * _CHUNK
    with archive.open(unbelieved) as entry:
        while chunk := entry.read(_CHUNK):
            yield chunk
