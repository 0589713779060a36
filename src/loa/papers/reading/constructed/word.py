"""Constructed documents as Word files (.docx), written part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from loa.papers.reading.constructed import old_codes, paper
from loa.papers.reading.constructed.paper import Paper

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def package(body: str, *, head: str = "") -> bytes:
    """Return a Word file with this body; `head` stands before its root."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        document = f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", f"<?xml version='1.0' encoding='UTF-8'?>{head}{document}")
    return out.getvalue()


def paragraph(text: str, *, bold: bool = False, side: str = "", font: str = "") -> str:
    """Return a paragraph; tabs and line ends in the text become those of Word."""
    props = ("<w:b/>" if bold else "") + (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else "")
    jc = f'<w:pPr><w:jc w:val="{side}"/></w:pPr>' if side else ""
    runs = []
    for part in text.replace("\t", "\0\t\0").replace("\n", "\0\n\0").split("\0"):
        inner = {"\t": "<w:tab/>", "\n": "<w:br/>"}.get(
            part, f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        )
        runs.append(f"<w:r><w:rPr>{props}</w:rPr>{inner}</w:r>" if part else "")
    return f"<w:p>{jc}{''.join(runs)}</w:p>"


def _cell(paragraphs: Iterable[str]) -> str:
    return f"<w:tc>{''.join(paragraphs) or '<w:p/>'}</w:tc>"


def _row(*cells: Iterable[str]) -> str:
    return f"<w:tr>{''.join(_cell(cell) for cell in cells)}</w:tr>"


def _lines(texts: Sequence[str], *, bold_from: int = 99, font: str = "") -> list[str]:
    return [
        paragraph(text, bold=number >= bold_from, side="center", font=font)
        for number, text in enumerate(texts)
    ]


def _middle(page: Paper) -> str:
    parts = [paragraph(page.heading, bold=True, side="center")] if page.heading else []
    parts += [paragraph(text, bold=True, side="center") for text in page.subject]
    parts.append(paragraph(""))
    parts += [paragraph(text, side="both") for text in page.middle]
    return "".join(parts)


def table(page: Paper) -> bytes:
    """Header and signature in tables without lines, as most templates have it."""
    header = _row(_lines([*page.left, page.rule], bold_from=page.bold_from), _lines(page.right, bold_from=0))
    header += _row(_lines([page.number_line, *page.letter_subject]), _lines([page.place_date]))
    signature = _row(
        [paragraph(text) for text in page.to], _lines([*page.signature, "", "", page.signer], bold_from=0)
    )
    top = "".join(paragraph(text, bold=True) for text in page.top)
    after = "".join(paragraph(text, side="center") for text in page.after)
    return package(f"{top}<w:tbl>{header}</w:tbl>{_middle(page)}<w:tbl>{signature}</w:tbl>{after}<w:sectPr/>")


def tabs(page: Paper) -> bytes:
    """Columns made by tabs."""
    left = [*page.left, page.number_line, *page.letter_subject]
    right = [*page.right, *[""] * (len(page.left) - len(page.right)), page.place_date]
    parts = [paragraph(text) for text in page.top]
    for number in range(max(len(left), len(right))):
        a, b = left[number] if number < len(left) else "", right[number] if number < len(right) else ""
        parts.append(paragraph(f"{a}\t\t{b}" if b else a))
    parts.append(_middle(page))
    sign = [*page.signature, "", page.signer]
    for number in range(max(len(page.to), len(sign))):
        a, b = page.to[number] if number < len(page.to) else "", sign[number] if number < len(sign) else ""
        parts.append(paragraph(f"{a}\t\t\t{b}" if b else a))
    return package("".join([*parts, *(paragraph(text) for text in page.after)]))


def boxes(page: Paper) -> bytes:
    """The header in two text boxes, each written twice as Word does for old readers."""

    def box(texts: Sequence[str]) -> str:
        inner = "".join(paragraph(text, side="center") for text in texts)
        return (
            f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    left = box([*page.left, page.rule, page.number_line, *page.letter_subject])
    right = box([*page.right, "", page.place_date])
    sign = _row([paragraph(text) for text in page.to], _lines([*page.signature, "", page.signer]))
    top = "".join(box([text]) for text in page.top)
    return package(
        f"{top}{left}{right}{_middle(page)}<w:tbl>{sign}</w:tbl>{''.join(paragraph(t) for t in page.after)}"
    )


def stacked(page: Paper) -> bytes:
    """One paragraph under the other, without columns."""
    return package("".join(paragraph(text, side="center") for text in paper.stacked(page)))


def old_font(page: Paper) -> bytes:
    """Typed in the fonts of before Unicode: .VnTime, and .VnTimeH which draws capitals."""

    def run(text: str, *, side: str = "center") -> str:
        font = ".VnTimeH" if text and text == text.upper() and text != text.lower() else ".VnTime"
        return paragraph(
            old_codes.to_tcvn3(text.lower() if font.endswith("H") else text), side=side, font=font
        )

    header = _row([run(t) for t in [*page.left, page.rule]], [run(t) for t in page.right])
    header += _row([run(t) for t in [page.number_line, *page.letter_subject]], [run(page.place_date)])
    middle = [*([run(page.heading)] if page.heading else []), *(run(t) for t in page.subject), "<w:p/>"]
    middle += [run(t, side="both") for t in page.middle]
    sign = _row([run(t, side="left") for t in page.to], [run(t) for t in [*page.signature, "", page.signer]])
    top = "".join(run(t) for t in page.top)
    return package(
        f"{top}<w:tbl>{header}</w:tbl>{''.join(middle)}<w:tbl>{sign}</w:tbl>{''.join(run(t) for t in page.after)}"
    )
