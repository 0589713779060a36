"""Sheets and cards of one bulletin as PDF and PNG: notice board, picture for a chat group, QR card.

It must not read the database: everything said comes as data, so that what is printed is what was sent.
"""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

import segno
import typst

from loa.bulletins.rules.forms import cut
from loa.papers.making.fonts import find_page_font, page_fonts

_SOURCE = Path(__file__).with_name("sheets.typ")
_PICTURE = "picture"
SHORT = (
    120  # letters of source and approver on a card; the sheet and the page behind the code name them in full
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the sheet: its bytes (PNG, JPEG or WebP), what it shows, whose it is."""

    data: bytes
    alt: str
    source: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says. `mark` is the exercise mark, `kind` the heading ("THÔNG BÁO"), `words` the small labels.

    `form` is "state" or "party": the look of the body's papers, headed by `superior` and `head`. `issuer` and
    `approver` are named in full; `theirs` says whose message a ward passes on in its own words.
    """

    title: str
    text: str
    summary: str
    form: str
    superior: str
    head: str
    issuer: str
    approver: str
    signer: str
    source: str
    code: str
    url: str
    language: str
    dated: str
    until: str
    kind: str
    theirs: str = ""
    mark: str = ""
    urgent: bool = False
    words: dict[str, str] = field(default_factory=dict)
    picture: Picture | None = None


def notice_sheet(sheet: Sheet) -> bytes:
    """Return an A4 page for a notice board as PDF."""
    return _compile(sheet, "sheet", "pdf")


def picture_card(sheet: Sheet) -> bytes:
    """Return a square picture for a chat group as PNG, 1080 pixels wide."""
    return _compile(sheet, "card", "png", ppi=72.0)


def code_card(sheet: Sheet) -> bytes:
    """Return a card with the QR code as PDF, the size of a large name card (A7)."""
    return _compile(sheet, "code", "pdf")


def qr_svg(url: str) -> str:
    """Return the QR code of an address as SVG, error correction M."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False)
    return out.getvalue().decode()


def _compile(sheet: Sheet, shape: str, kind: Literal["pdf", "png"], *, ppi: float | None = None) -> bytes:
    """Compile in a folder of its own, the only one that the compiler may read besides fonts."""
    with tempfile.TemporaryDirectory(prefix="loa-sheet-") as folder:
        source = Path(folder, _SOURCE.name)
        source.write_bytes(_SOURCE.read_bytes())
        if sheet.picture:
            Path(folder, _PICTURE).write_bytes(sheet.picture.data)
        return typst.compile(
            source,
            root=Path(folder),
            font_paths=page_fonts(),
            format=kind,
            ppi=ppi,
            sys_inputs={"data": json.dumps(_said(sheet, shape), ensure_ascii=False)},
        )


def _said(sheet: Sheet, shape: str) -> dict[str, object]:
    """Return everything that the forms read, as plain data."""
    shown = sheet.picture if shape == "sheet" else None
    return asdict(replace(sheet, picture=None)) | {
        "shape": shape,
        "font": find_page_font().family,
        "qr": qr_svg(sheet.url),
        "check": sheet.url.partition("://")[2],
        "short_source": cut(sheet.source, SHORT),
        "short_approver": cut(sheet.approver, SHORT),
        "picture": _PICTURE if shown else "",
        "picture_alt": shown.alt if shown else "",
        "picture_source": shown.source if shown else "",
    }
