"""Sheets and cards of one bulletin as PDF and PNG: notice board, picture for a chat group, QR card.

It must not read the database: everything said comes as data, so that what is printed is what was sent.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import segno
import typst

_SOURCE = Path(__file__).with_name("sheets.typ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says. `mark` is the exercise mark, `kind` the heading ("THÔNG BÁO"), `words` the small labels."""

    title: str
    text: str
    summary: str
    issuer: str
    signer: str
    source: str
    code: str
    url: str
    language: str
    dated: str
    until: str
    kind: str
    mark: str = ""
    urgent: bool = False
    words: dict[str, str] = field(default_factory=dict)


def notice_sheet(sheet: Sheet) -> bytes:
    """Return an A4 page for a notice board as PDF."""
    return _compile(sheet, "sheet", "pdf")


def picture_card(sheet: Sheet) -> bytes:
    """Return a square picture for a chat group as PNG, 1080 pixels wide."""
    return _compile(sheet, "card", "png", ppi=72.0)


def code_card(sheet: Sheet) -> bytes:
    """Return a card with the QR code as PDF, the size of a name card."""
    return _compile(sheet, "code", "pdf")


def qr_svg(url: str) -> str:
    """Return the QR code of an address as SVG, error correction M."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False)
    return out.getvalue().decode()


@cache
def _fonts() -> tuple[Path, ...]:
    """Return the folder of further fonts, where one is set."""
    folder = os.environ.get("LOA_FONTS", "")
    return (Path(folder),) if folder else ()


def _compile(sheet: Sheet, form: str, kind: Literal["pdf", "png"], *, ppi: float | None = None) -> bytes:
    data = asdict(sheet) | {"qr": qr_svg(sheet.url), "form": form}
    return typst.compile(
        _SOURCE,
        font_paths=list(_fonts()),
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
