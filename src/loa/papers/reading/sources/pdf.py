"""PDF files: each sign with its place on the page, put together to rows and columns; pictures of pages for scans.

It must not run anything in the file: pdfium without scripts reads it, and only the pages that matter are laid out.
"""

from __future__ import annotations

import ctypes
import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from loa.lib.errors import Invalid
from loa.papers.reading.legacy import from_font, is_readable, mend, mend_lines
from loa.papers.reading.letters import dense, plain
from loa.papers.reading.model import Extract, Line
from loa.papers.reading.sources.columns import Piece, placed

FIRST, LAST = 2, 3  # pages that are always laid out
_PAGES = 400  # pages that are searched for the signature
_SIGNS = 12_000  # signs of a page that are laid out
_TEXT = 400_000
_GAP = 1.7  # a gap of so many letter heights parts two columns
_WIDEST = 2000
_HEADER_ROWS = 16
_TITLE = re.compile("conghoaxahoichu|dangcongsanviet")
_RIGHT = re.compile("conghoaxahoi|doclap-?tudo|dangcongsan")
_CLOSING = re.compile(r"noi nhan|\bkt\.|\btm\.|k/t|t/m|\btl\.|t/l|chu tich quoc hoi")
_LOCK = threading.Lock()  # pdfium is not made for several threads


@dataclass(slots=True)
class _Sign:
    letter: str
    left: float
    right: float
    bottom: float
    top: float
    base: float  # the line it stands on
    font: str
    spaced: bool = False  # a space stands before it in the file


def read_pdf(data: bytes) -> Extract:
    """Return the lines of the pages that matter and the text of all that were searched.

    Raises: Invalid when the file is damaged or has a password.
    """
    with _LOCK, _opened(data) as document:
        count = len(document)
        texts: list[str] = []
        lines: list[Line] = []
        length = 0
        mapped = True
        for number in range(min(count, _PAGES)):
            wanted = number < FIRST or number >= count - LAST
            text, laid, known = _page(document, number, always=wanted)
            mapped = mapped and known
            texts.append(text)
            length += len(text)
            lines += laid
            if length > _TEXT * 2:
                break
    text = mend("\f".join(texts))[:_TEXT]
    lines = mend_lines(lines)
    if mapped and is_readable(text):
        return Extract(tuple(lines), text, count)
    return Extract((), "", count, has_text=False, garbled=bool(text.strip()))


def page_image(data: bytes, page: int = 1, width: int = 900) -> bytes:
    """Return a picture (PNG) of a page, counted from 1, so wide in pixels (at most 2,000).

    Raises: Invalid when the file cannot be opened or has no such page.
    """
    wide = max(50, min(width, _WIDEST))
    with _LOCK, _opened(data) as document:
        if not 1 <= page <= len(document):
            raise Invalid("Tệp không có trang này.")
        sheet = document[page - 1]
        across, down = sheet.get_size()
        scale = min(wide / max(across, 1.0), 3 * _WIDEST / max(down, 1.0))
        picture = sheet.render(scale=scale, may_draw_forms=False).to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", optimize=False)
    return out.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Invalid(
                "Tệp PDF có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.", reason="encrypted"
            ) from error
        raise Invalid("Tệp PDF bị hỏng nên không đọc được. Hãy tải lại hoặc xuất lại tệp.") from error
    try:
        yield document
    finally:
        document.close()


def _page(document: Any, number: int, *, always: bool) -> tuple[str, list[Line], bool]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return "", [], True
    try:
        if always and pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[number]
        held = page.get_textpage()
        text = held.get_text_range()
        laid: list[Line] = []
        if always or _CLOSING.search(plain(mend(text))):
            laid = list(_lines(held, page.get_width(), number + 1))
        known = number >= FIRST or _is_mapped(held)
        held.close()
    except pypdfium2.PdfiumError:
        return "", [], True
    finally:
        page.close()
    return text.replace("\r\n", "\n"), laid, known


def _is_mapped(held: Any) -> bool:
    """Say whether the fonts of a page tell which letters they draw; without that its signs are mere numbers."""
    count = min(held.count_chars(), 600)
    unknown = sum(pdfium.FPDFText_HasUnicodeMapError(held.raw, index) == 1 for index in range(count))
    return bool(unknown <= count // 5)


def _signs(held: Any) -> list[_Sign]:
    box = pdfium.FS_RECTF()
    low, high, left, right = (ctypes.c_double() for _ in range(4))
    fonts: dict[bytes, str] = {}
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    signs: list[_Sign] = []
    spaced = False
    for index in range(min(held.count_chars(), _SIGNS)):
        code = pdfium.FPDFText_GetUnicode(held.raw, index)
        if code in {0, 9, 10, 13, 32, 0xA0, 0xFFFE, 0xFFFF}:
            spaced = spaced or code != 0
            continue
        if code == 2:  # a hyphen where a line ends
            code = 45
        if not pdfium.FPDFText_GetLooseCharBox(held.raw, index, box):
            continue
        bottom, top = box.bottom, box.top
        if top - bottom <= 0.5:
            if not pdfium.FPDFText_GetCharBox(held.raw, index, left, right, low, high):
                continue
            bottom, top = low.value, max(high.value, low.value + 8)
        pdfium.FPDFText_GetFontInfo(held.raw, index, buffer, 128, flags)
        name = buffer.value
        font = fonts.setdefault(name, name.decode("utf-8", "replace"))
        stands = pdfium.FPDFText_GetCharOrigin(held.raw, index, left, low)
        base = low.value if stands else bottom
        signs.append(_Sign(chr(code), box.left, box.right, bottom, top, base, font, spaced))
        spaced = False
    return signs


def _rows(signs: Sequence[_Sign]) -> Iterator[list[_Sign]]:
    """Yield the signs of each row from the top, in order from the left."""
    ordered = sorted((s for s in signs if not s.letter.isspace()), key=lambda sign: -sign.base)
    row: list[_Sign] = []
    for sign in ordered:
        if row and row[0].base - sign.base > 0.45 * max(4.0, min(row[0].top - row[0].bottom, 30.0)):
            yield sorted(row, key=lambda s: s.left)
            row = []
        row.append(sign)
    if row:
        yield sorted(row, key=lambda s: s.left)


def _pieces(row: Sequence[_Sign], width: float, edge: float | None) -> Iterator[Piece]:
    """Yield the pieces of a row; at the edge of the right column of a header the gap of a word is enough."""
    run: list[_Sign] = []
    for sign in row:
        if run:
            gap, height = sign.left - run[-1].right, max(5.0, min(run[-1].top - run[-1].bottom, 24.0))
            at_edge = edge is not None and run[-1].right <= edge + height and sign.left >= edge - height
            if gap > _GAP * 0.8 * height or (at_edge and gap > 0.2 * height and _begins_right(row, sign)):
                yield _piece(run, width)
                run = []
        run.append(sign)
    if run:
        yield _piece(run, width)


def _begins_right(row: Sequence[_Sign], sign: _Sign) -> bool:
    """Say whether the words from this sign on are those of the right column of a header."""
    return _RIGHT.match(_joined(row[row.index(sign) :])) is not None


def _joined(row: Sequence[_Sign]) -> str:
    return dense("".join(sign.letter for sign in row))[0]


def _edge(row: Sequence[_Sign]) -> float | None:
    """Return where the right column begins, if this row holds the name of the state or of the Party."""
    found = _TITLE.search(_joined(row))
    return row[found.start()].left if found else None


def _piece(run: Sequence[_Sign], width: float) -> Piece:
    parts: list[str] = []
    font = run[0].font
    held: list[str] = []
    before: _Sign | None = None
    for sign in run:
        if before is not None:
            gap = sign.left - before.right
            height = max(4.0, min(before.top - before.bottom, 24.0))
            if sign.font != font:
                parts.append(from_font("".join(held), font))
                held, font = [], sign.font
            if gap > 0.14 * height or (sign.spaced and gap > -0.1 * height):
                held.append(" ")
        held.append(sign.letter)
        before = sign
    parts.append(from_font("".join(held), font))
    strong = sum("bold" in sign.font.lower() or "-bd" in sign.font.lower() for sign in run)
    return Piece("".join(parts), run[0].left / width, run[-1].right / width, strong * 2 > len(run))


def _lines(held: Any, width: float, number: int) -> Iterator[Line]:
    below: float | None = None
    pitch = 0.0
    edge: float | None = None
    left = _HEADER_ROWS if number == 1 else 0
    for row in _rows(_signs(held)):
        base = row[0].base
        height = row[0].top - row[0].bottom
        if below is not None and below - base > max(1.75 * height, 1.6 * pitch if pitch else 0.0):
            yield Line("", page=number)
        elif below is not None:
            pitch = below - base
        below = base
        left -= 1
        edge = (edge or _edge(row)) if left > 0 else None
        yield from placed(list(_pieces(row, width, edge)), number)
    yield Line("", page=number)
