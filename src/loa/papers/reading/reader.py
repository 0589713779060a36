"""Put the parts together: what a file is, its lines, its header, its end; every field with how sure it is."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from loa.lib.errors import DomainError
from loa.lib.ole import MAGIC
from loa.lib.said import say
from loa.papers.reading.abstracts import read_abstract, read_grounds
from loa.papers.reading.agencies import read_bodies
from loa.papers.reading.dates import Dated, find_date, is_only_date
from loa.papers.reading.header import Header, letter_subject, read_header
from loa.papers.reading.letters import lost_marks, plain
from loa.papers.reading.model import (
    FIELDS,
    NOTHING,
    PARTY,
    STATE,
    UNKNOWN,
    Extract,
    Line,
    Reading,
    Value,
    nothing_read,
)
from loa.papers.reading.signing import read_signing
from loa.papers.reading.sources.doc import read_doc
from loa.papers.reading.sources.docx import read_docx
from loa.papers.reading.sources.other import read_html, read_rtf
from loa.papers.reading.sources.pdf import read_pdf
from loa.papers.reading.sources.plain import read_plain
from loa.papers.reading.words import KIND_OF_SYMBOL, LETTER

MAX_BYTES: Final = 100 * 1024 * 1024
SCAN = "Tệp là bản chụp, không có lớp chữ. Hãy xem ảnh và nhập các ô bên cạnh."
GARBLED = "Lớp chữ trong tệp bị lỗi phông nên không đọc được. Hãy xem ảnh và nhập các ô bên cạnh."
_DAMAGE: Final = (
    ValueError, LookupError, ArithmeticError, RuntimeError, MemoryError, TypeError, AttributeError, OSError, struct.error,
    zlib.error, zipfile.BadZipFile, etree.LxmlError,
)  # fmt: skip
_FORMATS: Final[tuple[tuple[Callable[[bytes], object], Callable[[bytes], Extract]], ...]] = (
    (lambda start: b"%PDF-" in start, read_pdf),
    (lambda start: start.startswith(b"PK"), read_docx),
    (lambda start: start.startswith(MAGIC), read_doc),
    (lambda start: start.lstrip().startswith(b"{\\rtf"), read_rtf),
    (lambda start: re.match(rb"(?i)<(?:!doctype|html|\?xml|head|body|meta)", start.lstrip()), read_html),
)
_IMAGES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"RIFF")
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xca\xfe\xba\xbe")
_LONGEST: Final = 2000  # signs of a line in which a field may stand
_ABOVE: Final = 14
_PASSED_KINDS: Final = ("LUẬT", "BỘ LUẬT", "NGHỊ QUYẾT", "PHÁP LỆNH")
_PASSED: Final = re.compile(r"\b(?:thông qua|được ban hành) ngày\b.{0,40}", re.IGNORECASE)


def read_file(source: Path | str | bytes) -> Reading:
    """Read a file by its content alone; a name plays no part, and whatever is wrong gives a reading with `error`."""
    if isinstance(source, bytes):
        return _read(source)
    path = Path(source)
    try:
        if not path.is_file():
            return nothing_read("Không tìm thấy tệp.")
        if path.stat().st_size > MAX_BYTES:
            return nothing_read(_too_large())
        return _read(path.read_bytes())
    except OSError:
        return nothing_read("Không mở được tệp.")


def read_text(text: str) -> Reading:
    """Read the fields of a document that is at hand as text."""
    return _read(text.encode("utf-8", "replace"))


def _too_large() -> str:
    return say("Tệp lớn hơn {limit} MB nên không được đọc.", limit=MAX_BYTES // (1024 * 1024))


def _read(data: bytes) -> Reading:
    if not data:
        return nothing_read("Tệp trống. Hãy kiểm tra lại tệp đã chọn.")
    if len(data) > MAX_BYTES:
        return nothing_read(_too_large())
    try:
        extract = _extract(data)
        return read_lines(extract) if extract.has_text else _unread(extract)
    except DomainError as error:
        return nothing_read(error.text)
    except _DAMAGE:
        return nothing_read("Tệp bị hỏng nên không đọc được. Hãy mở, lưu lại rồi gửi lại.")


def _unread(extract: Extract) -> Reading:
    return nothing_read(GARBLED if extract.garbled else SCAN, pages=extract.pages)


def _extract(data: bytes) -> Extract:
    start = data[:1024]
    for fits, read in _FORMATS:
        if fits(start):
            return read(data)
    if start.startswith(_IMAGES):
        return Extract((), "", 1, has_text=False)
    if start.startswith(_PROGRAMS) or _is_binary(data[:4096]):
        raise ValueError
    return read_plain(data)


def _is_binary(sample: bytes) -> bool:
    """Say whether signs that no text has are many; two-byte text has zeros in every second place."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    few, many = sorted((sample[::2].count(0), sample[1::2].count(0)))
    if few + many > len(sample) // 5:
        return few > len(sample) // 40
    return sum(sign < 32 and sign not in b"\t\n\f\r" for sign in sample) > len(sample) // 50


def read_lines(extract: Extract) -> Reading:
    """Read the fields from the lines of a document."""
    lines = [
        line if len(line.text) <= _LONGEST else replace(line, text=line.text[:_LONGEST])
        for line in extract.lines
    ]
    header = read_header(lines)
    if header.secrecy:
        return _refused(header, extract)
    fields = dict.fromkeys(FIELDS, NOTHING)
    if not _is_document(header):
        return Reading(fields, pages=extract.pages, has_text=True, text=extract.text)
    fields |= _number_fields(header)
    signed = read_signing(lines, header.end, draft=_is_draft(header))
    fields |= _date_fields(header, lines, signed.at)
    fields["agency"], fields["parent_agency"] = read_bodies(header.bodies)
    fields["kind"] = _kind(header, lines)
    fields["subject"] = _subject(header, lines)
    fields["signer"], fields["signer_title"] = signed.signer, signed.title
    fields = {name: _checked(value) for name, value in fields.items()}
    return Reading(
        fields,
        signers=signed.signers,
        legal_grounds=read_grounds(lines[header.end :]),
        recipients=signed.recipients,
        urgency=header.urgency,
        draft=_is_draft(header),
        form=_form(header),
        pages=extract.pages,
        has_text=True,
        text=extract.text,
    )


def _checked(value: Value) -> Value:
    """Doubt words that lost a mark on their way through a scanner."""
    if isinstance(value.value, str) and lost_marks(value.value):
        return Value(value.value, min(value.sure, 0.7))
    return value


def _refused(header: Header, extract: Extract) -> Reading:
    sentence = say(
        "Văn bản có dấu chỉ độ mật “{marking}” nên không được đưa lên hệ thống. Hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
        marking=header.secrecy,
    )
    return Reading(
        dict.fromkeys(FIELDS, NOTHING),
        secrecy=header.secrecy,
        refusal=sentence,
        error=sentence,
        pages=extract.pages,
        has_text=True,
    )


def _is_document(header: Header) -> bool:
    """Say whether anything but a heading shows that this is an official document."""
    signs = (
        header.number,
        header.dated,
        header.form != UNKNOWN or None,
        header.kind,
        read_bodies(header.bodies)[0].value,
    )
    return sum(sign is not None for sign in signs) >= 2 or header.kind_sure > 0.95


def _is_draft(header: Header) -> bool:
    return header.draft or (header.number is not None and header.number.serial is None)


def _number_fields(header: Header) -> Mapping[str, Value]:
    number = header.number
    if number is None:
        absent = Value(None, 0.4)
        return {"number": absent, "year": Value(None, 0.5), "symbol": absent, "full_number": absent}
    sure = min(number.sure, header.number_sure)
    if number.year and header.dated and header.dated.day and abs(header.dated.day.year - number.year) > 1:
        sure = min(sure, 0.7)
    return {
        "number": Value(number.serial, sure),
        "year": Value(number.year, sure),
        "symbol": Value(number.symbol, sure),
        "full_number": Value(number.full, sure),
    }


def _date_fields(header: Header, lines: Sequence[Line], at: int | None) -> Mapping[str, Value]:
    dated, share = header.dated, 1.0
    if dated is None:
        dated, share = _closing_date(header, lines, at), 0.78
    if dated is None:
        return {"date": Value(None, 0.4), "place": Value(None, 0.4)}
    day = dated.day.isoformat() if dated.day else None
    return {
        "date": Value(day, dated.sure * share),
        "place": Value(dated.place, (dated.place_sure if dated.place else 0.5) * share),
    }


def _closing_date(header: Header, lines: Sequence[Line], at: int | None) -> Dated | None:
    """Return the date line above the signature, or the day a law was passed; nothing else in the body is a date."""
    for line in lines[max(header.end, at - _ABOVE) : at + _ABOVE] if at is not None else ():
        if is_only_date(line.text) and (found := find_date(line.text)) and found.place:
            return found
    for line in lines[-400:] if header.kind in _PASSED_KINDS else ():
        passed = _PASSED.search(line.text) if "Quốc hội" in line.text else None
        if passed and (found := find_date(passed[0])):
            return Dated(found.day, None, found.blank, sure=found.sure)
    return None


def _kind(header: Header, lines: Sequence[Line]) -> Value:
    symbol = header.number.symbol if header.number else ""
    implied = KIND_OF_SYMBOL.get(re.split(r"[-/]", symbol)[0].upper())
    if header.kind:
        if header.number is None and header.dated is None:
            return Value(header.kind, min(header.kind_sure, 0.75))
        agrees = implied is None or implied == header.kind
        return Value(header.kind, header.kind_sure if agrees else min(header.kind_sure, 0.85))
    if header.number and header.number.lead in {"LUẬT", "BỘ LUẬT", "PHÁP LỆNH", "NGHỊ QUYẾT", "LỆNH"}:
        return Value(header.number.lead, 0.85)
    addressed = any(plain(line.text).startswith("kinh gui") for line in lines[: header.end + 12])
    first = re.split(r"[-/]", symbol)[0]
    if first == "CV" or header.letter_subject or (addressed and header.number and implied is None):
        return Value(LETTER, 0.95 if addressed or first == "CV" else 0.82)
    return Value(implied, 0.7) if implied else Value(None, 0.4)


def _subject(header: Header, lines: Sequence[Line]) -> Value:
    if header.kind:
        return read_abstract(lines[header.end :], header.kind_rest, bold=header.kind_bold)
    subject = letter_subject(header)
    if subject is None:
        return Value(None, 0.4)
    return Value(subject, 0.9 if len(subject) < 300 else 0.6)


def _form(header: Header) -> str:
    if header.form != UNKNOWN or header.number is None:
        return header.form
    return STATE if header.number.separator == "/" else PARTY
