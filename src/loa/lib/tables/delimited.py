"""Read .csv, .tsv and .txt whatever their encoding and separator."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator

from loa.lib.said import say
from loa.lib.tables.charset import share_of_syllables
from loa.lib.tables.grid import BadTable, Book, Cell, Sheet, TableLimits, refuse_rows
from loa.lib.tables.legacy import from_tcvn3, from_vni

_SEPARATORS = ",;\t|"
_GUARDED = "=+-@\t\r＝＋－＠"  # some spreadsheets read the full-width ones alike
_CELL = 1_000_000
_NAMES = {"utf-8": "UTF-8", "utf-16": "UTF-16", "windows-1258": "windows-1258", "latin": "bảng mã một byte"}


def read_delimited(data: bytes, name: str, limits: TableLimits) -> Book:
    """Return the file as a book of one sheet; the note names the encoding when it was not UTF-8.

    Raises: BadTable when it is not text or too large.
    """
    text, encoding = decode(data)
    sheet = Sheet(name, list(_rows(text, limits)))
    notes: list[str] = (
        []
        if encoding == "utf-8"
        else [say("Tệp chữ ghi ở {encoding}, đã chuyển sang Unicode.", encoding=_NAMES[encoding])]
    )
    return Book("csv", [sheet], notes)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding: utf-8, utf-16, windows-1258, or "latin" (one byte a letter, font unknown).

    TCVN3 and VNI files come out as "latin": which of the two is decided per column, by `charset`.

    Raises: BadTable when the bytes are no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16"), "utf-16"
    if data[1:2] == b"\0" and data[3:4] == b"\0":
        return _strict(data, "utf-16-le"), "utf-16"
    if b"\0" in data:
        raise BadTable("Tệp này không phải tệp chữ. Hãy lưu lại dạng .xlsx hoặc .csv.", reason="binary")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _one_byte(data)


def _one_byte(data: bytes) -> tuple[str, str]:
    latin = data.decode("latin-1")
    as_1258 = unicodedata.normalize("NFC", data.decode("windows-1258", "replace"))
    old = max(share_of_syllables(from_tcvn3(latin)), share_of_syllables(from_vni(latin)))
    if share_of_syllables(as_1258) > old:
        return as_1258, "windows-1258"
    return latin, "latin"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise BadTable("Tệp chữ bị hỏng. Hãy lưu lại ở UTF-8 rồi gửi lại.", reason="damaged") from error


def _rows(text: str, limits: TableLimits) -> Iterator[list[Cell]]:
    csv.field_size_limit(_CELL)
    filled = 0
    try:
        for number, fields in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        ):
            cells: list[Cell] = [_unguard(field) or None for field in fields[: limits.columns]]
            filled += any(cell is not None for cell in cells)
            if number >= limits.lines or filled > limits.rows + 200:
                raise refuse_rows(limits)
            yield cells
    except csv.Error as error:
        raise BadTable(
            "Tệp chữ có dòng không tách được thành cột. Hãy lưu lại dạng .xlsx.", reason="damaged"
        ) from error


def _unguard(field: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a text as a formula."""
    bare = field.lstrip("'")
    return field[1:] if bare != field and bare.startswith(tuple(_GUARDED)) else field


def _separator(text: str) -> str:
    """Return the separator that splits most of the first lines into the same number of columns."""
    sample = "\n".join(text.splitlines()[:60])
    return max(_SEPARATORS, key=lambda mark: _agreement(sample, mark))


def _agreement(sample: str, mark: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=mark) if len(row) > 1]
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    return widths.count(common), common
