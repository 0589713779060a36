"""Sees a docx: paragraphs and cells in order, each with the look that its styles give it."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.section import Section
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from loa.lib.archive import open_office
from loa.lib.safe_xml import BadXml, parse_xml
from loa.lib.text import fold, nfc
from loa.papers.checking.docx_looks import Looks, border_of, length
from loa.papers.checking.finding import Unreadable
from loa.papers.checking.seen import Column, Letters, Line, NumberSeen, PageSeen, Seen

_MM = 25.4 / 1440
_SPLIT = re.compile(r"\t+|\n| {5,}")
_LAYOUT = ("cong hoa xa hoi", "dang cong san", "noi nhan", "doc lap")
_MOST_PARAGRAPHS = 20_000
_TWO_PAGES = 4_000  # letters that surely fill more than one page


@dataclass(slots=True)
class _Counts:
    """What is counted while reading."""

    paragraphs: int = 0
    groups: int = 0


def see_docx(data: bytes) -> Seen:
    """Return what a docx shows.

    Raises: Unreadable, loa.lib.archive.BadArchive for what the safe door refuses.
    """
    archive = open_office(data)
    try:
        document = docx.Document(io.BytesIO(data))
        looks = Looks(document)
        lines = tuple(_marked(list(_lines(document, looks))))
        pages = tuple(_page(section, n) for n, section in enumerate(document.sections, 1))
        number = _number(document.sections[0], looks, _page_count(archive.names, archive.read), lines)
    except (
        KeyError,
        ValueError,
        IndexError,
        AttributeError,
        TypeError,
        etree.XMLSyntaxError,
    ) as error:  # a docx made by hand may break python-docx anywhere
        raise Unreadable from error
    head = document.element.body[:12]
    drawn = sum(len(list(e.iter(qn("w:drawing"), qn("w:pict")))) for e in head)
    return Seen("docx", pages, lines, number, _fonts(lines), drawn, has_text=any(x.text for x in lines))


def _lines(document: Any, looks: Looks) -> Iterator[Line]:
    counts = _Counts()
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block, looks, counts)
        else:
            counts.paragraphs += 1
            if counts.paragraphs > _MOST_PARAGRAPHS:
                return
            yield from _paragraph(block, looks, "full", 0, split=counts.paragraphs < 30)


def _table(table: Table, looks: Looks, counts: _Counts) -> Iterator[Line]:
    counts.groups += 1
    width = len(table.columns)
    is_layout = width in {2, 3} and (not _ruled(table) or _reads_like_layout(table))
    for row in table.rows:
        for n, cell in enumerate(_once(row.cells)):
            column: Column = "full" if not is_layout else "left" if n == 0 else "right"
            for paragraph in cell.paragraphs:
                counts.paragraphs += 1
                for line in _paragraph(paragraph, looks, column, counts.groups, split=False):
                    yield line if is_layout else replace(line, in_figures=True)
        if counts.paragraphs > _MOST_PARAGRAPHS:
            return


def _once(cells: Any) -> list[Any]:
    """Return each merged cell once."""
    seen: list[Any] = []
    for cell in cells:
        if not seen or seen[-1]._tc is not cell._tc:  # noqa: SLF001
            seen.append(cell)
    return seen


def _ruled(table: Table) -> bool:
    style = table.style.name if table.style is not None else ""
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))  # noqa: SLF001
    drawn = borders is not None and any(b.get(qn("w:val")) not in {"nil", "none", None} for b in borders)
    return drawn or (borders is None and "Grid" in str(style))


def _reads_like_layout(table: Table) -> bool:
    words = fold(" ".join(cell.text for cell in table.rows[0].cells)) if table.rows else ""
    return any(word in words for word in _LAYOUT)


def _paragraph(
    paragraph: Paragraph, looks: Looks, column: Column, group: int, *, split: bool
) -> Iterator[Line]:
    """Yield the lines of a paragraph; in the head, where columns are made with tabs, each piece is a line of its own."""
    letters: list[tuple[str, Letters]] = []
    for run in paragraph.runs:
        look = looks.of_run(run, paragraph)
        letters += [(c, look) for c in nfc(run.text)]
    text = "".join(c for c, _ in letters)
    aligned = looks.aligned(paragraph)
    line = Line(
        text=text,
        letters=_shared(letters),
        column=column,
        group=group,
        aligned=aligned,
        first_line=length(looks.indent(paragraph)),
        before=looks.before(paragraph),
        spacing=looks.spacing(paragraph),
        mark=border_of(paragraph),
    )
    if not _SPLIT.search(text):
        yield line
        return
    pieces = [(m.start(), m.end()) for m in re.finditer(r"(?:(?! {5,})[^\t\n])+", text)]
    for n, (start, end) in enumerate(pieces):
        side = column if not split or "\t" not in text else "left" if n == 0 else "right"
        words = text[start:end].strip()
        if words:
            yield replace(line, text=words, letters=_shared(letters[start:end]), column=side)


def _shared(letters: list[tuple[str, Letters]]) -> Letters:
    counted = Counter(look for c, look in letters if not c.isspace())
    return counted.most_common(1)[0][0] if counted else Letters()


def _marked(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines; an empty one with a border above counts as the rule under the line before."""
    for n, line in enumerate(lines):
        after = lines[n + 1] if n + 1 < len(lines) else None
        is_rule = after is not None and not after.text.strip() and after.mark == "rule"
        if after is not None and is_rule and line.text.strip() and after.column == line.column:
            yield replace(line, mark="rule")
        else:
            yield line


def _page(section: Section, number: int) -> PageSeen:
    sides = {
        "top": section.top_margin,
        "bottom": section.bottom_margin,
        "left": section.left_margin,
        "right": section.right_margin,
    }
    margins = {side: margin.mm for side, margin in sides.items() if margin is not None}
    width = section.page_width.mm if section.page_width is not None else 0.0
    height = section.page_height.mm if section.page_height is not None else 0.0
    return PageSeen(width, height, margins, number)


def _page_count(names: tuple[str, ...], read: Any) -> int | None:
    """Return how many pages the program that wrote the file counted."""
    if "docProps/app.xml" not in names:
        return None
    try:
        found = parse_xml(read("docProps/app.xml")).findtext("{*}Pages")
    except BadXml:
        return None
    return int(found) if found and found.isdecimal() else None


def _number(section: Section, looks: Looks, pages: int | None, lines: tuple[Line, ...]) -> NumberSeen:
    """Return how pages are numbered. No number at all tells something only of a document of two pages and more."""
    place = next(((part, on_top) for part, on_top in _margins(section) if _fields(part)), None)
    if place is None:
        long = sum(len(line.text) for line in lines) > _TWO_PAGES if pages is None or pages < 2 else True
        return NumberSeen(there=False if long else None)
    part, on_top = place
    paragraph, run = _fields(part)[0]
    first_parts = (section.first_page_header, section.first_page_footer)
    hidden = section.different_first_page_header_footer and not any(map(_fields, first_parts))
    aligned = looks.aligned(paragraph)
    size = looks.of_element(run, paragraph).size if run is not None else None
    return NumberSeen(True, on_top, aligned == "center", hidden, size)


def _margins(section: Section) -> Iterator[tuple[Any, bool]]:
    yield section.header, True
    yield section.footer, False


def _fields(part: Any) -> list[tuple[Paragraph, Any]]:
    """Return the paragraphs of a header that hold a page number, with the run of the field."""
    found = []
    for node in part._element.iter(qn("w:instrText"), qn("w:fldSimple")):  # noqa: SLF001
        if "PAGE" not in (node.text or node.get(qn("w:instr")) or "").split():
            continue
        run = next(node.iterancestors(qn("w:r")), None)
        if run is None:
            run = next(node.iter(qn("w:r")), None)
        holder = next(node.iterancestors(qn("w:p")), None)
        if holder is not None:
            found.append((Paragraph(holder, part), run))
    return found


def _fonts(lines: tuple[Line, ...]) -> dict[str, str]:
    fonts: dict[str, str] = {}
    for line in lines:
        if line.letters.font and line.text.strip():
            fonts.setdefault(line.letters.font, line.text.strip()[:60])
    return fonts
