"""Who signed: the block of authority, title and name at the end of the text and before its annexes; and the recipients.

It must not take a name from a form in an annex, from a list of members, or from the stamp of a digital signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loa.papers.reading.blocks import (
    DASHES,
    Block,
    find_blocks,
    heads_block,
    is_listed,
    is_recipients,
    read_name,
)
from loa.papers.reading.letters import UPPER, plain, squeeze
from loa.papers.reading.model import FULL, LEFT, NOTHING, RIGHT, Line, Value
from loa.papers.reading.words import ANNEX

_BORDER: Final = re.compile(rf"[;.,]\s+(?=[{UPPER}])")
_LAST: Final = re.compile(r"^[-+–*\s]*luu\b")


@dataclass(frozen=True, slots=True)
class Signed:
    """What the end of a document says."""

    signer: Value = NOTHING
    title: Value = NOTHING
    signers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    at: int | None = None  # the line at which the block of the signature begins


def read_signing(lines: Sequence[Line], begin: int, *, draft: bool) -> Signed:
    """Return signer, title and recipients of the document whose body begins at a line."""
    rows = _parted(lines[begin:])  # parting adds lines, so `at` may lie a little too low
    to = next((number for number, line in enumerate(rows) if is_recipients(line)), None)
    recipients = _recipients(rows, to) if to is not None else ()
    blocks = list(find_blocks(rows))
    named = [block for block in blocks if block.name]
    edge = _annex(rows, to, blocks)
    own = [block for block in named if block.begin < edge]
    if own:
        return _signed(own, recipients, to, begin)
    bare = [block for block in blocks if block.begin < edge and (block.authority or to is not None)]
    sure_none = 0.85 if bare and (draft or to is not None) else 0.4
    title = bare[-1].titles[-1] if bare and bare[-1].titles else None
    at = begin + bare[-1].begin if bare else None
    return Signed(Value(None, sure_none), Value(title, 0.8 if title else 0.4), (), recipients, at)


def _signed(own: Sequence[Block], recipients: tuple[str, ...], to: int | None, begin: int) -> Signed:
    first = own[0] if to is None else min(own, key=lambda block: (block.begin < to - 60, block.begin))
    near = [block for block in own if abs(block.begin - first.begin) <= 40]
    names = tuple(dict.fromkeys(block.name for block in near if block.name))
    sure = first.sure if to is not None or first.authority else min(first.sure, 0.85)
    if len(names) > 1:
        sure = min(sure, 0.5)
    title = first.titles[-1] if first.titles else None
    return Signed(
        Value(first.name, sure),
        Value(title, min(sure, 0.9) if title else 0.4),
        names,
        recipients,
        begin + first.begin,
    )


def _annex(rows: Sequence[Line], to: int | None, blocks: Sequence[Block]) -> int:
    """Return the line at which the annexes begin: the first such heading after the end of the text."""
    after = (
        to
        if to is not None
        else next((block.begin for block in blocks if block.authority or block.name), None)
    )
    if after is None:
        return len(rows)
    for number in range(after + 1, len(rows)):
        if ANNEX.match(rows[number].text) and len(rows[number].text) < 160:
            return number
    return len(rows)


def _parted(lines: Sequence[Line]) -> list[Line]:
    """Part lines into which the signature ran behind a recipient: "- Như Điều 3;  THỨ TRƯỞNG"."""
    rows: list[Line] = []
    inside = False
    for line in lines:
        text = line.text
        if is_recipients(line):
            inside = True
            found = re.match(r"^(.{6,14}?[:.])\s+(\S.*)$", text)
            if found and line.column != RIGHT and (heads_block(found[2]) or read_name(found[2])):
                rows += [_part(line, found[1], LEFT), _part(line, found[2], RIGHT)]
                continue
        elif inside and (apart := _apart(text)):
            rows += [_part(line, apart[0], LEFT), _part(line, apart[1], RIGHT)]
            continue
        rows.append(line)
    return rows


def _apart(text: str) -> tuple[str, str] | None:
    """Part a recipient from the title or name that ran into its line."""
    if text[:1] not in DASHES:
        return None
    for found in _BORDER.finditer(text):
        right = text[found.end() :]
        if heads_block(right) or read_name(right):
            return text[: found.start() + 1], right
    return None


def _part(line: Line, text: str, column: str) -> Line:
    return Line(squeeze(text), column, 0.25 if column == LEFT else 0.75, line.bold, None, line.page)


def _recipients(rows: Sequence[Line], to: int) -> tuple[str, ...]:
    column = rows[to].column
    found: list[str] = []
    for line in rows[to + 1 : to + 140]:
        text = squeeze(line.text)
        if (
            not text
            or line.column == RIGHT
            or (column == LEFT and line.column == FULL and not is_listed(text))
        ):
            continue
        if ANNEX.match(text) or heads_block(text):
            if ANNEX.match(text) or column != FULL:
                break
            continue
        listed = text[0] in DASHES
        if listed or not found:
            found.append(text.lstrip("-+–*• "))
        elif not read_name(text):
            found[-1] = f"{found[-1]} {text}"
        if _LAST.match(plain(text)):
            break
    return tuple(one.rstrip(" ;,.") for one in found if one)
