"""Answers "was this issued by us?": a code or a pasted text is compared, fact by fact, with what was really issued."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from loa.bulletins.models import Bulletin
from loa.bulletins.queries.marks import locked_facts, whole
from loa.bulletins.queries.public import codes_in, find_by_code, verify_text
from loa.bulletins.queries.texts import core_text
from loa.bulletins.rules.words import State
from loa.language.renditions import check_rendition
from loa.units.queries import body_name

LONGEST = 20_000
CODE_ALONE = 12


class Verdict(StrEnum):
    """What can be said of a paste."""

    GENUINE = "genuine"
    CHANGED = "changed"
    PARTLY = "partly"
    BORROWED = "borrowed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """The verdict with the bulletin it rests on; `changes` say in words what was altered."""

    verdict: Verdict
    bulletin: Bulletin | None = None
    issuer: str = ""
    title: str = ""
    changes: list[str] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        """Say whether what was issued still holds as it was issued."""
        return self.bulletin is not None and self.bulletin.state == State.SENT


def verify(typed: str) -> Answer:
    """Compare a code, or a text with or without a code, with what this platform issued for real.

    1. A code alone answers for its bulletin. 2. A text is matched by the runs of words it shares with an issued one;
    a true code over other words is borrowed. 3. What facts it states must be those that were locked; what a paste
    merely leaves out is no forgery.
    """
    text = typed.strip()[:LONGEST]
    if len(text) <= CODE_ALONE and (named := find_by_code(text)):
        return _answer(Verdict.GENUINE, named)
    matches = verify_text(text, most=1)
    if not matches:
        borrowed = codes_in(text)
        return _answer(Verdict.BORROWED, borrowed[0]) if borrowed else Answer(Verdict.UNKNOWN)
    bulletin = matches[0].bulletin
    if changes := _changes(bulletin, text):
        return _answer(Verdict.CHANGED, bulletin, changes)
    return _answer(Verdict.GENUINE if matches[0].is_ours else Verdict.PARTLY, bulletin)


def _answer(verdict: Verdict, bulletin: Bulletin, changes: list[str] | None = None) -> Answer:
    return Answer(verdict, bulletin, body_name(bulletin.body_id), core_text(bulletin).title, changes or [])


def _changes(bulletin: Bulletin, text: str) -> list[str]:
    core = core_text(bulletin)
    problems = check_rendition(
        locked_facts(bulletin, core),
        text,
        core=whole(core.title, core.body),
        language=core.language,
        required=(),
    )
    return [p.message for p in problems if p.severity == "stop" and p.kind != "missing"]
