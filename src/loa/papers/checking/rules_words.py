"""Rules on which parts must be there, in which order and in which words."""

from __future__ import annotations

import re
from datetime import date

from loa.lib.said import say
from loa.lib.text import place_tones, squeeze
from loa.papers.checking.case import Case, Findings, short
from loa.papers.checking.parts import in_order

_NEEDED = ("name", "motto", "issuer", "number", "place_date", "signer")
_COLUMNS = (("name", "motto", "place_date", "body"), ("parent", "issuer", "number", "kind", "subject", "body"), ("body", "recipients_word", "annex"), ("body", "signer"))  # fmt: skip
_DATE = re.compile(r"(?P<place>.*?),?\s*ngày\s*(?P<day>[\d.…_]*)\s*tháng\s*(?P<month>[\d.…_]*)\s*năm\s*(?P<year>[\d.…_]*)\.?", re.IGNORECASE)  # fmt: skip
_DEGREE = re.compile(r"(?:GS|PGS|TS|ThS|CN|KS|BS|TSKH|LS|NGND|NGƯT|NSND|NSƯT)\b\.?|(?:Giáo sư|Phó Giáo sư|Tiến sĩ|Thạc sĩ)\b")  # fmt: skip


def word_findings(case: Case) -> Findings:
    """Yield parts that are missing, out of order or worded otherwise."""
    yield from _missing(case)
    yield from _order(case)
    yield from _fixed(case)
    yield from _number(case)
    yield from _date(case)
    yield from _signing(case)
    yield from _receiving(case)
    yield from _annexes(case)


def _missing(case: Case) -> Findings:
    there = case.parts.found
    for part in _NEEDED:
        if part not in there:
            yield from case.finding(f"part.{part}", case.word(part), say("không thấy"), say("phải có"))
    if not {"subject", "letter_subject"} & there.keys():
        where = case.word("subject")
        if "kind" in there:
            yield from case.finding("part.subject", where, say("không thấy"), say("phải có dưới tên loại"))
        else:
            asked = say("phải có dưới tên loại; công văn thì dưới số, ký hiệu")
            yield from case.finding("part.subject", where, say("không thấy"), asked)
    if "recipients_word" not in there:
        yield from case.finding(
            "part.recipients", case.word("recipients_word"), say("không thấy"), say("phải có")
        )
    elif "recipients" not in there:
        yield from case.finding("part.recipients", case.word("recipients"), say("không thấy"), say("phải có"))


def _order(case: Case) -> Findings:
    for column in _COLUMNS:
        for one, other in in_order(case.parts, [part for part in column if part in case.parts.found]):
            yield from case.finding(
                "part.order",
                case.word(other),
                say("đứng trước “{part}”", part=case.word(one)),
                say("phải đứng sau “{part}”", part=case.word(one)),
            )


def _fixed(case: Case) -> Findings:
    for part, asked in (("name", case.pack.words.name), ("motto", case.pack.words.motto)):
        text = case.parts.text(part)
        if text and place_tones(text) != place_tones(asked):
            yield from case.finding(
                f"words.{part}", case.word(part), say("“{text}”", text=short(text)), say("phải ghi “{text}”", text=asked)
            )  # fmt: skip


def _number(case: Case) -> Findings:
    text = case.parts.text("number")
    if not text:
        return
    form = case.pack.words.number_form.fullmatch(text)
    if form is None:
        example = "Số: 156/QĐ-UBND" if case.pack.form == "state" else "Số 36-HD/VPTW"
        yield from case.finding(
            "words.number", case.word("number"), say("“{text}”", text=short(text)), say("phải theo dạng “{text}”", text=example)
        )  # fmt: skip
    elif re.fullmatch(r"[1-9]", form["number"].strip()):
        yield from case.finding(
            "words.number_zero",
            case.word("number"),
            say("“{text}”", text=short(text)),
            say("số nhỏ hơn 10 phải thêm số 0 phía trước"),
        )


def _date(case: Case) -> Findings:
    text = case.parts.text("place_date")
    if not text:
        return
    form = _DATE.fullmatch(text)
    quoted = say("“{text}”", text=short(text))
    if form is None or not form["place"].strip(" ,") or not _possible(form):
        asked = say("phải theo dạng “{text}”", text="Hà Nội, ngày 05 tháng 02 năm 2026")
        yield from case.finding("words.date", case.word("place_date"), quoted, asked)
        return
    if re.fullmatch(r"[1-9]", form["day"]) or form["month"] in {"1", "2"}:
        asked = say("ngày nhỏ hơn 10 và tháng 1, 2 phải thêm số 0 phía trước")
        yield from case.finding("words.date_zero", case.word("place_date"), quoted, asked)


def _possible(form: re.Match[str]) -> bool:
    """Tell whether the day is one of the calendar; a blank is left for the clerk to fill."""
    day, month, year = (form[name] for name in ("day", "month", "year"))
    if not (day.isdecimal() and month.isdecimal() and year.isdecimal()):
        return not (day.isdecimal() and month.isdecimal() and year)
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _signing(case: Case) -> Findings:
    forms = [re.escape(form.partition("{of}")[0]) + r"\S" for form in case.pack.words.authorities.values()]
    asked = ", ".join(form.partition(" {of}")[0] for form in case.pack.words.authorities.values())
    for line in case.parts.lines("authority"):
        text = squeeze(line.text)
        if not any(re.match(form, text) for form in forms):
            yield from case.finding(
                "words.authority",
                case.word("authority"),
                say("“{text}”", text=short(text)),
                say("phải ghi theo một trong các dạng {forms}", forms=asked),
            )
    signer = case.parts.text("signer")
    if _DEGREE.match(signer):
        yield from case.finding(
            "words.degree",
            case.word("signer"),
            say("“{text}”", text=short(signer)),
            say("trước họ tên không ghi học hàm, học vị, danh hiệu"),
        )


def _receiving(case: Case) -> Findings:
    lines = case.parts.lines("recipients")
    if not lines:
        return
    items = [squeeze(line.text) for line in lines if re.match(r"\s*[-–+]", line.text)]
    archive = case.pack.words.archive_form
    if not any(archive.search(item) for item in items):
        last = say("“{text}”", text=short(items[-1] if items else ""))
        asked = say("dòng cuối phải là “{text}”", text=case.pack.words.archive)
        yield from case.finding("words.recipients", case.word("recipients"), last, asked)


def _annexes(case: Case) -> Findings:
    annexes, belongs = case.parts.lines("annex"), case.parts.lines("annex_of")
    if len(belongs) < len(annexes):
        yield from case.finding(
            "words.annex",
            case.word("annex"),
            say("“{text}” không ghi kèm theo văn bản nào", text=short(annexes[len(belongs)].text)),
            say("phải có dòng “{text}”", text="(Kèm theo …)"),
        )
