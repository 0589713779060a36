"""Answers "was this issued by us?": a code or a pasted text is compared with what was really issued."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from loa.bulletins.models import Bulletin, Text
from loa.bulletins.queries.marks import locked_facts, whole
from loa.bulletins.queries.texts import current_text
from loa.bulletins.rules import shingles
from loa.bulletins.rules.words import Mode, State
from loa.language.facts import Fact
from loa.language.renditions import check_rendition
from loa.lib.codes import BadCode, normalise_code
from loa.units.queries import body_name

ISSUED = [State.SENT, State.CORRECTED, State.WITHDRAWN, State.SUPERSEDED, State.EXPIRED]
LONGEST = 20_000
_CODE = re.compile(r"\b[0-9A-Za-zĐđ]{4}[-–— ]?[0-9A-Za-zĐđ]{4}\b")


class Verdict(StrEnum):
    """What can be said of a paste."""

    GENUINE = "genuine"
    CHANGED = "changed"
    PARTLY = "partly"
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

    1. A code alone answers for its bulletin. 2. A text is matched by the runs of words it shares with an issued text,
    a code in it only says where to look first. 3. Every locked fact must stand in it unchanged.
    """
    text = typed.strip()[:LONGEST]
    named = _by_code(text)
    if named and len(text) <= 12:
        return _answer(Verdict.GENUINE, named)
    asked = shingles.shingles(text)
    core, share = _closest(asked, named)
    if core is None:
        return Answer(Verdict.UNKNOWN)
    changes = _changes(core, text)
    if changes:
        return _answer(Verdict.CHANGED, core.bulletin, changes)
    return _answer(Verdict.GENUINE if share >= shingles.ENOUGH else Verdict.PARTLY, core.bulletin)


def _answer(verdict: Verdict, bulletin: Bulletin, changes: list[str] | None = None) -> Answer:
    text = current_text(bulletin, bulletin.languages[0])
    title = text.title if text else ""
    return Answer(verdict, bulletin, body_name(bulletin.body_id), title, changes or [])


def _by_code(text: str) -> Bulletin | None:
    for candidate in _CODE.findall(text)[:20]:
        try:
            code = normalise_code(candidate)
        except BadCode:
            continue
        if found := Bulletin.objects.filter(code=code, mode=Mode.LIVE, state__in=ISSUED).first():
            return found
    return None


def _closest(asked: list[int], named: Bulletin | None) -> tuple[Text | None, float]:
    """Return the issued core text that shares most with the paste, and the share; None when hardly anything."""
    issued = Text.objects.filter(
        bulletin__mode=Mode.LIVE, bulletin__state__in=ISSUED, shingles__overlap=asked
    )
    rows = list(issued.select_related("bulletin").order_by("-bulletin__sent_at")[:50]) if asked else []
    if named:
        rows += list(Text.objects.filter(bulletin=named).select_related("bulletin"))
    best = max(rows, key=lambda row: (shingles.share(asked, row.shingles), row.version), default=None)
    if best is None:
        return None, 0.0
    share = shingles.share(asked, best.shingles)
    return (best, share) if share >= shingles.CLOSE or best.bulletin == named else (None, share)


def _changes(core: Text, text: str) -> list[str]:
    """Return what was altered; what a paste merely leaves out is no forgery."""
    facts: list[Fact] = locked_facts(core.bulletin, core)
    problems = check_rendition(
        facts, text, core=whole(core.title, core.body), language=core.language, required=()
    )
    return [
        problem.message for problem in problems if problem.severity == "stop" and problem.kind != "missing"
    ]
