"""Rules on paper, margins, page numbers and fonts."""

from __future__ import annotations

import re

from loa.lib.said import Said, say
from loa.papers.checking.case import FONT, PAGE_NUMBER, PAPER, Case, Findings, plain, short
from loa.papers.checking.seen import PageSeen
from loa.papers.packs import Pack
from loa.papers.packs.model import Range

_SIDE = {
    "top": say("Lề trên"),
    "bottom": say("Lề dưới"),
    "left": say("Lề trái"),
    "right": say("Lề phải"),
}
_NEAR = 1.0  # mm: what rounding in inches and points may cost
_INK = 0.7  # mm that a letter may stand out of its line
_NO_INK = say("PDF chỉ cho thấy vùng có chữ, không cho biết lề đã đặt")


def page_findings(case: Case) -> Findings:
    """Yield what is wrong with paper, margins, page numbers and fonts."""
    first = case.seen.pages[0] if case.seen.pages else None
    if first is not None:
        yield from _paper(case, first)
    if first is not None and first.at_least:
        case.cannot_tell("page.margins", _NO_INK)
        yield from _ink(case)
    else:
        for page in case.seen.pages:
            if page.width <= page.height or page is first:
                yield from _margins(case, page)
    yield from _number(case)
    yield from _fonts(case)


def _paper(case: Case, page: PageSeen) -> Findings:
    asked = case.pack.page
    sides = sorted((page.width, page.height))
    if any(abs(a - b) > 2 for a, b in zip(sides, sorted((asked.width, asked.height)), strict=True)):
        found = say("{width} × {height} mm", width=plain(page.width), height=plain(page.height))
        yield from case.finding(
            "page.size",
            PAPER,
            found,
            say("phải là {width} × {height} mm", width=plain(asked.width), height=plain(asked.height)),
        )
    if page.width > page.height:
        yield from case.finding(
            "page.orientation", PAPER, say("trang nằm ngang"), say("trang đầu phải theo chiều dọc")
        )


def _margins(case: Case, page: PageSeen) -> Findings:
    for side, margin in page.margins.items():
        low, high = case.pack.page.margins[side]
        if not low - _NEAR <= margin <= high + _NEAR:
            yield from _margin(case, side, page)


def _ink(case: Case) -> Findings:
    """Yield margins into which print reaches, each once, on the page where it reaches furthest."""
    for side, (low, _) in case.pack.page.margins.items():
        pages = [page for page in case.seen.pages if side in page.margins]
        worst = min(pages, key=lambda page: page.margins[side], default=None)
        if worst is not None and worst.margins[side] < low - _INK:
            yield from _margin(case, side, worst)


def _margin(case: Case, side: str, page: PageSeen) -> Findings:
    where = _SIDE[side]
    if page.name > 1:
        where = say("{side}, trang hoặc phần {n}", side=where, n=page.name)
    found = say("{size} mm", size=plain(page.margins[side]))
    yield from case.finding("page.margins", where, found, _range_mm(case.pack.page.margins[side]))


def _range_mm(asked: Range) -> Said:
    low, high = asked
    if low == high:
        return say("phải là {size} mm", size=plain(low))
    return say("phải từ {low} đến {high} mm", low=plain(low), high=plain(high))


def range_points(asked: Range) -> Said:
    """Return what sizes are asked."""
    low, high = asked
    if low == high:
        return say("phải là cỡ {size}", size=plain(low))
    return say("phải từ cỡ {low} đến cỡ {high}", low=plain(low), high=plain(high))


def _number(case: Case) -> Findings:
    number = case.seen.number
    asked = say("đánh số từ trang 2, ở giữa lề trên, trang đầu không hiện số")
    if number.there is None:
        case.cannot_tell("page.number", say("tệp chỉ có một trang hoặc không cho biết số trang"))
    elif not number.there:
        yield from case.finding("page.number", PAGE_NUMBER, say("không có"), asked)
    elif number.on_top is False:
        yield from case.finding("page.number", PAGE_NUMBER, say("nằm ở lề dưới"), asked)
    elif number.centred is False:
        yield from case.finding("page.number", PAGE_NUMBER, say("không nằm giữa"), asked)
    if number.hidden_first is False:
        yield from case.finding("page.number", PAGE_NUMBER, say("hiện cả ở trang đầu"), asked)
    low, high = case.pack.looks["page_number"].sizes
    if number.size is not None and not low <= number.size <= high:
        found = say("cỡ {size}", size=plain(number.size))
        yield from case.finding("page.number", PAGE_NUMBER, found, range_points((low, high)))


def _fonts(case: Case) -> Findings:
    for font, words in case.seen.fonts.items():
        if is_legacy(font, case.pack):
            yield from case.finding(
                "font.encoding",
                FONT,
                say("“{font}” dùng bảng mã cũ, ở “{words}”", font=short(font), words=short(words, 40)),
                say("phải là bảng mã Unicode (TCVN 6909:2001)"),
            )
        elif not is_asked(font, case.pack):
            yield from case.finding(
                "font.family",
                FONT,
                say("“{font}”, ở “{words}”", font=short(font), words=short(words, 40)),
                say("phải là {font}", font=case.pack.font),
            )
    if case.seen.kind == "pdf":
        case.cannot_tell("font.colour", say("màu chữ không xét ở tệp PDF"))
        return
    coloured = next((x for x in case.seen.lines if x.letters.coloured and x.text.strip()), None)
    if coloured is not None:
        yield from case.finding(
            "font.colour", FONT, say("có chữ màu, ở “{words}”", words=short(coloured.text, 40)), say("chữ phải màu đen")
        )  # fmt: skip


def is_asked(font: str, pack: Pack) -> bool:
    """Tell whether a font is the one that is asked, or one of the same measures."""
    bare = _bare(font)
    return any(bare == _bare(name) for name in (pack.font, *pack.same_metrics))


def is_legacy(font: str, pack: Pack) -> bool:
    """Tell whether a font belongs to one of the old Vietnamese encodings (TCVN3, VNI)."""
    return any(pattern.fullmatch(font) for pattern in pack.legacy_fonts)


def _bare(font: str) -> str:
    return re.sub(r"[^a-z]", "", font.lower())
