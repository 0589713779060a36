"""A document as lines ready to print: words, numbers and marks are settled here, once for docx and PDF.

It must not know how a line is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from loa.lib.errors import Invalid
from loa.lib.safe_xml import legal_text
from loa.lib.said import say
from loa.lib.text import nfc
from loa.papers.making.paper import Authority, Block, Figures, Heading, Item, Paper, Text, Urgency
from loa.papers.packs import Pack

_LETTERS = "abcdđeghiklmnopqrstuvxy"  # as Vietnamese lists count
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_BLANK = "      "
_MOST_BLOCKS = 20_000
_LONG_FOOT = 24  # lines
LineKind = Literal["text", "centred", "h1", "h2", "h3", "item"]


class BadPaper(Invalid):
    """The values cannot make a document of this form."""

    code = "bad_paper"
    message = "Chưa tạo được văn bản từ nội dung này. Hãy kiểm tra lại các phần bắt buộc."


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A paragraph of the body: `lead` is what is set bold before the text."""

    kind: LineKind
    text: str
    lead: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class LaidAnnex:
    """An annex: "Phụ lục I", its title, what it belongs to, its body."""

    label: str
    title: str
    of: str
    body: tuple[BodyLine | Figures, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """All words of a document in their places; an empty text takes no room."""

    name: str
    motto: str
    parent: str
    issuer: str
    number: str
    letter_subject: str
    place_date: str
    mark: str  # "DỰ THẢO"
    urgency: str
    kind: str
    subject: str
    addressed: tuple[str, ...]
    body: tuple[BodyLine | Figures, ...]
    authorities: tuple[str, ...]
    signer_title: str
    signer: str
    recipients: tuple[str, ...]
    annexes: tuple[LaidAnnex, ...] = ()

    @property
    def has_long_foot(self) -> bool:
        """Tell whether the recipients fill so much of a page that the foot must be free to break."""
        return sum(1 + len(line) // 40 for line in self.recipients) > _LONG_FOOT


def lay_out(paper: Paper, pack: Pack) -> Laid:
    """Return the document's words in their places.

    Raises: BadPaper when a part that no document may lack is empty, or the pack is of the other form.
    """
    if paper.form != pack.form:
        raise BadPaper(say("Bộ quy tắc “{pack}” không dùng cho thể thức của văn bản này.", pack=pack.title))
    _refuse_empty(paper)
    if len(paper.body) > _MOST_BLOCKS:
        raise BadPaper(say("Văn bản có hơn {limit} đoạn. Hãy chia thành các phụ lục.", limit=_MOST_BLOCKS))
    number = number_line(paper, pack)
    dated = date_line(paper, pack)
    return Laid(
        name=pack.words.name,
        motto=pack.words.motto,
        parent=_plain(paper.parent).upper(),
        issuer=_plain(paper.issuer).upper(),
        number=number,
        letter_subject="" if paper.kind else pack.words.letter_subject + _plain(paper.subject),
        place_date=dated,
        mark=pack.words.draft if paper.is_draft else "",
        urgency="" if paper.urgency is Urgency.NONE else pack.words.urgency[paper.urgency],
        kind=_plain(paper.kind).upper(),
        subject=_plain(paper.subject) if paper.kind else "",
        addressed=tuple(_ended(_plain(a), last=a is paper.addressed[-1]) for a in paper.addressed),
        body=_body(paper.body, pack),
        authorities=tuple(_authority(right, whose, pack) for right, whose in paper.authorities),
        signer_title=_plain(paper.signer_title).upper(),
        signer=_plain(paper.signer),
        recipients=_recipients(paper, pack),
        annexes=tuple(_annexes(paper, pack)),
    )


def _refuse_empty(paper: Paper) -> None:
    needed = {
        "issuer": say("tên cơ quan ban hành"),
        "subject": say("trích yếu"),
        "symbol": say("ký hiệu"),
        "place": say("địa danh"),
        "signer_title": say("chức vụ người ký"),
    }
    if not paper.is_draft:
        needed["signer"] = say("họ tên người ký")
    for field, words in needed.items():
        if not str(getattr(paper, field)).strip():
            raise BadPaper(say("Văn bản thiếu {part}.", part=words), field=field)
    if not paper.body:
        raise BadPaper("Văn bản thiếu nội dung.", field="body")


def number_line(paper: Paper, pack: Pack) -> str:
    """Return number and symbol; a draft, and what was not numbered yet, has its place blank."""
    symbol = _plain(paper.symbol)
    if paper.is_draft or paper.number is None:
        return pack.words.blank_number.format(symbol=symbol)
    if paper.number < 1:
        raise BadPaper("Số văn bản phải từ 1 trở lên.", field="number")
    form = pack.words.number_of_year if paper.is_of_year else pack.words.number
    year = paper.year or (paper.dated.year if paper.dated else "")
    if paper.is_of_year and "{year}" in form and not year:
        raise BadPaper("Văn bản ghi số theo năm nhưng chưa có năm.", field="year")
    return form.format(number=two_digits(paper.number), symbol=symbol, year=year)


def two_digits(number: int) -> str:
    """Return the number with a zero before 1 to 9."""
    return f"{number:02d}"


def date_line(paper: Paper, pack: Pack) -> str:
    """Return place and day; without a day, and in a draft, day and month stay blank."""
    year = str(paper.dated.year if paper.dated else paper.year or _BLANK)
    if paper.dated is None or paper.is_draft:
        return pack.words.date.format(place=_plain(paper.place), day=_BLANK, month=_BLANK, year=year)
    return day_line(paper.place, paper.dated, pack)


def day_line(place: str, day: date, pack: Pack) -> str:
    """Return place and day; days to 9 and months 1 and 2 get a zero. Source: Decree 30/2020/NĐ-CP, annex I."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return pack.words.date.format(place=_plain(place), day=f"{day.day:02d}", month=month, year=day.year)


def _authority(right: Authority, whose: str, pack: Pack) -> str:
    if right not in pack.words.authorities:
        raise BadPaper(
            say("“{pack}” không có cách ghi quyền hạn ký “{right}”.", pack=pack.title, right=right.value),
            field="authorities",
        )
    return pack.words.authorities[right].format(of=_plain(whose).upper())


def _recipients(paper: Paper, pack: Pack) -> tuple[str, ...]:
    lines = [_plain(line).lstrip("-– ").rstrip(";., ") for line in paper.recipients]
    if lines and (paper.drafter or paper.copies):
        copies = str(paper.copies) if paper.copies else ""
        lines[-1] += ", " + ".".join(filter(None, (_plain(paper.drafter).upper(), copies)))
    return tuple(pack.words.dash + _ended(line, last=n == len(lines)) for n, line in enumerate(lines, 1))


def _ended(text: str, *, last: bool) -> str:
    return text.rstrip(";., ") + ("." if last else ";")


def _annexes(paper: Paper, pack: Pack) -> Iterator[LaidAnnex]:
    kind = paper.kind or pack.words.letter
    number = number_line(paper, pack).removeprefix("Số").lstrip(": ") or _BLANK
    if paper.is_draft or paper.number is None:
        number = _BLANK + number
    dated = date_line(paper, pack).rpartition(", ")[2]
    of = pack.words.annex_of.format(kind=kind, number=number, dated=dated, issuer=_plain(paper.issuer))
    for n, annex in enumerate(paper.annexes, 1):
        label = pack.words.annex + (f" {roman(n)}" if len(paper.annexes) > 1 else "")
        yield LaidAnnex(label, _plain(annex.title).upper(), of, _body(annex.body, pack, end=""))


def _body(blocks: Iterable[Block], pack: Pack, *, end: str | None = None) -> tuple[BodyLine | Figures, ...]:
    lines = list(_lines(blocks, pack))
    last = lines[-1] if lines else None
    if isinstance(last, BodyLine) and last.kind in {"text", "item"}:
        ending = pack.words.end if end is None else end
        if ending:
            lines[-1] = replace(last, text=last.text.rstrip("./; ") + ending)
    return tuple(lines)


def _lines(blocks: Iterable[Block], pack: Pack) -> Iterator[BodyLine | Figures]:
    counts = [0, 0, 0]
    for block in blocks:
        match block:
            case Heading(level, text):
                counts[level - 1] += 1
                counts[level:] = [0] * (3 - level)
                lead = pack.words.headings[level - 1].format(
                    roman=roman(counts[0]), number=counts[1], letter=_letter(counts[2])
                )
                words = _plain(text).upper() if level == 1 else _plain(text)
                yield BodyLine(("h1", "h2", "h3")[level - 1], lead + words)
            case Item(text):
                yield BodyLine("item", pack.words.dash + _plain(text))
            case Text(text):
                for part in nfc(text).split("\n"):
                    if part.strip() or block.lead:
                        kind: LineKind = "centred" if block.centred else "text"
                        lead = _plain(block.lead) + " " if block.lead else ""
                        yield BodyLine(kind, _plain(part), lead, block.bold, block.italic)
            case Figures():
                yield _checked(block)


def _checked(table: Figures) -> Figures:
    width = len(table.head)
    if not width or any(len(row) != width for row in table.rows):
        raise BadPaper("Bảng số liệu có hàng thừa hoặc thiếu ô so với hàng tiêu đề.", field="body")
    shares = table.shares if len(table.shares) == width and min(table.shares) > 0 else (1.0,) * width
    rows = tuple(tuple(map(_plain, row)) for row in table.rows)
    return replace(
        table, head=tuple(map(_plain, table.head)), rows=rows, shares=shares, title=_plain(table.title)
    )


def roman(number: int) -> str:
    """Return a number to 39 in Roman figures, a greater one in Arabic."""
    if number >= 40:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        while number >= value:
            written, number = written + letters, number - value
    return written


def _letter(number: int) -> str:
    turn, place = divmod(max(number, 1) - 1, len(_LETTERS))
    return _LETTERS[place] + (str(turn + 1) if turn else "")


def _plain(text: str) -> str:
    """Return the text in NFC, on one line, without what no document may hold."""
    return " ".join(legal_text(nfc(text)).split())
