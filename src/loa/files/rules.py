"""What a file may be for a purpose; it must not touch the disk or the database."""

from __future__ import annotations

from dataclasses import dataclass

from loa.lib.files import KINDS, check_file, clean_image, safe_filename

MEGABYTE = 1024 * 1024
PDF, DOC, DOCX, XLSX = (KINDS[name].mime for name in ("pdf", "doc", "docx", "xlsx"))
IMAGES = frozenset(kind.mime for kind in KINDS.values() if kind.mime.startswith("image/"))
DOCUMENTS = frozenset({PDF, DOCX, XLSX})


@dataclass(frozen=True, slots=True)
class Purpose:
    """What files of one use may be: "bulletins.picture", types, bytes, encrypted or not."""

    key: str
    mimes: frozenset[str] = IMAGES | DOCUMENTS
    most_bytes: int = 12 * MEGABYTE
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: its bytes (an image's are drawn anew), type and name."""

    data: bytes
    mime: str
    name: str


def check(name: str, data: bytes, purpose: Purpose) -> Checked:
    """Return what will be stored of a file from outside.

    Raises: BadFile, BadImage, ActivePdf, BadArchive (all Invalid, from `loa.lib`).
    """
    allowed = {kind.name for kind in KINDS.values() if kind.mime in purpose.mimes}
    kind = check_file(data, name, allowed=allowed, max_bytes=purpose.most_bytes)
    content = clean_image(data)[0] if kind.mime in IMAGES else data
    return Checked(content, kind.mime, safe_filename(name, kind))
