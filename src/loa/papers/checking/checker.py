"""The answer on one file: which pack, what departs from it, what the file cannot tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from loa.lib.said import say
from loa.papers.checking.case import Case
from loa.papers.checking.finding import Finding, Report, Unreadable
from loa.papers.checking.from_docx import see_docx
from loa.papers.checking.from_pdf import see_pdf
from loa.papers.checking.parts import find_parts, has_head_of
from loa.papers.checking.rules_looks import look_findings
from loa.papers.checking.rules_page import page_findings
from loa.papers.checking.rules_words import word_findings
from loa.papers.checking.seen import Seen
from loa.papers.packs import Form, Pack, pack_for

MAX_BYTES = 64 * 1024 * 1024
_MOST_FINDINGS = 100
_YEAR = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_FORMS: tuple[Form, ...] = ("state", "party")


def check(data: bytes, pack: Pack | None = None) -> Report:
    """Judge a docx or PDF.

    1. What the file shows is read. 2. Without a pack, the head tells the form and the day the text in force then.
    3. Each rule is judged; what a file of this kind cannot show is said, never held against it.

    Raises: Unreadable for another kind of file; loa.lib.archive.BadArchive for a docx the safe door refuses.
    """
    seen = see(data)
    guessed = pack is None
    pack = pack or guess_pack(seen)
    if pack is None or not seen.has_text:
        return Report(seen.kind, pack, guessed, (), ())
    parts = find_parts(seen, pack)
    case = Case(pack, seen, parts)
    found = [*page_findings(case), *word_findings(case), *look_findings(case)]
    return Report(seen.kind, pack, guessed, _sorted(found), case.untold_list())


def see(data: bytes) -> Seen:
    """Return what a file shows, by its own first bytes.

    Raises: Unreadable, loa.lib.archive.BadArchive.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(say("Tệp lớn hơn {limit} MB nên không kiểm tra.", limit=MAX_BYTES // 1024 // 1024))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return see_pdf(data)
    if data.startswith(b"PK"):
        return see_docx(data)
    raise Unreadable


def guess_pack(seen: Seen) -> Pack | None:
    """Return the pack that the document's head and day point to; None where it has neither head."""
    day = _day(seen)
    for form in _FORMS:
        pack = pack_for(form, day)
        if has_head_of(seen, pack):
            return pack
    return None


def _day(seen: Seen) -> date | None:
    for line in seen.lines[:40]:
        found = _YEAR.search(line.text)
        if found:
            day, month, year = map(int, found.groups())
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, what binds first."""
    once = list(dict.fromkeys(findings))[:_MOST_FINDINGS]
    return tuple(sorted(once, key=lambda finding: not finding.rule.must))
