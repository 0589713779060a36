"""Word files (.docx): paragraphs, cells, text boxes and page headers, as they stand in the text.

It must not run or fetch anything: only `word/*.xml` is read.

Source: ECMA-376 part 1, chapter 17 (WordprocessingML).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from loa.lib.archive import SafeZip, open_zip
from loa.lib.errors import Invalid
from loa.lib.safe_xml import parse_xml
from loa.papers.reading.legacy import from_font, mend_lines
from loa.papers.reading.letters import clean, squeeze
from loa.papers.reading.model import FULL, LEFT, RIGHT, Extract, Line

_XML = 96 * 1024 * 1024
_LINES = 20_000
_TEXT = 400_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SKIPPED = frozenset(
    {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "footnoteReference"}
)


@dataclass(slots=True)
class _Style:
    bold: bool = False
    caps: bool = False
    centred: bool = False
    font: str = ""


_OFF = frozenset({"0", "false", "off", "none"})
_PLAIN = _Style()


@dataclass(slots=True)
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    bold: int = 0
    signs: int = 0
    boxes: list[etree._Element] = field(default_factory=list)


def read_docx(data: bytes) -> Extract:
    """Return the lines of a Word file.

    Raises: Invalid when it is no Word file, damaged, or breaks a limit of the archive door.
    """
    archive = open_zip(data)
    name = _main_part(archive)
    root = parse_xml(archive.read(name), max_bytes=_XML)
    reader = _Reader(_styles(archive))
    body = root.find("{*}body")
    lines = list(reader.blocks(body, FULL, 0.5)) if body is not None else []
    head = _page_headers(archive, reader) if not _has_header(lines) else []
    lines = (head + lines)[:_LINES]
    lines = mend_lines(lines)
    text = "\n".join(line.text for line in lines)[:_TEXT]
    return Extract(tuple(lines), text, 0, has_text=any(line.text for line in lines))


def _main_part(archive: SafeZip) -> str:
    if "word/document.xml" in archive.names:
        return "word/document.xml"
    for name in archive.names:
        if name.startswith("word/document") and name.endswith(".xml"):
            return name
    raise Invalid("Tệp không phải là văn bản Word. Hãy gửi tệp docx, doc, PDF hoặc txt.")


def _has_header(lines: list[Line]) -> bool:
    start = " ".join(line.text for line in lines[:40]).lower()
    return "nam" in start and ("việt nam" in start or "số" in start)


def _page_headers(archive: SafeZip, reader: _Reader) -> list[Line]:
    found: list[Line] = []
    for name in sorted(archive.names):
        if name.startswith("word/header") and name.endswith(".xml"):
            found += list(reader.blocks(parse_xml(archive.read(name), max_bytes=_XML), FULL, 0.5))
    return found


def _styles(archive: SafeZip) -> dict[str, _Style]:
    if "word/styles.xml" not in archive.names:
        return {}
    styles: dict[str, _Style] = {}
    try:
        root = parse_xml(archive.read("word/styles.xml"), max_bytes=_XML)
    except Invalid:
        return {}
    for style in root.iterfind("{*}style"):
        made = _Style()
        run, paragraph = style.find("{*}rPr"), style.find("{*}pPr")
        if run is not None:
            look = _look(run)
            made.bold, made.caps, made.font = bool(look.bold), bool(look.caps), look.font
        if paragraph is not None:
            made.centred = _value(paragraph.find("{*}jc")) == "center"
        styles[_attribute(style, "styleId")] = made
    return styles


def _attribute(element: etree._Element | None, name: str) -> str:
    if element is None:
        return ""
    return str(element.get(_WORD + name) or element.get(_STRICT + name) or "")


def _value(element: etree._Element | None) -> str:
    return _attribute(element, "val")


def _local(element: etree._Element) -> str:
    return _bare(element.tag)


@lru_cache(maxsize=512)
def _bare(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@dataclass(slots=True)
class _Look:
    """What a run says of itself; None where it leaves it to its style."""

    bold: bool | None = None
    caps: bool | None = None
    hidden: bool = False
    font: str = ""
    style: str = ""


def _look(properties: etree._Element) -> _Look:
    look = _Look()
    for child in properties:
        name = _local(child)
        if name == "b":
            look.bold = _value(child) not in _OFF
        elif name == "caps":
            look.caps = _value(child) not in _OFF
        elif name == "vanish":
            look.hidden = _value(child) not in _OFF
        elif name == "rFonts":
            look.font = _attribute(child, "ascii") or _attribute(child, "hAnsi")
        elif name == "rStyle":
            look.style = _value(child)
    return look


class _Reader:
    def __init__(self, styles: dict[str, _Style]) -> None:
        self._styles = styles

    def blocks(self, parent: etree._Element, column: str, x: float) -> Iterator[Line]:
        """Yield the lines of paragraphs and tables under an element, in order."""
        for child in parent:
            name = _local(child)
            if name == "p":
                yield from self._paragraph(child, column, x)
            elif name == "tbl":
                yield from self._table(child, column, x)
            elif name in {"sdt", "sdtContent", "customXml", "ins", "AlternateContent", "Choice"}:
                yield from self.blocks(child, column, x)

    def _table(self, table: etree._Element, column: str, x: float) -> Iterator[Line]:
        for row in table.iterfind("{*}tr"):
            cells = list(self._cells(row))
            filled = [n for n, cell in enumerate(cells) if cell.find(".//{*}t") is not None]
            for number, cell in enumerate(cells):
                if column != FULL or len(cells) == 1:
                    yield from self.blocks(cell, column, x)
                    continue
                middle = (number + 0.5) / len(cells)
                if len(filled) > 1:
                    side = LEFT if number == filled[0] else RIGHT
                else:
                    side = LEFT if middle < 0.5 else RIGHT
                yield from self.blocks(cell, side, middle)
            yield Line("")

    def _cells(self, row: etree._Element) -> Iterator[etree._Element]:
        for child in row:
            name = _local(child)
            if name == "tc":
                yield child
            elif name in {"sdt", "sdtContent", "customXml"}:
                yield from self._cells(child)

    def _paragraph(self, paragraph: etree._Element, column: str, x: float) -> Iterator[Line]:
        properties = paragraph.find("{*}pPr")
        style = _Style()
        centred = False
        side = ""
        if properties is not None:
            style = self._styles.get(_value(properties.find("{*}pStyle")), style)
            side = _value(properties.find("{*}jc"))
            centred = side == "center" or (not side and style.centred)
        held = _Paragraph()
        self._runs(paragraph, style, held)
        for box in held.boxes:
            yield from self.blocks(box, column, x)
        bold = held.bold * 2 > held.signs if held.signs else None
        for text in "".join(held.parts).split("\n"):
            yield from self._line(text, column, x, bold=bold, centred=centred, right=side in {"right", "end"})

    def _line(
        self, text: str, column: str, x: float, *, bold: bool | None, centred: bool, right: bool
    ) -> Iterator[Line]:
        pieces = [squeeze(clean(piece)) for piece in text.split("\t")]
        filled = [piece for piece in pieces if piece]
        if column != FULL or not filled:
            yield Line(" ".join(filled), column, x, bold, centred)
        elif len(filled) == 1:
            moved = text.startswith("\t") and len(pieces) - 1 >= 2
            yield Line(filled[0], RIGHT if moved or right else FULL, 0.7 if moved else 0.5, bold, centred)
        else:
            for number, piece in enumerate(filled):
                yield Line(
                    piece, LEFT if number == 0 else RIGHT, 0.25 if number == 0 else 0.75, bold, centred
                )

    def _runs(self, parent: etree._Element, style: _Style, held: _Paragraph) -> None:
        for child in parent:
            name = _local(child)
            if name == "r":
                self._run(child, style, held)
            elif name == "txbxContent":
                held.boxes.append(child)
            elif name not in _SKIPPED and name:
                self._runs(child, style, held)

    def _run(self, run: etree._Element, style: _Style, held: _Paragraph) -> None:
        properties = run.find("{*}rPr")
        bold, caps, font = style.bold, style.caps, style.font
        if properties is not None:
            look = _look(properties)
            if look.hidden:
                return
            own = self._styles.get(look.style, _PLAIN)
            bold = look.bold if look.bold is not None else (own.bold or bold)
            caps = look.caps if look.caps is not None else (own.caps or caps)
            font = look.font or own.font or font
        for child in run:
            name = _local(child)
            if name == "t":
                text = from_font(child.text or "", font) if font.startswith((".", "V")) else child.text or ""
                held.parts.append(text.upper() if caps else text)
                held.signs += len(text.strip())
                held.bold += len(text.strip()) if bold else 0
            elif name in {"tab", "ptab"}:
                held.parts.append("\t")
            elif name in {"br", "cr"}:
                held.parts.append("\n")
            elif name == "noBreakHyphen":
                held.parts.append("-")
            elif name not in _SKIPPED and name:
                self._runs(child, style, held)
