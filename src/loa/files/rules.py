"""What a file is, judged by its bytes; it must not touch the disk or the database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from loa.files import images
from loa.files.errors import ActiveContent, TooLarge, WrongType
from loa.lib.archive import SafeZip, open_office
from loa.lib.text import squeeze

MEGABYTE = 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
IMAGES = frozenset(images.FORMATS.values())
DOCUMENTS = frozenset({PDF, DOCX, XLSX})
EXTENSIONS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}
LONGEST_NAME = 150

_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia)\b")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What files of one use may be: "bulletins.image", types, bytes, encrypted or not."""

    key: str
    mimes: frozenset[str] = IMAGES | DOCUMENTS
    most_bytes: int = 12 * MEGABYTE
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: its bytes (an image's are written anew), type and name."""

    data: bytes
    mime: str
    name: str


def check(name: str, data: bytes, purpose: Purpose) -> Checked:
    """Return what will be stored of a file from outside.

    Raises: TooLarge, WrongType, Unreadable, ActiveContent, BadArchive (from `loa.lib.archive`).
    """
    if len(data) > purpose.most_bytes:
        limit = purpose.most_bytes // MEGABYTE
        raise TooLarge(limit_megabytes=limit)
    mime = sniff(data)
    if mime not in purpose.mimes:
        raise WrongType
    if mime in IMAGES:
        data, mime = images.write_anew(data)
    elif mime == PDF and _ACTIVE.search(data):
        raise ActiveContent
    return Checked(data, mime, safe_name(name, mime))


def sniff(data: bytes) -> str:
    """Return the type that the bytes show, "application/octet-stream" when it is none we know.

    Raises: BadArchive for an office file that hides something.
    """
    if (found := images.sniff(data)) is not None:
        return found
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_type(open_office(data))
    return "application/octet-stream"


def _office_type(archive: SafeZip) -> str:
    kinds = [mime for part, mime in _OFFICE_PARTS.items() if part in archive.names]
    return kinds[0] if len(kinds) == 1 else "application/octet-stream"


def safe_name(name: str, mime: str) -> str:
    """Return a name that can be saved anywhere and whose ending tells the true type."""
    plain = PurePosixPath(squeeze(name).replace("\\", "/")).name
    plain = "".join(
        char for char in plain if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*'
    ).strip(" .")
    endings = EXTENSIONS.get(mime, (".bin",))
    stem, ending = (plain[: -len(e)], e) if (e := _ending(plain, endings)) else (plain, endings[0])
    return f"{(stem or 'tep')[: LONGEST_NAME - len(ending)]}{ending}"


def _ending(name: str, endings: tuple[str, ...]) -> str:
    return next((ending for ending in endings if name.lower().endswith(ending)), "")
