"""Documents composed here as docx and PDF, and any version judged by the rule pack of its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from loa.documents.errors import NoContent
from loa.documents.models import Document, OfficeTemplate, Version
from loa.documents.queries.numbering import numbering_of, usual_symbol
from loa.documents.rules import kinds, moves, numbers
from loa.documents.rules.words import Authority, CopyKind, Side, Urgency
from loa.files.queries import open_file
from loa.files.rules import PDF
from loa.lib import clock
from loa.papers import making
from loa.papers.checking import Report, check
from loa.papers.making import CopySheet, Heading, Item, Paper, Text, make_copy_sheet
from loa.papers.making.copies import CopyKind as CopyWord
from loa.papers.making.docx import make_template
from loa.papers.making.paper import Block
from loa.papers.packs import Form, Pack, pack_for
from loa.units.models import Body, DocumentForm
from loa.units.queries import area_version, body_name, body_version, seats_of

_AUTHORITIES = {
    Authority.ON_BEHALF: making.Authority.ON_BEHALF,
    Authority.DEPUTY: making.Authority.FOR_SUPERIOR,
    Authority.BY_ORDER: making.Authority.BY_ORDER,
    Authority.BY_AUTHORITY: making.Authority.BY_DELEGATION,
    Authority.ACTING: making.Authority.ACTING,
}
_URGENCIES = {
    Urgency.NORMAL: making.Urgency.NONE,
    Urgency.URGENT: making.Urgency.URGENT,
    Urgency.VERY_URGENT: making.Urgency.VERY_URGENT,
    Urgency.FLASH: making.Urgency.FLASH,
}
_COPIES: Mapping[CopyKind, CopyWord] = {
    CopyKind.FULL: "certified",
    CopyKind.EXTRACT: "extract",
    CopyKind.ONWARD: "relayed",
}
_ADDRESSED = "kính gửi:"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_PART = re.compile(r"^([IVX]+)\s*[./]\s*(.+)$")
_ARTICLE = re.compile(r"^(Điều\s+\d+\.)\s*(.*)$")
_NUMBER = re.compile(r"^(\d{1,6})\s*([-/])\s*(.+)$")


def make(document: Document, version: Version, kind: str) -> bytes:
    """Return a version that was composed here as docx, on the body's own template where it has one, or as PDF.

    Of a copy the sheet is made that goes under, or behind, what was copied.

    Raises:
        NoContent: for a version that came as a file.
        Invalid: when a part that no document may lack is missing.

    """
    pack = pack_of(document)
    if document.copy_kind:
        return make_copy_sheet(_copy_sheet(document), pack, as_pdf=kind == "pdf")
    paper = paper_of(document, version)
    if kind == "pdf":
        return making.make_pdf(paper, pack)
    return making.make_docx(paper, pack, _template(document))


def judge(document: Document, version: Version) -> Report:
    """Return what departs from the rules of the document's form, in its file or in what is made of it.

    Raises:
        Invalid: for a file that is neither docx nor PDF.

    """
    data = open_file(version.file) if version.file else make(document, version, "docx")
    return check(data, pack_of(document))


def pack_of(document: Document) -> Pack:
    """Return the rules in force on the document's day."""
    form: Form = "party" if document.form == DocumentForm.PARTY else "state"
    return pack_for(form, document.dated or clock.today())


def paper_of(document: Document, version: Version) -> Paper:
    """Return the values of a composed version, with the number and day that the document was given."""
    if version.paper is None:
        raise NoContent
    number, symbol = _numbered(document)
    held = version.paper
    whose, _slash, own = str(document.signer_title).rpartition(" / ")
    issuer = held["agency"] or body_name(document.issuer)
    addressed, lines = _addressed(version.text.split("\n"))
    return Paper(
        form="party" if document.form == DocumentForm.PARTY else "state",
        issuer=issuer,
        parent=held["parent_agency"],
        subject=held["subject"],
        symbol=symbol,
        place=document.place or _place(document),
        body=tuple(_blocks([*held["grounds"], *lines])),
        signer_title=own,
        signer=document.signer,
        kind="" if document.kind == kinds.LETTER else kinds.shown(document.kind),
        addressed=addressed,
        number=number,
        dated=document.dated,
        year=clock.today().year,
        authorities=_authorities(document, whose or issuer),
        recipients=tuple(held["recipients"]),
        is_draft=document.state not in moves.NUMBERED,
        urgency=_URGENCIES[Urgency(document.urgency)],
    )


def _numbered(document: Document) -> tuple[int | None, str]:
    """Return number and symbol as printed; before there is one, the symbol that will follow it."""
    number, _mark, printed = parts_of_number(document.full_number)
    if number:
        return int(number), printed
    setting = numbering_of(document.issuer, document.kind)
    symbol = usual_symbol(document, setting) if setting else numbers.symbol(document.form, document.kind, "")
    return None, document.full_number or symbol or "…"


def _copy_sheet(document: Document) -> CopySheet:
    number, symbol = _numbered(document)
    whose, _slash, own = document.signer_title.rpartition(" / ")
    issuer = body_name(document.issuer)
    return CopySheet(
        form="party" if document.form == DocumentForm.PARTY else "state",
        kind=_COPIES[CopyKind(document.copy_kind)],
        issuer=issuer,
        sign=re.split(r"[-/]", symbol, maxsplit=1)[-1],
        place=document.place or _place(document),
        signer_title=own,
        signer=document.signer,
        number=number,
        dated=document.dated,
        year=clock.today().year,
        authorities=_authorities(document, whose or issuer),
        recipients=tuple(document.recipients),
    )


def is_made(document: Document, version: Version) -> bool:
    """Say whether docx and PDF are made here: of what its body composed here, and of every copy its sheet."""
    return document.side == Side.OUTGOING and (version.paper is not None or bool(document.copy_kind))


def file_name(document: Document, version: Version, ending: str) -> str:
    """Return how a made file is called."""
    return f"{document.full_number or document.subject[:60]} ({version.number}).{ending}".replace("/", "-")


def parts_of_number(printed: str) -> tuple[str, str, str]:
    """Return a printed number as its figure, the mark after it, and its symbol; nothing where it has no figure."""
    found = _NUMBER.match(printed)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _authorities(document: Document, whose: str) -> tuple[tuple[making.Authority, str], ...]:
    if document.authority not in Authority.values or document.authority == Authority.HEAD:
        return ()
    return ((_AUTHORITIES[Authority(document.authority)], whose),)


def _place(document: Document) -> str:
    seat = seats_of([document.issuer.pk]).get(document.issuer.pk)
    version = area_version(seat) if seat else None
    return version.name if version else ""


def _addressed(lines: Sequence[str]) -> tuple[tuple[str, ...], Sequence[str]]:
    """Return whom a text is addressed to ("Kính gửi: A; B" on its first line), and the lines after it."""
    kept = [line for line in lines if line.strip()]
    if not kept or not kept[0].strip().lower().startswith(_ADDRESSED):
        return (), lines
    names = kept[0].strip()[len(_ADDRESSED) :].split(";")
    return tuple(name.strip(" .") for name in names if name.strip(" .")), kept[1:]


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Yield the paragraphs; parts are headings only where they are counted I, II, III, so that no number changes."""
    parts = 0
    for line in (line.strip() for line in lines):
        found = _PART.match(line)
        if found and parts < len(_ROMAN) and found[1] == _ROMAN[parts]:
            parts += 1
            yield Heading(1, found[2])
        elif line.startswith(("- ", "– ")):
            yield Item(line[2:])
        elif article := _ARTICLE.match(line):
            yield Text(article[2], lead=article[1])
        elif line:
            yield Text(line)


def _template(document: Document) -> bytes | None:
    """Return the docx that the issuer uses for this kind, its own one before that for every kind."""
    rows = OfficeTemplate.objects.filter(body=document.issuer, kind__in=["", document.kind])
    found = rows.select_related("file").order_by("-kind").first()
    return open_file(found.file) if found else None


def sample_template(body: Body) -> bytes:
    """Return a docx in the common layout of a body's form with every place to fill."""
    return make_template(_pack_of_body(body))


def try_template(body: Body, data: bytes) -> None:
    """Fill a template with the words of no document.

    Raises:
        Invalid: naming the place that is unknown, missing or broken.

    """
    pack = _pack_of_body(body)
    words = Paper(
        form=pack.form,
        issuer="A",
        subject="B",
        symbol="C",
        place="D",
        body=(Text("G"),),
        signer_title="E",
        signer="F",
    )
    making.make_docx(words, pack, data)


def _pack_of_body(body: Body) -> Pack:
    version = body_version(body)
    is_party = version is not None and version.form == DocumentForm.PARTY
    return pack_for("party" if is_party else "state", clock.today())


def is_judgeable(version: Version) -> bool:
    """Say whether a version can be judged: composed here, or a docx or PDF."""
    return version.file is None or version.file.mime == PDF or version.file.name.endswith(".docx")
