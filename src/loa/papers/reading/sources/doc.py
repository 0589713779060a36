"""Old Word files (.doc): the piece table gives the text, cell marks give the columns.

It must not run macros or follow links: only the two streams of the text are read.

Source: [MS-DOC] 2.5 (FIB), 2.8.35 (PlcPcd), 2.9.38 (Clx), 2.9.73 (FcCompressed), 2.4.1 (retrieving text).
"""

from __future__ import annotations

import re
import struct

from loa.lib.errors import Invalid
from loa.lib.ole import CompoundFile
from loa.papers.reading.legacy import mend_lines
from loa.papers.reading.letters import clean, squeeze
from loa.papers.reading.model import FULL, LEFT, RIGHT, Extract, Line

_WORD_97 = 0xC1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_MOST = 400_000
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_RECIPIENTS = re.compile("(?:^|(?<=\r))\\s*Nơi nhận", re.IGNORECASE)
_PICTURES = re.compile("[\x01-\x06\x08\x0e-\x12\x16-\x1d]")


def read_doc(data: bytes) -> Extract:
    """Return the lines of a Word 97–2003 file.

    Raises: Invalid (BadCompound among them) when it is damaged, encrypted or older than Word 97.
    """
    compound = CompoundFile(data)
    if "WordDocument" not in compound.names():
        raise Invalid("Tệp không phải là văn bản Word. Hãy gửi tệp docx, doc, PDF hoặc txt.")
    try:
        text = _text(compound)
    except (struct.error, KeyError, IndexError) as error:
        raise Invalid(
            "Tệp Word bị hỏng nên không đọc được. Hãy mở bằng Word, lưu lại dạng docx rồi gửi lại."
        ) from error
    text = _without_fields(text).replace("\x1e", "-").replace("\x1f", "").replace("\x0b", "\n")
    lines = mend_lines(_lines(_PICTURES.sub("", text)))
    return Extract(
        tuple(lines),
        "\n".join(line.text for line in lines),
        0,
        has_text=any(line.text for line in lines),
    )


def _text(compound: CompoundFile) -> str:
    word = compound.read("WordDocument")
    version, flags = struct.unpack_from("<H", word, 2)[0], struct.unpack_from("<H", word, 10)[0]
    if flags & _ENCRYPTED:
        raise Invalid("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.", reason="encrypted")
    if version < _WORD_97:
        raise Invalid("Tệp Word quá cũ nên không đọc được. Hãy mở bằng Word, lưu lại dạng docx rồi gửi lại.")
    count = struct.unpack_from("<I", word, 0x4C)[0]
    start, length = struct.unpack_from("<II", word, 0x01A2)
    table = compound.read("1Table" if flags & _TABLE_1 else "0Table")
    return _pieces(word, table[start : start + length], min(count, _MOST))


def _pieces(word: bytes, clx: bytes, count: int) -> str:
    """Put the pieces of the main text together. Source: [MS-DOC] 2.4.1."""
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    pieces = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{pieces + 1}I", plc)
    parts: list[str] = []
    for number in range(pieces):
        signs = min(ends[number + 1], count) - ends[number]
        if signs <= 0:
            break
        place = struct.unpack_from("<I", plc, (pieces + 1) * 4 + number * 8 + 2)[0]
        if place & 0x4000_0000:
            begin = (place & 0x3FFF_FFFF) // 2
            parts.append(word[begin : begin + signs].decode("cp1252", "replace"))
        else:
            parts.append(word[place : place + 2 * signs].decode("utf-16-le", "replace"))
    return "".join(parts)


def _without_fields(text: str) -> str:
    """Return the text with the result of each field in place of its code; fields stand inside fields."""
    for _ in range(6):
        text, changed = _FIELD.subn(lambda match: match[1] or "", text)
        if not changed:
            break
    return text.translate({0x13: None, 0x14: None, 0x15: None})


def _lines(text: str) -> list[Line]:
    """Split the text into paragraphs and rows; a row is its cells, each closed by a mark, and one more mark.

    Where a row begins cannot be told from the text: its first cell is the last paragraph before its first mark, and
    the paragraphs above it that no blank line parts from it.
    """
    lines: list[Line] = []
    for chunk in text.replace("\x0c", "\r").split("\x07\x07"):
        cells = chunk.split("\x07")
        if len(cells) == 1:
            lines += _paragraphs(cells[0], FULL, 0.5)
            continue
        before, first = _first_cell(cells[0], at_start=not lines)
        lines += _paragraphs(before, FULL, 0.5)
        count = len(cells)
        for number, cell in enumerate([first, *cells[1:]]):
            side = LEFT if number == 0 else RIGHT
            lines += _paragraphs(cell, side, (number + 0.5) / count)
        lines.append(Line(""))
    return lines


def _first_cell(text: str, *, at_start: bool) -> tuple[str, str]:
    """Part what stands above a table from its first cell."""
    if len(text) < (600 if at_start else 400) and not text.startswith("\r"):
        return "", text
    found = _RECIPIENTS.search(text)
    if found:
        return text[: found.start()], text[found.start() :]
    above, blank, cell = text.rpartition("\r\r")
    if blank:
        return above, cell
    above, _, cell = text.rpartition("\r")
    return above, cell


def _paragraphs(text: str, column: str, x: float) -> list[Line]:
    lines: list[Line] = []
    for paragraph in re.split("[\r\n]", clean(text)):
        pieces = [squeeze(piece) for piece in re.split(r"\t+| {4,}", paragraph) if piece.strip()]
        if column != FULL or len(pieces) < 2:
            moved = column == FULL and bool(re.match(r"\t\t| {25}", paragraph))
            lines.append(Line(" ".join(pieces), RIGHT if moved else column, 0.7 if moved else x))
        else:
            lines += [
                Line(piece, RIGHT if number else LEFT, 0.75 if number else 0.25)
                for number, piece in enumerate(pieces)
            ]
    return lines
