"""Decide what a file from outside really is, by its content; its name and declared type are only claims.

It must not store anything. What is not on the list is refused: web pages, SVG, programs, macros, archives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from loa.lib.archive import BadArchive, open_office
from loa.lib.errors import Invalid
from loa.lib.images import clean_image
from loa.lib.ole import MAGIC, CompoundFile
from loa.lib.pdfs import check_pdf
from loa.lib.said import say

__all__ = ["KINDS", "BadFile", "FileKind", "check_file", "clean_image", "safe_filename"]

MAX_BYTES = 25 * 1024 * 1024
_LONGEST_NAME = 120
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
_MPEG_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_LOCKED = "Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."
_MACROS = frozenset({"_vba_project_cur", "_vba_project", "macros", "vba"})
_WORD_LOCKED = 0x0100
_OBJECT = re.compile(r"_\d{6,12}|\x01Ole10Native|\x03ObjInfo|\x03OCXNAME|Package", re.IGNORECASE)
_LINKED = tuple(
    word.encode(code) for word in ("DDEAUTO", "\x13DDE ", "\x13 DDE ") for code in ("ascii", "utf-16-le")
)
_TEXT_NAMES = frozenset({"csv", "tsv", "txt"})


class BadFile(Invalid):
    """The file is of no kind we take, or not what its name says."""

    code = "bad_file"
    message = "Loại tệp này không được nhận."


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file we take: short name, MIME type, the ending we give it."""

    name: str
    mime: str

    @property
    def ending(self) -> str:
        """Return the ending with its dot."""
        return f".{self.name}"


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.name: kind
    for kind in (
        FileKind("pdf", "application/pdf"),
        FileKind("docx", f"{_OFFICE}.wordprocessingml.document"),
        FileKind("doc", "application/msword"),
        FileKind("xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
        FileKind("xls", "application/vnd.ms-excel"),
        FileKind("csv", "text/csv"),
        FileKind("txt", "text/plain"),
        FileKind("png", "image/png"),
        FileKind("jpg", "image/jpeg"),
        FileKind("webp", "image/webp"),
        FileKind("mp3", "audio/mpeg"),
        FileKind("wav", "audio/wav"),
        FileKind("ogg", "audio/ogg"),
        FileKind("m4a", "audio/mp4"),
    )
}


def check_file(
    data: bytes, filename: str, *, allowed: Collection[str] = frozenset(KINDS), max_bytes: int = MAX_BYTES
) -> FileKind:
    """Return what the file is, after looking inside for what acts by itself.

    Pictures are only recognised here; `clean_image` is the door that makes them safe to show.

    Raises: BadFile when its kind is not allowed or it is too large; ActivePdf, BadArchive, BadCompound for what is inside.
    """
    if not data:
        raise BadFile("Tệp trống. Hãy kiểm tra lại tệp đã chọn.", reason="empty")
    if len(data) > max_bytes:
        raise BadFile(
            say("Tệp lớn hơn {limit} MB. Hãy giảm dung lượng rồi gửi lại.", limit=max_bytes // (1024 * 1024)),
            reason="too_large",
        )
    name = _recognise(data, filename)
    if name is None or name not in allowed:
        known = ", ".join(sorted(allowed))
        raise BadFile(
            say("Loại tệp này không được nhận. Hãy gửi một trong các loại: {known}.", known=known),
            reason="kind",
            kind=name,
        )
    return KINDS[name]


def safe_filename(name: str, kind: FileKind) -> str:
    """Return a name that is safe on every system, keeps its Vietnamese letters, and ends as the kind does."""
    stem = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    words = re.sub(r"[^\w\-.,()]+", " ", stem[0] or stem[2]).strip(" .")
    return f"{words[:_LONGEST_NAME] or 'tep'}{kind.ending}"


def _recognise(data: bytes, filename: str) -> str | None:
    for fits, name in _SIGNATURES:
        if fits(data):
            if name == "pdf":
                check_pdf(data)
            return name
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(MAGIC):
        return _old_office(data)
    return _text(data, filename)


def _office(data: bytes) -> str | None:
    names = set(open_office(data).names)
    for name, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        if part in names and "[Content_Types].xml" in names:
            return name
    return None


def _old_office(data: bytes) -> str | None:
    file = CompoundFile(data)
    names = file.names()
    if "EncryptedPackage" in names:
        raise BadFile(_LOCKED, reason="encrypted")
    if {name.casefold() for name in names} & _MACROS:
        raise BadArchive(
            "Tệp có chứa macro nên không được nhận. Hãy lưu lại dạng không có macro.", reason="macro"
        )
    if "WordDocument" in names and not any(
        name.startswith("MBD") for name in names
    ):  # else an object in a workbook
        _check_old_word(file.read("WordDocument"), names)
        return "doc"
    return "xls" if names & {"Workbook", "Book"} else None


def _check_old_word(text: bytes, names: Collection[str]) -> None:
    """Refuse a Word 97–2003 file that is locked or holds what acts by itself. Source: [MS-DOC] 2.1.7, 2.5.2."""
    if int.from_bytes(text[10:12], "little") & _WORD_LOCKED:
        raise BadFile(_LOCKED, reason="encrypted")
    if any(_OBJECT.fullmatch(name) for name in names):
        raise BadArchive(
            "Tệp có nhúng tệp hoặc đối tượng khác nên không được nhận. Hãy mở bằng Word, lưu thành PDF rồi gửi lại.",
            reason="embedded",
        )
    if any(word in text.upper() for word in _LINKED):
        raise BadArchive(
            "Tệp tự lấy dữ liệu từ chương trình khác nên không được nhận. Hãy mở bằng Word, lưu thành PDF rồi gửi lại.",
            reason="linked",
        )


def _text(data: bytes, filename: str) -> str | None:
    ending = filename.rpartition(".")[2].lower()
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if ending not in _TEXT_NAMES or (b"\0" in data and not wide):
        return None
    if _MARKUP.search(data[:65_536].replace(b"\0", b"")) or data.startswith(
        (b"MZ", b"#!", b"\x7fELF", b"Rar!", b"7z\xbc\xaf")
    ):
        return None
    return "txt" if ending == "txt" else "csv"


def _begins(magic: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magic)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(b"RIFF") and data[8:12] == kind


_SIGNATURES: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (_begins(b"%PDF-"), "pdf"),
    (_begins(b"\x89PNG\r\n\x1a\n"), "png"),
    (_begins(b"\xff\xd8\xff"), "jpg"),
    (_riff(b"WEBP"), "webp"),
    (_riff(b"WAVE"), "wav"),
    (_begins(b"ID3"), "mp3"),
    (lambda data: _MPEG_FRAME.match(data) is not None, "mp3"),
    (_begins(b"OggS"), "ogg"),
    (lambda data: data[4:8] == b"ftyp" and data[8:11] in {b"M4A", b"mp4", b"iso"}, "m4a"),
)
