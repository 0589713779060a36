"""Tables of figures in a docx: ruled, the head repeated on each page, numbers to the right."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell

from loa.papers.making.docx_parts import Writer, keep_row_whole, write_run
from loa.papers.making.paper import Figures
from loa.papers.packs import Look


def add_figures(writer: Writer, figures: Figures) -> None:
    """Write a table at the end of the document, its title above it."""
    size = writer.pack.making.table_size
    if figures.title:
        title = writer.document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_before = Pt(6)
        title.paragraph_format.keep_with_next = True
        write_run(title, figures.title, writer.pack, Look((0, 0), writer.pack.looks["body"].made, bold=True))
    table = writer.document.add_table(1, len(figures.head), style="Table Grid")
    table.autofit = False
    widths = [writer.width * share / sum(figures.shares) for share in figures.shares]
    keep_row_whole(table.rows[0], repeated=True)
    for cell, text, width in zip(table.rows[0].cells, figures.head, widths, strict=True):
        _fill(cell, text, width, WD_ALIGN_PARAGRAPH.CENTER, Look((0, 0), size, bold=True), writer)
    for row in figures.rows:
        added = table.add_row()
        keep_row_whole(added)
        for n, (cell, text, width) in enumerate(zip(added.cells, row, widths, strict=True)):
            side = WD_ALIGN_PARAGRAPH.RIGHT if n >= figures.right_from else WD_ALIGN_PARAGRAPH.LEFT
            _fill(cell, text, width, side, Look((0, 0), size), writer)
    writer.gap(4)


def _fill(cell: _Cell, text: str, width: float, side: WD_ALIGN_PARAGRAPH, look: Look, writer: Writer) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    write_run(paragraph, text, writer.pack, look)
