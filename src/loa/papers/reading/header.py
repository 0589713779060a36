"""The top of a document, from the name of the state or the Party down to its kind: who, number, place and day, marks.

It must not look into the body: what a document cites is not its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from loa.lib.text import fold
from loa.papers.reading.dates import Dated, find_date, is_only_date
from loa.papers.reading.letters import alike, dense, is_upper, plain, squeeze, without_rule
from loa.papers.reading.model import FULL, LEFT, PARTY, RIGHT, STATE, UNKNOWN, Line
from loa.papers.reading.numbers import Number, begins_number, find_number, is_open
from loa.papers.reading.words import ANNEX, KINDS, MOTTO, NATION, NOISE, PARTY_TITLE, SECRET, STAMP, URGENT

_DEEPEST: Final = 70  # lines in which a header has begun and ended
_LATER: Final = 8  # lines below the kind in which a number may still stand
_DRAFT: Final = re.compile(
    r"^\(?du ?thao\b(?! (?:luat|nghi|quyet|thong tu|van ban|de an|bao cao|ke hoach).{12,})"
)
_DRAFT_HEAD: Final = re.compile(r"^\(?d[ựu] th[ảa]o\)?\s*(?:lần \d+)?[\s:]+(?=\w)", re.IGNORECASE)
_DRAFT_TAIL: Final = re.compile(r"^\(?du thao\b.{0,12}$")
_LETTER_SUBJECT: Final = re.compile(r"^[\"“(]?\s*(?:v\s*/\s*v|vv|về việc)\b\s*[:.]?\s*", re.IGNORECASE)
_LAWFUL: Final = {dense(kind)[0]: kind for kind in KINDS}
_BODY: Final = re.compile(
    r"^(?:can cu\b|kinh gui\b|kinh thua\b|kinh trinh\b|dieu 1\b|chuong i\b|phan i\b|phan thu\b|xet (?:de|to)\b|theo de nghi\b|kinh moi\b)"
)
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


@dataclass(slots=True)
class Header:
    """What the header says; `end` is the line at which the body, or the abstract below the kind, begins."""

    bodies: list[Line] = field(default_factory=list)
    number: Number | None = None
    number_sure: float = 0.97
    dated: Dated | None = None
    kind: str | None = None
    kind_sure: float = 0.0
    kind_rest: str = ""
    kind_bold: bool | None = None
    letter_subject: list[str] = field(default_factory=list)
    form: str = UNKNOWN
    draft: bool = False
    secrecy: str | None = None
    urgency: str | None = None
    end: int = 0


def role_of(line: Line) -> Role:
    """Return what a line of the header is, by its words alone."""
    text = line.text
    bare = without_rule(text)
    short, _ = dense(bare)
    if not any(sign.isalnum() for sign in text):
        return Role.RULE
    for role, forms in ((Role.NATION, NATION), (Role.MOTTO, MOTTO), (Role.PARTY, PARTY_TITLE)):
        if alike(bare, forms, 0.78):
            return role
    if short in SECRET and (is_upper(bare, 0.9) or bare in SECRET.values()):
        return Role.SECRECY
    if short in URGENT and is_upper(bare, 0.9):
        return Role.URGENCY
    folded = plain(text)
    if NOISE.match(folded) or STAMP.match(folded):
        return Role.NOISE
    if _DRAFT.match(folded) and len(folded) < 60 and not kind_of(line)[0]:
        return Role.DRAFT
    if begins_number(text) and find_number(text):
        return Role.NUMBER
    if _is_dated(text):
        return Role.DATE
    if _LETTER_SUBJECT.match(text):
        return Role.SUBJECT
    return Role.KIND if kind_of(line)[0] else Role.OTHER


def _is_dated(text: str) -> bool:
    """Say whether a line is the line of place and day, and not words that name the day of another document."""
    found = find_date(text)
    if found is None or found.before or not (found.place or found.blank):
        return is_only_date(text)
    return len(text) < 110 and not re.search(r"[sS]ố\s*:?\s*\d", text)


def kind_of(line: Line) -> tuple[str | None, str, float]:
    """Return the kind that a heading names, the words behind it, and how sure that is."""
    text = _DRAFT_HEAD.sub("", without_rule(line.text))
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
    dated = find_date(line.text) if "," in line.text or "ng" in line.text else None
    if dated and dated.before and len(line.text) < 200:
        right = line.text[line.text.find(dated.place) :] if dated.place else line.text[len(dated.before) :]
        left = line.text[: len(line.text) - len(right)]
        if find_number(left) or _LETTER_SUBJECT.match(left) or line.column != FULL:
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


def read_header(lines: Sequence[Line]) -> Header:
    """Read the header from the first lines of a document."""
    header = Header()
    seen = begun = 0
    subject_column = ""
    open_number: Line | None = None
    for index, whole in enumerate(lines):
        header.end = index
        if not whole.text:
            continue
        seen += 1
        if (
            seen > _DEEPEST
            or (_is_body(whole) and (begun or seen > 3))
            or (not begun and ANNEX.match(whole.text))
        ):
            break
        stop = False
        for line in split_merged(whole):
            if open_number and line.column == open_number.column:
                line = Line(open_number.text + line.text, line.column, line.x, line.bold, None, line.page)
                open_number = None
            if is_open(line.text):
                open_number = line
                continue
            role = role_of(line)
            begun += role in {Role.NATION, Role.MOTTO, Role.PARTY, Role.NUMBER, Role.DATE}
            if (
                role is Role.OTHER
                and subject_column
                and line.column in {subject_column, FULL, LEFT}
                and not is_upper(line.text)
            ):
                header.letter_subject.append(line.text)
                continue
            if role is Role.SUBJECT and not header.letter_subject and header.number:
                subject_column = line.column
            elif (
                role not in {Role.DATE, Role.RULE, Role.URGENCY, Role.NOISE} and line.column == subject_column
            ):
                subject_column = ""
            stop = _take(header, line, role, begun=bool(begun)) or stop
        if stop:
            header.end = index + 1
            break
    else:
        header.end = len(lines)
    if header.number is None:
        _late_number(header, lines)
    return header


def _is_body(line: Line) -> bool:
    folded = plain(line.text)
    if _BODY.match(folded):
        return True
    return len(line.text) > 110 and not is_upper(line.text, 0.5) and find_date(line.text) is None


def _take(header: Header, line: Line, role: Role, *, begun: bool) -> bool:
    """Take one line into the header; say whether the header ends with it."""
    text = line.text
    if role is Role.NATION or role is Role.PARTY:
        header.form = STATE if role is Role.NATION else PARTY
    elif role is Role.NUMBER and header.number is None:
        header.number = find_number(text)
        behind = header.number.rest if header.number else ""
        if behind and header.dated is None and is_only_date(behind):
            header.dated = find_date(behind)
        elif _LETTER_SUBJECT.match(behind):
            header.letter_subject.append(_LETTER_SUBJECT.sub("", behind))
    elif role is Role.DATE and (header.dated is None or (header.dated.place is None and header.dated.blank)):
        header.dated = find_date(text)
    elif role is Role.SUBJECT:
        if header.number and not header.letter_subject:
            header.letter_subject.append(_LETTER_SUBJECT.sub("", text))
    elif role is Role.DRAFT:
        header.draft = True
    elif role is Role.SECRECY:
        header.secrecy = SECRET[dense(without_rule(text))[0]]
    elif role is Role.URGENCY:
        header.urgency = URGENT[dense(without_rule(text))[0]]
    elif role is Role.KIND and (begun or line.column != LEFT):
        header.kind, header.kind_rest, header.kind_sure = kind_of(line)
        header.kind_bold = line.bold
        if _DRAFT_TAIL.match(plain(header.kind_rest)):
            header.draft, header.kind_rest = True, ""
        header.draft = header.draft or bool(_DRAFT_HEAD.match(text))
        return True
    elif role is Role.OTHER and header.number is None and line.column != RIGHT and header.dated is None:
        header.bodies.append(line)
    return False


def _late_number(header: Header, lines: Sequence[Line]) -> None:
    """Look for number and date just below the kind, where some papers print them."""
    below = [line for line in lines[header.end : header.end + 2 * _LATER] if line.text][:_LATER]
    for line in below:
        if _is_body(line):
            return
        found = find_number(line.text)
        if found and len(line.text) < 60:
            header.number, header.number_sure = found, 0.75
            return


def letter_subject(header: Header) -> str | None:
    """Return the subject of a letter, printed under its number."""
    return squeeze(" ".join(header.letter_subject)).strip(" ./") or None
