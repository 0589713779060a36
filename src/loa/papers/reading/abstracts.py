"""The abstract below the kind (trích yếu), and the legal grounds that follow it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from loa.papers.reading.dates import is_only_date
from loa.papers.reading.letters import is_upper, plain, squeeze, without_rule
from loa.papers.reading.model import NOTHING, Line, Value
from loa.papers.reading.numbers import begins_number
from loa.papers.reading.words import NOISE, STAMP

_MOST_LINES: Final = 14
_LONGEST: Final = 1200
_STOPS: Final = re.compile(
    r"^(?:can cu\b|\(? ?(?:ban hanh )?kem theo\b|\(du thao|kinh gui\b|kinh thua\b|kinh trinh\b|kinh moi\b|dieu \d|chuong [ivx\d]|"
    r"phan (?:thu|[ivx\d])|[ivx]+ ?[.\-)]|\d{1,2} ?[.)]|a\)|theo de nghi|xet (?:de|to|bao)|quoc hoi ban hanh|hom nay|tran trong|"
    r"quyet dinh:|quyet nghi:|yeu cau:|noi nhan|khoa [ivxlc\d]+,)"
)
_BEGINNINGS: Final = re.compile(  # of a first sentence; an abstract may begin so as well, but does not go on so
    r"^(?:thuc hien|thi hanh|ngay \d{1,2}|trong thoi gian|trong nam|de (?:trien khai|kip thoi|thuc hien|bao dam|chuan bi)|nham|hoi \d) "
)
_INVITES: Final = re.compile(r"^.{0,80}\b(?:tran trong|kinh) (?:kinh )?moi\b")
_ISSUERS: Final = re.compile(
    r"^(?:(?:pho )?(?:tong )?(?:bo truong|chu tich|giam doc|cuc truong|chi cuc truong|thong doc|thu tuong|vien truong|hieu truong)\b|"
    r"uy ban|hoi dong|chinh phu|quoc hoi|ban (?:thuong vu|chap hanh|bi thu|can su)|chanh |truong (?:ban|phong)|thanh tra chinh phu$)"
)
_GROUND: Final = re.compile(r"^[-–+\s]*(?:căn cứ|xét|theo đề nghị|thực hiện)\b", re.IGNORECASE)
_GROUNDS_END: Final = re.compile(
    r"^(?:dieu \d|chuong |phan |[ivx]+ ?[.\-]|quyet dinh|quyet nghi|chi thi|kinh gui|noi nhan|.*\bban hanh (?:nghi|thong|quyet|luat))"
)


def read_abstract(lines: Sequence[Line], rest: str, *, bold: bool | None) -> Value:
    """Return the abstract from the lines below the kind; `rest` stood behind the kind in its own line."""
    parts = [] if plain(rest).startswith("cua ") and len(rest) < 60 else [rest] if rest else []
    taken: list[Line] = []
    for index, line in enumerate(lines[: _MOST_LINES * 3]):
        text = without_rule(line.text) if not any(c.isalnum() for c in line.text) else line.text.strip()
        if not text:
            if taken or (parts and not line.text):
                break
            continue
        if _ends(line, taken, lines[index + 1 :]):
            break
        taken.append(line)
        parts.append(text)
        if len(taken) >= _MOST_LINES:
            break
    subject = squeeze(" ".join(parts)).strip(" *_")
    if not subject or len(subject) > _LONGEST:
        return NOTHING if not subject else Value(None, 0.2)
    return Value(subject, _sure(subject, taken, bold=bold))


def _ends(line: Line, taken: Sequence[Line], following: Sequence[Line]) -> bool:
    """Say whether the abstract ends before this line: by its words, by who issues, or by another look."""
    folded = plain(line.text)
    if (
        (_STOPS.match(folded) and not line.text[:1].islower())
        or STAMP.match(folded)
        or NOISE.match(folded)
        or is_only_date(line.text)
    ):
        return True
    if taken and line.text[:1].isupper() and (_BEGINNINGS.match(folded) or _INVITES.match(folded)):
        return True
    if (begins_number(line.text) and len(line.text) < 60) or _is_issuer(line, following):
        return True
    if taken:
        return _looks_other(line, taken[0])
    return len(line.text) > 700 or (len(line.text) > 80 and line.text.endswith((":", ";")))


def _looks_other(line: Line, first: Line) -> bool:
    if first.bold and line.bold is False and not line.text.startswith("("):
        return True
    if first.centred and line.centred is False and (first.bold is None or len(line.text) > 60):
        return True
    if is_upper(first.text, 0.9) and len(first.text.split()) > 3 and not is_upper(line.text, 0.5):
        return line.text[:1].isupper()
    return is_upper(line.text, 0.9) and not is_upper(first.text, 0.6) and len(line.text.split()) > 1


def _is_issuer(line: Line, following: Sequence[Line]) -> bool:
    """Say whether a line names who issues, as it stands in capitals above the legal grounds."""
    folded = plain(line.text)
    if not is_upper(line.text, 0.9) or not _ISSUERS.match(folded):
        return False
    for other in [one for one in following if one.text.strip("-_* ")][:3]:
        if re.match(r"^[-\s]*(?:can cu|xet|theo)\b", plain(other.text)):
            return True
        if not is_upper(other.text, 0.8):
            return False
    return False


def _sure(subject: str, taken: Sequence[Line], *, bold: bool | None) -> float:
    if len(taken) > 8 or len(subject) > 600:
        return 0.7
    if bold is None and len(taken) > 4:
        return 0.75
    return 0.92 if taken else 0.8


def read_grounds(lines: Sequence[Line], most: int = 60) -> tuple[str, ...]:
    """Return the legal grounds (căn cứ) that open a document, each whole."""
    found: list[str] = []
    open_ground = False
    for line in lines[: most * 4]:
        text = squeeze(line.text)
        if not text:
            continue
        if _GROUND.match(text):
            found.append(text.lstrip("-–+ "))
            open_ground = not text.endswith((";", ".", ":"))
        elif _GROUNDS_END.match(plain(text)) and not open_ground:
            if found:
                break
        elif found and open_ground and len(found[-1]) < _LONGEST:
            found[-1] = f"{found[-1]} {text}"
            open_ground = not text.endswith((";", ".", ":"))
        elif found:
            break
    return tuple(one.rstrip(" ;,.") for one in found[:most] if plain(one).startswith(("can cu", "theo")))
