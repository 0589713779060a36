"""Who issues: the lines in the left column above the number, parted into the body above and the body itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from loa.papers.reading.letters import is_upper, plain, squeeze
from loa.papers.reading.model import LEFT, NOTHING, Line, Value
from loa.papers.reading.words import BODY_HEADS, UNFINISHED

_EDGES: Final = re.compile(r"^[\W_]+|[\s\-–—_*=~.·|]+$")
_TERM: Final = re.compile(r"^(?:lan thu|khoa [ivxlc\d]+\b|nhiem ky)")
_LONGEST: Final = 160
_LEVEL: Final = ("bo ", "uy ban ", "tinh uy", "ban ")  # bodies of one level that issue together


def read_bodies(lines: Sequence[Line]) -> tuple[Value, Value]:
    """Return the issuing body and the body above it."""
    kept = _header_lines(lines)
    if not kept:
        return NOTHING, Value(None, 0.5)
    units, sure = _units(kept)
    names = [squeeze(" ".join(unit)) for unit in units]
    if any(len(name) > _LONGEST for name in names):
        return NOTHING, NOTHING
    if len(names) == 1:
        return Value(names[0], sure), Value(None, 0.9 if sure >= 0.8 else 0.6)
    if len(names) == 2 and _together(names):
        return Value(f"{names[0]} - {names[1]}", 0.7), Value(None, 0.6)
    return Value(names[-1], sure), Value(names[-2], sure)


def _header_lines(lines: Sequence[Line]) -> list[Line]:
    made: list[Line] = []
    for line in lines:
        text = squeeze(_EDGES.sub("", line.text.replace("*", " ")))
        if text and not _TERM.match(plain(text)) and (is_upper(text, 0.8) or _is_small(text, line, made)):
            made.append(replace(line, text=text, centred=None))
    heads = [number for number, line in enumerate(made) if BODY_HEADS.match(plain(line.text))]
    return made[heads[0] :][:8] if heads else []


def _is_small(text: str, line: Line, before: Sequence[Line]) -> bool:
    """Say whether a body is printed in small letters, or goes on with one short word, in the left column."""
    if line.column != LEFT or not text[:1].isupper():
        return False
    body = len(text) < 70 and BODY_HEADS.match(plain(text)) is not None
    return body or (bool(before) and before[-1].column == LEFT and len(text) <= 8)


def _units(lines: Sequence[Line]) -> tuple[list[list[str]], float]:
    weights = [line.bold for line in lines]
    first_bold = next((n for n, bold in enumerate(weights) if bold), 0)
    if first_bold and None not in weights and not any(weights[:first_bold]) and all(weights[first_bold:]):
        upper, _ = _by_words(lines[:first_bold])
        return [*upper, [line.text for line in lines[first_bold:]]], 0.95
    return _by_words(lines)


def _by_words(lines: Sequence[Line]) -> tuple[list[list[str]], float]:
    units: list[list[str]] = []
    sure = 0.92
    for line in lines:
        folded = plain(line.text)
        before = plain(" ".join(units[-1])) if units else ""
        if before == folded:
            continue
        if units and (UNFINISHED.search(before) or not BODY_HEADS.match(folded)):
            units[-1].append(line.text)
        else:
            units.append([line.text])
    if any(len(unit) > 3 for unit in units) or len(units) > 3:
        sure = 0.6
    return units, sure


def _together(names: Sequence[str]) -> bool:
    """Two ministries, one under the other, issue together."""
    return all(plain(name).startswith("bo ") and "chi huy" not in plain(name) for name in names)
