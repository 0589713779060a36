"""Sees a PDF: lines with place, font and size. Margins are known only as far as ink shows them."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from loa.lib.errors import Invalid
from loa.lib.pdfs import check_pdf
from loa.lib.text import fold, nfc
from loa.papers.checking.finding import Unreadable
from loa.papers.checking.seen import Column, Letters, Line, NumberSeen, PageSeen, Seen

_MM = 25.4 / 72
_MOST_PAGES = 40
_MOST_LETTERS = 8_000  # a page
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STYLE = re.compile(r"[-,]?(Bold|Italic|Oblique|Regular|BoldItalic|PSMT|PS|MT|Roman)+$", re.IGNORECASE)
_STYLES = re.compile(r"(PSMT|PS|MT)(?=[-,]|$)")


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    font: str
    size: float
    left: float
    right: float
    base: float
    at: float  # where the letter begins; the ink of slanted letters overlaps
    place: int  # in the order of the file: columns are written one after the other


@dataclass(frozen=True, slots=True)
class _Printed:
    """A printed line in millimetres from the page's left and top edge."""

    line: Line
    left: float
    right: float
    top: float


def see_pdf(data: bytes) -> Seen:
    """Return what a PDF shows.

    Raises: Unreadable for what is encrypted or broken, or acts when opened.
    """
    try:
        check_pdf(data)
        document = pypdfium2.PdfDocument(data)
    except (Invalid, pypdfium2.PdfiumError) as error:
        raise Unreadable(error.text if isinstance(error, Invalid) else None) from error
    try:
        pages = [_page(document[n], n + 1) for n in range(min(len(document), _MOST_PAGES))]
    except pypdfium2.PdfiumError as error:
        raise Unreadable from error
    finally:
        document.close()
    lines = [printed.line for _, printed_lines in pages for printed in printed_lines]
    fonts: dict[str, str] = {}
    for line in lines:
        if line.letters.font:
            fonts.setdefault(line.letters.font, line.text[:60])
    return Seen(
        "pdf",
        tuple(seen for seen, _ in pages),
        tuple(line for line in lines if not _is_number(line)),
        _number(pages),
        fonts,
        has_text=any(not _is_number(line) for line in lines),
    )


def _page(page: Any, number: int) -> tuple[PageSeen, list[_Printed]]:
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        letters = list(_letters(text))
    finally:
        text.close()
    printed = sorted(_printed(letters, width, height, number), key=lambda p: (round(p.top), p.left))
    page.close()
    inked = [p for p in printed if not _is_number(p.line)]
    margins: dict[str, float] = {}
    if inked:
        margins = {
            "left": min(p.left for p in inked),
            "right": width * _MM - max(p.right for p in inked),
            "top": min(p.top for p in inked),
            "bottom": height * _MM - max(p.top + (p.line.letters.size or 0) * _MM for p in inked),
        }
    return PageSeen(width * _MM, height * _MM, margins, number, at_least=True), printed


def _letters(text: Any) -> Iterator[_Letter]:
    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for n in range(min(text.count_chars(), _MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, n)
        if code in {0, 0xFFFE, 0xFFFF} or (pdfium.FPDFText_IsGenerated(text, n) == 1 and code in {10, 13}):
            continue
        size = pdfium.FPDFText_GetFontInfo(text, n, buffer, len(buffer), ctypes.byref(flags))
        font = buffer.raw[: max(0, size - 1)].decode("utf-8", "replace") if 0 < size <= 256 else ""
        pdfium.FPDFText_GetCharOrigin(text, n, ctypes.byref(x), ctypes.byref(y))
        pdfium.FPDFText_GetCharBox(text, n, left, right, bottom, top)
        points = round(pdfium.FPDFText_GetFontSize(text, n) * 2) / 2
        yield _Letter(chr(code), font, points, left.value, right.value, y.value, x.value, n)


def _printed(letters: list[_Letter], width: float, height: float, number: int) -> Iterator[_Printed]:
    """Yield the letters as lines: one base line, broken where a gap shows that a column ends."""
    rows: dict[int, list[_Letter]] = {}
    for letter in letters:
        key = round(letter.base / 3)
        near = next((k for k in (key, key - 1, key + 1) if k in rows), key)
        rows.setdefault(near, []).append(letter)
    for row in rows.values():
        row.sort(key=lambda one: one.at)
        for piece in _pieces(row):
            inked = [one for one in piece if not one.char.isspace()]
            if inked:
                yield _line(piece, inked, width, height, number)


def _pieces(row: list[_Letter]) -> Iterator[list[_Letter]]:
    piece: list[_Letter] = []
    last: _Letter | None = None
    for letter in row:
        if not letter.char.isspace():
            if last is not None and _ends(last, letter):
                yield piece
                piece = []
            last = letter
        piece.append(letter)
    yield piece


def _ends(one: _Letter, other: _Letter) -> bool:
    """Tell whether a column ends between two letters of a row: by a wide gap, or one that the file jumps over."""
    gap, size = other.left - one.right, max(other.size, 6)
    return gap > 2 * size or (gap > size / 2 and abs(other.place - one.place) > 3)


def _line(piece: list[_Letter], inked: list[_Letter], width: float, height: float, number: int) -> _Printed:
    left, right = inked[0].left, max(one.right for one in inked)
    font, size = Counter((one.font, one.size) for one in inked).most_common(1)[0][0]
    middle = width / 2
    column: Column = "left" if right < middle + 15 else "right" if left > middle - 30 else "full"
    if abs((left + right) / 2 - middle) < 25:
        column = "full"
    text = " ".join(nfc("".join(one.char for one in piece)).split())
    line = Line(
        text=text,
        letters=Letters(_family(font), size, "bold" in font.lower(), _slanted(font)),
        column=column,
        aligned="center" if abs((left + right) / 2 - (width / 2 + 20)) < 25 else None,
        page=number,
    )
    top = (height - inked[0].base - size * 0.8) * _MM
    return _Printed(line, left * _MM, right * _MM, top)


def _slanted(font: str) -> bool:
    return "italic" in font.lower() or "oblique" in font.lower()


def _family(font: str) -> str:
    """Return the family of a font's name in a PDF: "ABCDEF+TimesNewRomanPS-BoldMT" is Times New Roman."""
    bare = _STYLES.sub("", _SUBSET.sub("", font))
    while (shorter := _STYLE.sub("", bare)) != bare:
        bare = shorter
    return _WORDS.sub(" ", bare.split(",")[0]).strip()


def _is_number(line: Line) -> bool:
    return line.text.isdecimal() and len(line.text) < 4


def _number(pages: list[tuple[PageSeen, list[_Printed]]]) -> NumberSeen:
    first = _top_number(pages[0]) if pages else None
    later = [page for page in pages[1:] if page[1] and not _starts_annex(page[1])]
    if not later:
        return NumberSeen(hidden_first=first is None or None)
    tops = [_top_number(page) for page in later]
    found = [top for top in tops if top is not None]
    if len(found) < len(tops):
        below = any(_is_number(printed[-1].line) for _, printed in later)
        return NumberSeen(there=below, on_top=False if below else None, hidden_first=None)
    seen, printed = found[0]
    centred = abs((printed.left + printed.right) / 2 - seen.width / 2) < 15
    return NumberSeen(True, True, centred, first is None, printed.line.letters.size)


def _top_number(page: tuple[PageSeen, list[_Printed]]) -> tuple[PageSeen, _Printed] | None:
    seen, printed = page
    if printed and _is_number(printed[0].line) and printed[0].top < 25:
        return seen, printed[0]
    return None


def _starts_annex(printed: list[_Printed]) -> bool:
    return fold(printed[0].line.text).startswith("phu luc")
