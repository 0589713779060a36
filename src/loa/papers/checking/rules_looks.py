"""Rules on how each part is set: size, weight, slant, capitals, marks under lines, the body's alignment and spacing."""

from __future__ import annotations

from collections import Counter

from loa.lib.said import Said, say
from loa.papers.checking.case import Case, Findings, plain, short
from loa.papers.checking.rules_page import range_points
from loa.papers.checking.seen import Line
from loa.papers.packs import Look

_PARTS = (
    "name", "motto", "parent", "issuer", "number", "place_date", "letter_subject", "kind", "subject", "authority", "signer",
    "recipients_word", "recipients",
)  # fmt: skip
_FEW = 0.2  # share of the body's letters that may depart before it is told
_NO_LAYOUT = say("PDF không giữ cách căn lề, thụt dòng và giãn dòng")
_NO_RULES = say("đường kẻ không xét được ở tệp này")


def look_findings(case: Case) -> Findings:
    """Yield parts that look otherwise than the pack says."""
    for part in _PARTS:
        for line in (
            case.parts.lines(part)[:1] if part in {"recipients", "subject"} else case.parts.lines(part)
        ):
            yield from _part(case, part, line)
    yield from _marks(case)
    yield from _body_size(case)
    yield from _body_layout(case)


def _part(case: Case, part: str, line: Line) -> Findings:
    look = case.pack.looks.get(part)
    if look is None:
        return
    rule, where = f"look.{part}", case.word(part)
    size = line.letters.size
    low, high = look.sizes
    if size is not None and not low - 0.25 <= size <= high + 0.25:
        yield from case.finding(rule, where, say("cỡ {size}", size=plain(size)), range_points(look.sizes))
    wrong = _wrong_style(look, line)
    if wrong is not None:
        found, asked = wrong
        yield from case.finding(rule, where, found, asked)


def _wrong_style(look: Look, line: Line) -> tuple[Said, Said] | None:
    letters = line.letters
    if look.bold is not None and letters.bold is not None and letters.bold != look.bold:
        return (say("chữ đậm"), say("phải là chữ thường, không đậm")) if letters.bold else (say("chữ không đậm"), say("phải đậm"))  # fmt: skip
    if look.italic is not None and letters.italic is not None and letters.italic != look.italic:
        return (say("chữ nghiêng"), say("phải là chữ đứng")) if letters.italic else (say("chữ đứng"), say("phải nghiêng"))  # fmt: skip
    words = [c for c in line.text if c.isalpha()]
    if look.caps and words and sum(c.isupper() for c in words) < 0.8 * len(words):
        return say("“{text}”", text=short(line.text)), say("phải in hoa")
    if look.underline and letters.underline is False:
        return say("không gạch chân"), say("phải gạch chân")
    return None


def _marks(case: Case) -> Findings:
    words = case.pack.words
    under_title = "motto" if words.motto else "name"
    for part, mark in ((under_title, "rule"), ("issuer", words.issuer_mark), ("subject", words.subject_mark)):
        lines = case.parts.lines(part)
        if not lines or case.rule(f"mark.{part}") is None:
            continue
        if mark != "rule":
            yield from _sign(case, part, mark)
        elif case.seen.kind == "pdf" or case.seen.drawn:
            case.cannot_tell(f"mark.{part}", _NO_RULES)
        elif not any(line.mark == "rule" for line in lines):
            underlined = any(line.letters.underline for line in lines)
            found = say("dùng gạch chân chữ (Underline)") if underlined else say("không có đường kẻ bên dưới")
            yield from case.finding(
                f"mark.{part}", case.word(part), found, say("phải có đường kẻ ngang, nét liền")
            )


def _sign(case: Case, part: str, mark: str) -> Findings:
    if part not in case.parts.stars:
        yield from case.finding(
            f"mark.{part}", case.word(part), say("không có dấu “{mark}” bên dưới", mark=mark), say("phải có dấu “{mark}”", mark=mark)
        )  # fmt: skip


def _body_size(case: Case) -> Findings:
    lines = case.parts.lines("body")
    counted: Counter[float] = Counter()
    for line in lines:
        if line.letters.size is not None:
            counted[line.letters.size] += len(line.text)
    low, high = case.pack.looks["body"].sizes
    wrong = {size: n for size, n in counted.items() if not low - 0.25 <= size <= high + 0.25}
    if wrong and sum(wrong.values()) > _FEW * sum(counted.values()):
        size = max(wrong, key=lambda s: wrong[s])
        first = next(line for line in lines if line.letters.size == size)
        found = say("cỡ {size}, ở “{words}”", size=plain(size), words=short(first.text, 40))
        yield from case.finding("look.body", case.word("body"), found, range_points((low, high)))


def _body_layout(case: Case) -> Findings:
    if case.seen.kind == "pdf":
        for rule in ("body.justified", "body.first_line", "body.spacing"):
            case.cannot_tell(rule, _NO_LAYOUT)
        return
    lines = [line for line in case.parts.lines("body") if line.aligned != "center"]
    where = case.word("body")
    yield from _few(
        case, "body.justified", lines, [x for x in lines if x.aligned not in {"both", "distribute"}],
        say("không căn đều hai lề"), say("phải căn đều hai lề"),
    )  # fmt: skip
    low, high = case.pack.first_line
    outside = [x for x in lines if x.first_line is not None and not low - 0.6 <= x.first_line <= high + 0.6]
    yield from _few(
        case, "body.first_line", lines, outside, say("dòng đầu không lùi vào đúng mức"),
        say("dòng đầu lùi vào từ {low} đến {high} mm", low=plain(low), high=plain(high)),
    )  # fmt: skip
    tight = [x for x in lines if (x.before or 0) < case.pack.space_before - 0.5]
    if not _many(tight, lines):
        yield from _line_spacing(case, lines)
        return
    asked = say("cách đoạn trước ít nhất {points} pt", points=plain(case.pack.space_before))
    found = say("các đoạn quá sát nhau, ở “{words}”", words=short(tight[0].text, 40))
    yield from case.finding("body.spacing", where, found, asked)


def _line_spacing(case: Case, lines: list[Line]) -> Findings:
    line = case.pack.line
    low, high = line.allowed
    wrong = [
        x
        for x in lines
        if x.spacing is not None and not _spaced(x.spacing, exact=line.exact, low=low, high=high)
    ]
    if line.exact:
        asked = say("giãn dòng từ {low} pt trở lên", low=plain(low))
    else:
        asked = say("giãn dòng từ {low} đến {high} lần", low=plain(low), high=plain(high))
    yield from _few(case, "body.spacing", lines, wrong, say("giãn dòng ngoài mức"), asked)


def _spaced(spacing: tuple[str, float], *, exact: bool, low: float, high: float) -> bool:
    """Tell whether spacing is allowed; spacing of the other kind is turned into its own by a letter of size 14."""
    kind, value = spacing
    if exact:
        value = value if kind == "exact" else value * 14 * 1.15
        return value >= low - 0.5
    value = value if kind == "times" else value / (14 * 1.15)
    return low - 0.05 <= value <= high + 0.05


def _many(wrong: list[Line], lines: list[Line]) -> bool:
    return bool(wrong) and sum(len(x.text) for x in wrong) > _FEW * sum(len(x.text) for x in lines)


def _few(case: Case, rule: str, lines: list[Line], wrong: list[Line], found: Said, asked: Said) -> Findings:
    """Yield one finding where more than a few of the body's letters depart."""
    if _many(wrong, lines):
        found = say("{what}, ở “{words}”", what=found, words=short(wrong[0].text, 40))
        yield from case.finding(rule, case.word("body"), found, asked)
