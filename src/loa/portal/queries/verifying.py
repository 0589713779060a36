"""Answers "was this issued by us?": a code or a pasted text is compared, word by word, with what was really issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from loa.bulletins.models import Bulletin, Issued
from loa.bulletins.queries import (
    candidates,
    codes_in,
    corrections_of,
    find_by_code,
    find_wording,
    lines_beside,
)
from loa.bulletins.rules.words import State
from loa.language.copies import Comparison, Original, Piece, Standing, compare_copy
from loa.units.queries import body_name

LONGEST: Final = 20_000
CODE_ALONE: Final = 12


class Verdict(StrEnum):
    """What can be said of a paste."""

    GENUINE = "genuine"
    CHANGED = "changed"
    PARTLY = "partly"
    BORROWED = "borrowed"
    UNKNOWN = "unknown"


_VERDICTS: Final = {
    Standing.SAME: Verdict.GENUINE,
    Standing.CHANGED: Verdict.CHANGED,
    Standing.PARTLY: Verdict.PARTLY,
}


@dataclass(frozen=True)
class Named:
    """A bulletin that an answer rests on, and the code of what corrected, withdrew or superseded it."""

    bulletin: Bulletin
    title: str
    issuer: str
    newer: str = ""

    @property
    def is_current(self) -> bool:
        """Say whether it still holds as it was issued."""
        return self.bulletin.state == State.SENT


@dataclass(frozen=True)
class Answer:
    """The verdict with the bulletins it rests on; `changes` and `pieces` show what was altered or put in, and where.

    `is_whole` says that nothing was left out.
    """

    verdict: Verdict
    named: Sequence[Named] = ()
    changes: Sequence[str] = ()
    pieces: Sequence[Piece] = ()
    is_whole: bool = True

    @property
    def bulletin(self) -> Bulletin | None:
        """Return the bulletin that most of it comes from."""
        return self.named[0].bulletin if self.named else None

    @property
    def is_current(self) -> bool:
        """Say whether everything that was issued still holds as it was issued."""
        return bool(self.named) and all(one.is_current for one in self.named)


def verify(typed: str) -> Answer:
    """Compare a code, or a text with or without a code, with what this platform issued for real.

    1. A code alone answers for its bulletin. 2. A text is compared with the issued wordings that share its rarest
    runs of words; nothing but our words and a frame around them is called genuine. 3. A true code over other words
    is borrowed.
    """
    text = typed.strip()[:LONGEST]
    if len(text) <= CODE_ALONE and (named := find_by_code(text)):
        return Answer(Verdict.GENUINE, [_named(named)])
    rows = candidates(text)
    found = compare_copy(text, _originals(rows), hosts={_own_host()})
    if found.standing is Standing.NONE:
        borrowed = codes_in(text)
        return Answer(Verdict.BORROWED, [_named(borrowed[0])]) if borrowed else Answer(Verdict.UNKNOWN)
    return _answer(found, rows)


def _answer(found: Comparison, rows: Sequence[Issued]) -> Answer:
    bulletins = {rows[place].bulletin_id: rows[place].bulletin for place in found.used}
    named = [_named(bulletin) for bulletin in bulletins.values()]
    return Answer(_VERDICTS[found.standing], named, found.changes, found.pieces, found.is_whole)


def _originals(rows: Sequence[Issued]) -> list[Original]:
    lines = lines_beside(rows)
    return [Original(row.title, row.text, row.bulletin.code, row.language, lines[row.pk]) for row in rows]


def _named(bulletin: Bulletin) -> Named:
    newer = corrections_of(bulletin).first()
    said = find_wording(bulletin, bulletin.languages[0])
    return Named(
        bulletin,
        said.title if said else bulletin.code,
        said.issuer if said else body_name(bulletin.body_id),
        newer.bulletin.code if newer else "",
    )


def _own_host() -> str:
    return urlsplit(settings.PUBLIC_URL).netloc.lower()
