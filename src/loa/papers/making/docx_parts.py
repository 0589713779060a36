"""The parts of a docx: lines in the look of a pack, the two-column head and foot, marks under lines, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from loa.papers.making.laid import BodyLine
from loa.papers.making.widths import bold_width
from loa.papers.packs import Look, Pack

_POINTS_A_MM = 72 / 25.4
_BOLD_BODY = {"h1", "h2"}


class Writer:
    """Writes lines to the end of a document, or into a cell of its head or foot."""

    def __init__(self, document: DocumentObject, pack: Pack) -> None:
        self.document, self.pack = document, pack
        margins = pack.making.margins
        self.width = pack.page.width - margins["left"] - margins["right"]

    def prepare(self) -> None:
        """Give the document its font, its body size and the page number of its first section."""
        normal = self.document.styles["Normal"]
        set_font(normal, self.pack.font, self.pack.looks["body"].made)
        normal.paragraph_format.space_after = Pt(0)
        properties = self.document.core_properties
        properties.author = properties.comments = properties.title = ""
        self._number_pages(self.document.sections[0])

    def columns(
        self, left: float, *, rows: int, whole: bool = True
    ) -> tuple[Sequence[_Cell], Sequence[_Cell]]:
        """Return the cells of a table without lines; the left column is so many millimetres wide."""
        table = self.document.add_table(rows, 2)
        strip_table(table)
        for row in table.rows:
            if whole:
                keep_row_whole(row)
            for cell, width in zip(row.cells, (left, self.width - left), strict=True):
                cell.width = Mm(width)
        return table.column_cells(0), table.column_cells(1)

    def part(
        self, cell: _Cell | None, name: str, text: str, *, before: float = 0, centred: bool = True
    ) -> None:
        """Write a line in the look of the part; nothing for an empty text."""
        if text:
            self._line(cell, text, self.pack.looks[name], before=before, centred=centred)

    def annex_of(self, text: str) -> None:
        """Write in brackets what an annex belongs to."""
        size = self.pack.looks["subject"].made
        self._line(None, text, Look((size, size), size, italic=True), before=0, centred=True)

    def stamp(self, cell: _Cell, text: str, *, boxed: bool) -> None:
        """Write a mark of urgency in a frame, or the mark of a draft."""
        if not text:
            return
        paragraph = self._line(cell, text, Look((13, 13), 13, bold=True), before=6, centred=True)
        if boxed:
            around = Pt(max(0.0, (_width_of(cell) - bold_width(text, 13) - 24) / 2))
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = around
            add_border(paragraph, "top", "left", "bottom", "right")

    def mark(self, cell: _Cell | None, mark: str, text: str, part: str, *, share: float) -> None:
        """Write what stands under a line: a rule of a share of its length, or the sign itself."""
        if mark != "rule":
            size = self.pack.looks[part].made
            self._line(cell, mark, Look((size, size), size), before=0, centred=True)
            return
        room = _width_of(cell) if cell is not None else self.width * _POINTS_A_MM
        length = min(bold_width(text, self.pack.looks[part].made), room) * share
        paragraph = self._paragraph(cell)
        paragraph.paragraph_format.left_indent = Pt((room - length) / 2)
        paragraph.paragraph_format.right_indent = Pt((room - length) / 2)
        paragraph.paragraph_format.space_before = Pt(2)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(6)
        add_border(paragraph, "top")

    def addressed(self, names: Sequence[str]) -> None:
        """Write to whom it is addressed: one on the same line, several each on its own."""
        if not names:
            return
        words = self.pack.words.addressed
        look = Look((0, 0), self.pack.looks["body"].made)
        if len(names) == 1:
            self._line(None, f"{words} {names[0]}", look, before=12, centred=True)
            return
        self._line(None, words, look, before=12, centred=False).paragraph_format.left_indent = Mm(30)
        for name in names:
            line = self._line(None, self.pack.words.dash + name, look, before=0, centred=False)
            line.paragraph_format.left_indent = Mm(40)

    def body(self, line: BodyLine) -> None:
        """Write a paragraph of the body: justified, its first line indented, or centred where it stands alone."""
        paragraph = self._paragraph(None)
        space_body(paragraph, self.pack, centred=line.kind == "centred")
        if line.kind in {"h1", "h2", "h3", "centred"}:
            paragraph.paragraph_format.keep_with_next = True
        bold = line.bold or line.kind in _BOLD_BODY
        if line.lead:
            write_run(paragraph, line.lead, self.pack, Look((0, 0), self.pack.looks["body"].made, bold=True))
        look = Look((0, 0), self.pack.looks["body"].made, bold=bold, italic=line.italic)
        write_run(paragraph, line.text, self.pack, look)

    def keep_last(self) -> None:
        """Keep the end of the last paragraph with what follows, so that nobody signs an empty page."""
        if self.document.paragraphs:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def gap(self, points: float) -> None:
        """Leave a gap that keeps what follows with what stands before."""
        paragraph = self._paragraph(None)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(points)
        paragraph.paragraph_format.keep_with_next = True

    def count_from_one(self, section: Section) -> None:
        """Let the pages of an annex be counted on their own."""
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        section._sectPr.append(start)  # noqa: SLF001  python-docx has no name for it

    def _line(self, cell: _Cell | None, text: str, look: Look, *, before: float, centred: bool) -> Paragraph:
        paragraph = self._paragraph(cell)
        paragraph.paragraph_format.space_before = Pt(before)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_run(paragraph, text, self.pack, look)
        return paragraph

    def _paragraph(self, cell: _Cell | None) -> Paragraph:
        if cell is None:
            return self.document.add_paragraph()
        first: Paragraph = cell.paragraphs[0]
        unused = len(cell.paragraphs) == 1 and not first.runs and first._p.pPr is None  # noqa: SLF001
        return first if unused else cell.add_paragraph()

    def _number_pages(self, section: Section) -> None:
        """Put the page number in the middle of the top margin; the first page shows none."""
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = write_run(paragraph, "", self.pack, self.pack.looks["page_number"])
        for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("end", "")):
            node = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                node.set(qn("w:fldCharType"), kind)
            else:
                node.set(qn("xml:space"), "preserve")
                node.text = text
            run._r.append(node)  # noqa: SLF001


def write_run(paragraph: Paragraph, text: str, pack: Pack, look: Look) -> Run:
    """Add letters in a look to a paragraph."""
    run = paragraph.add_run(text)
    set_font(run, pack.font, look.made)
    run.bold, run.italic, run.underline = bool(look.bold), bool(look.italic), look.underline
    return run


def set_font(place: Any, name: str, size: float) -> None:
    """Set a font for every script, so that no letter with marks falls back to another."""
    place.font.name, place.font.size = name, Pt(size)
    fonts = place.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)


def space_body(paragraph: Paragraph, pack: Pack, *, centred: bool) -> None:
    """Set alignment, first line and spacing of the body."""
    form = paragraph.paragraph_format
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    form.space_before = Pt(pack.space_before)
    form.line_spacing = Pt(pack.line.made) if pack.line.exact else pack.line.made
    if not centred:
        form.first_line_indent = Mm(pack.first_line[0])


def add_border(paragraph: Paragraph, *sides: str) -> None:
    """Draw a thin line along the sides of a paragraph."""
    borders: Any = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def strip_table(table: Table) -> None:
    """Take all lines and inner margins from a table and fix its widths."""
    table.autofit = False
    properties = table._tbl.tblPr  # noqa: SLF001
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)


def keep_row_whole(row: Any, *, repeated: bool = False) -> None:
    """Keep a row on one page; a head row is repeated on each."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _width_of(cell: _Cell) -> float:
    return float(cell.width.pt)
