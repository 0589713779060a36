"""What a line of a header is, by its words alone; and the parting of lines into which both columns ran."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Final

from loa.lib.text import fold
from loa.papers.reading.dates import find_date, is_only_date
from loa.papers.reading.letters import alike, dense, is_upper, plain, squeeze, without_rule
from loa.papers.reading.model import FULL, LEFT, RIGHT, Line
from loa.papers.reading.numbers import begins_number, find_number
from loa.papers.reading.words import KINDS, MOTTO, NATION, NOISE, PARTY_TITLE, SECRET, STAMP, URGENT

_DRAFT: Final = re.compile(
    r"^\(?du ?thao\b(?! (?:luat|nghi|quyet|thong tu|van ban|de an|bao cao|ke hoach).{12,})"
)
DRAFT_HEAD: Final = re.compile(r"^\(?d[ựu] th[ảa]o\)?\s*(?:lần \d+)?[\s:]+(?=\w)", re.IGNORECASE)
LETTER_SUBJECT: Final = re.compile(r"^[\"“(]?\s*(?:v\s*/\s*v|vv|về việc)\b\s*[:.]?\s*", re.IGNORECASE)
_CITES: Final = re.compile(
    r"(?:quyết định|nghị định|nghị quyết|thông tư|kế hoạch|công văn|chỉ thị|luật|tờ trình|kèm theo)\b.*\bsố\b|kèm theo|ban hành",
    re.IGNORECASE,
)
_LAWFUL: Final = {dense(kind)[0]: kind for kind in KINDS}
_SPLITS: Final = re.compile(
    r"(?<=\S)\s*(?=C[ỘO]NG\s+H[OÒÓ][AÀ]\s+X[ÃA]\s+H[ỘO]I|Đ[ộo]c\s+l[ậa]p\s*[-–]?\s*T[ựu]\s+do|Đ[ẢA]NG\s+C[ỘO]NG\s+S[ẢA]N\s+VI[ỆE]T)"
)


class Role(Enum):
    """What a line of the header is."""

    NATION = "nation"
    MOTTO = "motto"
    PARTY = "party"
    RULE = "rule"
    NUMBER = "number"
    DATE = "date"
    SUBJECT = "subject"
    KIND = "kind"
    DRAFT = "draft"
    SECRECY = "secrecy"
    URGENCY = "urgency"
    NOISE = "noise"
    OTHER = "other"


def role_of(line: Line) -> Role:
    """Return what a line of the header is; the first role that fits."""
    return next((role for role, fits in _ROLES if fits(line)), Role.OTHER)


def _like(forms: tuple[str, ...]) -> Callable[[Line], bool]:
    return lambda line: alike(without_rule(line.text), forms, 0.78)


def _is_secret(line: Line) -> bool:
    bare = without_rule(line.text)
    return dense(bare)[0] in SECRET and (is_upper(bare, 0.9) or bare in SECRET.values())


def _is_urgent(line: Line) -> bool:
    bare = without_rule(line.text)
    return dense(bare)[0] in URGENT and is_upper(bare, 0.9)


def _is_noise(line: Line) -> bool:
    folded = plain(line.text)
    return bool(NOISE.match(folded) or STAMP.match(folded))


def _is_draft(line: Line) -> bool:
    folded = plain(line.text)
    return len(folded) < 60 and _DRAFT.match(folded) is not None and not kind_of(line)[0]


def _is_dated(line: Line) -> bool:
    """Say whether a line is the line of place and day, and not words that name the day of another document."""
    text = line.text
    found = find_date(text)
    if found is None or found.before or not (found.place or found.blank):
        return is_only_date(text)
    return len(text) < 110 and not re.search(r"[sS]ố\s*:?\s*\d", text)


def kind_of(line: Line) -> tuple[str | None, str, float]:
    """Return the kind that a heading names, the words behind it, and how sure that is."""
    text = DRAFT_HEAD.sub("", without_rule(line.text))
    short, _ = dense(text)
    if len(short) > 600 or not text[:1].isupper():
        return None, "", 0.0
    if short in _LAWFUL:
        exact = squeeze(text).upper() == _LAWFUL[short] or fold(text) == text.lower()
        return _LAWFUL[short], "", 0.97 if is_upper(text) else 0.9 if exact else 0.8
    folded = plain(text)
    for kind in KINDS:
        name = plain(kind)
        if not folded.startswith(name) or folded[len(name) : len(name) + 1].isalnum():
            continue
        words = len(kind.split())
        head, rest = text.split()[:words], squeeze(" ".join(text.split()[words:]))
        if not is_upper(" ".join(head), 0.99) or rest.startswith((":", "số", "Số", "SỐ")):
            return None, "", 0.0
        return kind, rest, 0.9 if is_upper(rest, 0.5) or fold(rest).startswith(("cua ", "ve ")) else 0.82
    if 4 <= len(short) <= 24 and is_upper(text, 0.9):
        for form, kind in _LAWFUL.items():
            if len(form) >= 7 and alike(text, (form,), 0.86):
                return kind, "", 0.7
    return None, "", 0.0


def split_merged(line: Line) -> list[Line]:
    """Part a line into which both columns ran: "BỘ Y TẾ CỘNG HÒA …", "Số: 1/QĐ-BYT Hà Nội, ngày …"."""
    line = _unspaced(line)
    pieces = [piece for piece in _SPLITS.split(line.text) if piece.strip()]
    if len(pieces) > 1:
        return [
            Line(
                squeeze(piece),
                RIGHT if number else LEFT,
                0.75 if number else 0.25,
                line.bold,
                None,
                line.page,
            )
            for number, piece in enumerate(pieces)
        ]
    dated = find_date(line.text) if len(line.text) < 200 else None
    if dated and dated.before:
        at = line.text.find(dated.place) if dated.place else len(dated.before)
        left, right = line.text[:at], line.text[at:]
        if line.column != FULL or (is_only_date(right) and not _CITES.search(left)):
            return [
                Line(squeeze(left), LEFT, 0.25, line.bold, None, line.page),
                Line(squeeze(right), RIGHT, 0.75, line.bold, None, line.page),
            ]
    return [line]


def _unspaced(line: Line) -> Line:
    """Put a number line printed with spaced letters together; other lines are told without their spaces."""
    words = line.text.split()
    if len(words) > 5 and sum(len(word) == 1 for word in words) > 0.8 * len(words):
        joined = "".join(words)
        if find_number(joined):
            return Line(joined, line.column, line.x, line.bold, line.centred, line.page)
    return line


_ROLES: Final[tuple[tuple[Role, Callable[[Line], bool]], ...]] = (
    (Role.RULE, lambda line: not any(sign.isalnum() for sign in line.text)),
    (Role.NATION, _like(NATION)),
    (Role.MOTTO, _like(MOTTO)),
    (Role.PARTY, _like(PARTY_TITLE)),
    (Role.SECRECY, _is_secret),
    (Role.URGENCY, _is_urgent),
    (Role.NOISE, _is_noise),
    (Role.DRAFT, _is_draft),
    (Role.NUMBER, lambda line: begins_number(line.text) and find_number(line.text) is not None),
    (Role.DATE, _is_dated),
    (Role.SUBJECT, lambda line: LETTER_SUBJECT.match(line.text) is not None),
    (Role.KIND, lambda line: kind_of(line)[0] is not None),
)
