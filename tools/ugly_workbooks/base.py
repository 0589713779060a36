"""What the makers of ugly workbooks share: sheets, genuine .xls files, old fonts."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import xlwt

from loa.lib.tables.legacy import from_tcvn3, from_vni

DAY = "dd/mm/yyyy"
MOTTO = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("PHƯỜNG THỬ NGHIỆM", "Độc lập - Tự do - Hạnh phúc"),
)
LETTERS = "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ"
MAKERS: dict[str, Callable[[], bytes]] = {}


def maker(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register the function that makes this file."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MAKERS[name] = make
        return make

    return register


def _toned() -> list[str]:
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    return [unicodedata.normalize("NFC", letter + tone) for letter in LETTERS for tone in tones]


def _inverse(convert: Callable[[str], str], codes: Sequence[str]) -> dict[str, str]:
    """Turn a reading table round, by trying every code."""
    back: dict[str, str] = {}
    for code in codes:
        letter = convert(code)
        if letter != code and letter in _toned():
            back.setdefault(letter, code)
    return back


_LATIN = [chr(code) for code in range(0xA1, 0x100)]
_TCVN3 = _inverse(from_tcvn3, _LATIN)
_VNI = _inverse(from_vni, [*(a + b for a in [*"aeouyAEOUY", "ô", "ö", "Ô", "Ö"] for b in _LATIN), *_LATIN])


def tcvn3(text: str) -> str:
    """Return the text as it looks without its .VnTime font; toned capitals as small letters (.VnTimeH)."""
    return "".join(_TCVN3.get(char, _TCVN3.get(char.lower(), char)) for char in text)


def vni(text: str) -> str:
    """Return the text as it looks without its VNI font."""
    return "".join(_VNI.get(char, char) for char in text)


def grid(rows: Sequence[Sequence[Any]], *, sheet: str = "Sheet1") -> tuple[openpyxl.Workbook, Any]:
    """Return a workbook with these rows from A1 on; days are formatted as days."""
    book = openpyxl.Workbook()
    page: Any = book.worksheets[0]
    page.title = sheet
    fill(page, rows)
    return book, page


def fill(page: Any, rows: Sequence[Sequence[Any]], top: int = 1, left: int = 1) -> None:
    """Write the rows from this place on."""
    for row, values in enumerate(rows, start=top):
        for column, value in enumerate(values, start=left):
            if value is None:
                continue
            cell = page.cell(row, column)
            cell.value = value
            if isinstance(value, date):
                cell.number_format = DAY


def save(book: openpyxl.Workbook) -> bytes:
    """Return the workbook as bytes with a fixed date inside."""
    book.properties.created = book.properties.modified = datetime(2025, 7, 1, tzinfo=UTC).replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def save_xls(book: xlwt.Workbook) -> bytes:
    """Return a genuine Excel 97 file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def patch(data: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    """Return the xlsx with texts of one part replaced, for what openpyxl cannot write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info.filename)
            if info.filename == part:
                text = body.decode()
                for before, after in changes:
                    if before not in text:
                        message = f"{before!r} is not in {part}"
                        raise ValueError(message)
                    text = text.replace(before, after)
                body = text.encode()
            new.writestr(zipfile.ZipInfo(info.filename, (2025, 7, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xls(rows: Sequence[Sequence[Any]], convert: Callable[[str], str] = str, **options: Any) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = options.get("dates_1904", False)
    page = book.add_sheet(convert(options.get("sheet", "Sheet1")))
    day = xlwt.easyxf(num_format_str=DAY)
    old = xlwt.easyxf(f"font: name {options.get('font', 'Arial')}")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, date):
                page.write(row, column, value, day)
            elif isinstance(value, str):
                page.write(row, column, convert(value), old)
            elif value is not None:
                page.write(row, column, value)
    return book
