"""The sheet that makes a copy of a document official: certified copy, extract, relayed copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from loa.lib.said import say
from loa.papers.making.docx import write
from loa.papers.making.laid import BadPaper, Laid, lay_out
from loa.papers.making.paper import Authority, Paper, Text
from loa.papers.making.pdf import print_laid
from loa.papers.packs import Form, Pack

CopyKind = Literal["certified", "extract", "relayed"]


@dataclass(frozen=True, slots=True)
class CopySheet:
    """Who copies, under which number, when, to whom; `sign` is the body's own sign in the number ("UBND")."""

    form: Form
    kind: CopyKind
    issuer: str
    sign: str
    place: str
    signer_title: str
    signer: str
    parent: str = ""
    number: int | None = None
    dated: date | None = None
    year: int | None = None
    authorities: tuple[tuple[Authority, str], ...] = ()
    recipients: tuple[str, ...] = ()


def make_copy_sheet(sheet: CopySheet, pack: Pack, *, as_pdf: bool = False) -> bytes:
    """Return the sheet as docx or PDF: body, number and day, the words of the copy, who signs, who receives.

    It goes under, or behind, the text that is copied; a copy has no national name of its own.

    Raises: loa.papers.making.laid.BadPaper.
    """
    if sheet.kind not in pack.copies:
        raise BadPaper(say("“{pack}” không có hình thức sao này.", pack=pack.title), field="kind")
    laid = _laid(sheet, pack)
    return print_laid(laid, pack) if as_pdf else write(laid, pack)


def _laid(sheet: CopySheet, pack: Pack) -> Laid:
    copy = pack.copies[sheet.kind]
    paper = Paper(
        form=sheet.form,
        issuer=sheet.issuer,
        parent=sheet.parent,
        subject=copy.title,
        kind=copy.title,
        symbol=f"{copy.symbol}-{sheet.sign}" if sheet.form == "state" else f"{copy.symbol}/{sheet.sign}",
        place=sheet.place,
        body=(Text(copy.title),),
        signer_title=sheet.signer_title,
        signer=sheet.signer,
        number=sheet.number,
        dated=sheet.dated,
        year=sheet.year,
        authorities=sheet.authorities,
        recipients=sheet.recipients,
    )
    full = lay_out(paper, pack)
    return replace(full, name="", motto="", subject="", body=())
