"""A document as PDF by typst, from the same words as the docx.

A template for typst is a program: it is the administrator's own file on the server, never an upload.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import asdict
from pathlib import Path

import typst

from loa.lib.said import say
from loa.papers.making.fonts import find_page_font
from loa.papers.making.laid import BodyLine, Laid, lay_out
from loa.papers.making.office import BadTemplate
from loa.papers.making.paper import Figures, Paper
from loa.papers.packs import Pack

_SOURCE = Path(__file__).with_name("paper.typ")
_FONT_HEIGHT = 1.15  # of Times New Roman, in sizes: what "single" spacing means
_REFUSED = re.compile(r"\b(import|include|eval|std|plugin|read)\b")


def make_pdf(paper: Paper, pack: Pack, template: str | None = None) -> bytes:
    """Return the document as PDF; `template` is a typst source that reads the same `data` as paper.typ.

    Raises: loa.papers.making.laid.BadPaper, loa.papers.making.office.BadTemplate.
    """
    return print_laid(lay_out(paper, pack), pack, template)


def print_laid(laid: Laid, pack: Pack, template: str | None = None) -> bytes:
    """Return a laid-out document as PDF."""
    source = _SOURCE.read_text(encoding="utf-8") if template is None else template
    if template is not None and (found := _REFUSED.search(template)):
        raise BadTemplate(
            say("Mẫu PDF không được dùng “{word}”: mọi thứ phải nằm trong một tệp.", word=found[0]),
            placeholder=found[0],
        )
    font = find_page_font()
    with tempfile.TemporaryDirectory(prefix="loa-paper-") as folder:
        main = Path(folder, "paper.typ")
        main.write_text(source, encoding="utf-8")
        data = json.dumps(_said(laid, pack, font.family), ensure_ascii=False)
        try:
            return typst.compile(
                main,
                root=Path(folder),
                font_paths=typst.Fonts(
                    include_system_fonts=False, font_paths=[font.folder] if font.folder else []
                ),
                format="pdf",
                sys_inputs={"data": data},
            )
        except typst.TypstError as error:
            if template is None:
                raise
            raise BadTemplate(say("Mẫu PDF có lỗi: {reason}.", reason=str(error)[:300])) from error


def _said(laid: Laid, pack: Pack, family: str) -> dict[str, object]:
    """Return everything that the template reads, as plain data."""
    looks = {
        part: {
            "size": look.made,
            "bold": bool(look.bold),
            "italic": bool(look.italic),
            "under": look.underline,
        }
        for part, look in pack.looks.items()
    }
    size = pack.looks["body"].made
    line = pack.line.made / size if pack.line.exact else pack.line.made * _FONT_HEIGHT
    return asdict(laid) | {
        "body": [_block(block) for block in laid.body],
        "annexes": [
            asdict(annex) | {"body": [_block(block) for block in annex.body]} for annex in laid.annexes
        ],
        "looks": looks,
        "page": {"width": pack.page.width, "height": pack.page.height, **pack.making.margins},
        "fonts": [family],
        "head_left": pack.making.head_left,
        "first_line": pack.first_line[0],
        "before": pack.space_before,
        "line": line,
        "table_size": pack.making.table_size,
        "issuer_mark": pack.words.issuer_mark,
        "subject_mark": pack.words.subject_mark,
        "addressed_word": pack.words.addressed,
        "recipients_word": pack.words.recipients,
        "dash": pack.words.dash,
        "has_long_foot": laid.has_long_foot,
    }


def _block(block: BodyLine | Figures) -> dict[str, object]:
    said: dict[str, object] = asdict(block)
    return said | {"kind": "figures"} if isinstance(block, Figures) else said
