"""The top of a document, from the name of the state or the Party down to its kind: who, number, place and day, marks.

It must not look into the body: what a document cites is not its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from loa.papers.reading.dates import Dated, find_date, is_only_date
from loa.papers.reading.letters import dense, is_upper, plain, squeeze, without_rule
from loa.papers.reading.model import FULL, LEFT, PARTY, RIGHT, STATE, UNKNOWN, Line
from loa.papers.reading.numbers import Number, find_number, is_open
from loa.papers.reading.roles import DRAFT_HEAD, LETTER_SUBJECT, Role, kind_of, role_of, split_merged
from loa.papers.reading.words import ANNEX, SECRET, URGENT

_DEEPEST: Final = 70  # lines in which a header has begun and ended
_LATER: Final = 8  # lines below the kind in which a number may still stand
_DRAFT_TAIL: Final = re.compile(r"^\(?du thao\b.{0,12}$")
_BODY: Final = re.compile(
    r"^(?:can cu\b|kinh gui\b|kinh thua\b|kinh trinh\b|dieu 1\b|chuong i\b|phan i\b|phan thu\b|xet (?:de|to)\b|theo de nghi\b|kinh moi\b)"
)
_NUMBERED: Final = re.compile(r"(?i)s[ốôỗồổộ]\s*:")  # a number line that nobody can read
_MARKS: Final = frozenset({Role.NATION, Role.MOTTO, Role.PARTY, Role.NUMBER, Role.DATE})
_BETWEEN: Final = frozenset({Role.DATE, Role.RULE, Role.URGENCY, Role.NOISE})  # do not end a letter's subject


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


def read_header(lines: Sequence[Line]) -> Header:
    """Read the header from the first lines of a document."""
    reader = _Reader()
    header = reader.header
    header.end = len(lines)
    for index, line in enumerate(lines):
        if not line.text:
            continue
        if reader.is_over(line):
            header.end = index
            break
        if reader.take(line):
            header.end = index + 1
            break
    if header.number is None:
        _late_number(header, lines)
    return header


class _Reader:
    """Takes line after line; remembers which column a letter's subject and a broken number stand in."""

    def __init__(self) -> None:
        self.header = Header()
        self._seen = 0
        self._begun = False
        self._subject_column = ""
        self._open: Line | None = None

    def is_over(self, line: Line) -> bool:
        """Say whether the body, or an annex that has no header, begins with this line."""
        self._seen += 1
        if self._seen > _DEEPEST or (not self._begun and ANNEX.match(line.text)):
            return True
        return _is_body(line) and (self._begun or self._seen > 3)

    def take(self, whole: Line) -> bool:
        """Take a line of the file; say whether the header ends with it."""
        ends = [self._part(line) for line in split_merged(whole)]  # all of them are taken
        return any(ends)

    def _part(self, line: Line) -> bool:
        if self._open and line.column == self._open.column:
            line = replace(line, text=self._open.text + line.text)
            self._open = None
        if is_open(line.text):
            self._open = line
            return False
        role = role_of(line)
        self._begun = self._begun or role in _MARKS
        if self._goes_on(line, role):
            self.header.letter_subject.append(line.text)
            return False
        self._follow(line, role)
        return self._keep(line, role)

    def _goes_on(self, line: Line, role: Role) -> bool:
        """Say whether a letter's subject goes on in this line."""
        beside = bool(self._subject_column) and line.column in {self._subject_column, FULL, LEFT}
        return role is Role.OTHER and beside and not is_upper(line.text)

    def _follow(self, line: Line, role: Role) -> None:
        if role is Role.SUBJECT and not self.header.letter_subject and self._begun:
            self._subject_column = line.column
        elif role not in _BETWEEN and line.column == self._subject_column:
            self._subject_column = ""

    def _keep(self, line: Line, role: Role) -> bool:
        if role is Role.KIND:
            return (self._begun or line.column != LEFT) and self._kind(line)
        header = self.header
        if role is Role.NUMBER and header.number is None:
            self._number(line.text)
        elif role is Role.OTHER:
            if header.number is None and line.column != RIGHT and not _NUMBERED.match(line.text):
                header.bodies.append(line)
        elif role is Role.SUBJECT:
            if self._begun and not header.letter_subject:
                header.letter_subject.append(LETTER_SUBJECT.sub("", line.text))
        elif role is Role.DATE:
            if header.dated is None or (header.dated.place is None and header.dated.blank):
                header.dated = find_date(line.text)
        else:
            self._mark(line.text, role)
        return False

    def _mark(self, text: str, role: Role) -> None:
        header = self.header
        if role in {Role.NATION, Role.PARTY}:
            header.form = STATE if role is Role.NATION else PARTY
        elif role is Role.DRAFT:
            header.draft = True
        elif role is Role.SECRECY:
            header.secrecy = SECRET[dense(without_rule(text))[0]]
        elif role is Role.URGENCY:
            header.urgency = URGENT[dense(without_rule(text))[0]]

    def _number(self, text: str) -> None:
        header = self.header
        header.number = find_number(text)
        behind = header.number.rest if header.number else ""
        if behind and header.dated is None and is_only_date(behind):
            header.dated = find_date(behind)
        elif LETTER_SUBJECT.match(behind):
            header.letter_subject.append(LETTER_SUBJECT.sub("", behind))

    def _kind(self, line: Line) -> bool:
        header = self.header
        header.kind, header.kind_rest, header.kind_sure = kind_of(line)
        header.kind_bold = line.bold
        if _DRAFT_TAIL.match(plain(header.kind_rest)):
            header.draft, header.kind_rest = True, ""
        header.draft = header.draft or DRAFT_HEAD.match(line.text) is not None
        return True


def _is_body(line: Line) -> bool:
    folded = plain(line.text)
    if _BODY.match(folded):
        return True
    return len(line.text) > 110 and not is_upper(line.text, 0.5) and find_date(line.text) is None


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
