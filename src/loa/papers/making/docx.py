"""A document as docx, made in code or on the office's own template."""

from __future__ import annotations

import io
from collections.abc import Iterable

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.section import Section
from docx.shared import Mm

from loa.papers.making.docx_parts import Writer
from loa.papers.making.docx_tables import add_figures
from loa.papers.making.laid import BodyLine, Laid, LaidAnnex, lay_out
from loa.papers.making.office import PLACEHOLDERS, fill_template
from loa.papers.making.paper import Figures, Paper
from loa.papers.packs import Pack


def make_docx(paper: Paper, pack: Pack, template: bytes | None = None) -> bytes:
    """Return the document as docx; with a `template`, the office's own file with its places filled.

    Raises: loa.papers.making.laid.BadPaper, loa.papers.making.office.BadTemplate.
    """
    laid = lay_out(paper, pack)
    if template is not None:
        return fill_template(template, laid, pack, write_body)
    return write(laid, pack)


def make_template(pack: Pack) -> bytes:
    """Return a docx in the layout of the pack with every place to fill, for an office to make its own of."""
    places = {name: f"{{{{ {name} }}}}" for name in PLACEHOLDERS}
    laid = Laid(
        name=places["quoc_hieu"],
        motto=places["tieu_ngu"] if pack.words.motto else "",
        parent=places["co_quan_cap_tren"],
        issuer=places["co_quan"],
        number=places["so"],
        letter_subject="",
        place_date=places["dia_danh_ngay"],
        mark=places["du_thao"],
        urgency="",
        kind=places["ten_loai"],
        subject=places["trich_yeu"],
        addressed=(),
        body=(BodyLine("centred", places["kinh_gui"]), BodyLine("text", places["noi_dung"])),
        authorities=(places["quyen_han"],),
        signer_title=places["chuc_vu"],
        signer=places["nguoi_ky"],
        recipients=(places["noi_nhan"],),
    )
    return write(laid, pack)


def write(laid: Laid, pack: Pack) -> bytes:
    """Return a laid-out document as docx."""
    document = Document()
    writer = Writer(document, pack)
    _set_page(document.sections[0], pack)
    writer.prepare()
    _write_head(writer, laid, pack)
    _write_title(writer, laid)
    write_body(writer, laid.body)
    _write_foot(writer, laid)
    for annex in laid.annexes:
        _write_annex(document, writer, annex, pack)
    return saved(document)


def saved(document: DocumentObject) -> bytes:
    """Return the bytes of the document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(section: Section, pack: Pack) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(pack.page.width), Mm(pack.page.height)
    margins = pack.making.margins
    section.top_margin, section.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
    section.left_margin, section.right_margin = Mm(margins["left"]), Mm(margins["right"])
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True


def _write_head(writer: Writer, laid: Laid, pack: Pack) -> None:
    """Write the two-column head: body and number on the left, the name over place and day on the right."""
    left, right = writer.columns(pack.making.head_left, rows=2)
    writer.part(left[0], "parent", laid.parent)
    writer.part(left[0], "issuer", laid.issuer)
    writer.mark(left[0], pack.words.issuer_mark, laid.issuer, "issuer", share=0.4)
    writer.part(right[0], "name", laid.name)
    if laid.motto:
        writer.part(right[0], "motto", laid.motto)
    if laid.name:
        under = "motto" if laid.motto else "name"
        writer.mark(right[0], "rule", laid.motto or laid.name, under, share=1.0)
    writer.part(left[1], "number", laid.number)
    writer.part(left[1], "letter_subject", laid.letter_subject, before=6)
    writer.stamp(left[1], laid.urgency, boxed=True)
    writer.stamp(left[1], laid.mark, boxed=False)
    writer.part(right[1], "place_date", laid.place_date)


def _write_title(writer: Writer, laid: Laid) -> None:
    if laid.kind:
        writer.part(None, "kind", laid.kind, before=14)
    if laid.subject:
        writer.part(None, "subject", laid.subject)
        writer.mark(None, writer.pack.words.subject_mark, laid.subject, "subject", share=0.4)
    writer.addressed(laid.addressed)


def write_body(writer: Writer, body: Iterable[BodyLine | Figures]) -> None:
    """Write the paragraphs and tables of a body."""
    for line in body:
        if isinstance(line, Figures):
            add_figures(writer, line)
        else:
            writer.body(line)


def _write_foot(writer: Writer, laid: Laid) -> None:
    """Write recipients on the left, who signs on the right; the block stays whole unless it is long."""
    writer.keep_last()
    writer.gap(12)
    (left,), (right,) = writer.columns(writer.width / 2 - 4, rows=1, whole=not laid.has_long_foot)
    if laid.recipients:
        writer.part(left, "recipients_word", writer.pack.words.recipients, centred=False)
        for line in laid.recipients:
            writer.part(left, "recipients", line, centred=False)
    for line in laid.authorities:
        writer.part(right, "authority", line)
    writer.part(right, "signer_title", laid.signer_title)
    writer.part(right, "signer", laid.signer, before=72)


def _write_annex(document: DocumentObject, writer: Writer, annex: LaidAnnex, pack: Pack) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, pack)
    writer.count_from_one(section)
    writer.part(None, "subject", annex.label)
    writer.part(None, "kind", annex.title)
    writer.annex_of(annex.of)
    writer.gap(6)
    write_body(writer, annex.body)
