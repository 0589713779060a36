"""Marks in a text: where it leaves the locked facts, and where it may name a private person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from loa.bulletins.models import Bulletin, Fact, Text
from loa.bulletins.rules.stops import Stop, StopCode, mark_of
from loa.bulletins.rules.words import FactState
from loa.language.facts import Fact as Found
from loa.language.facts import find_facts
from loa.language.masking import private_hits
from loa.language.renditions import check_rendition
from loa.lib.said import packed

_CODES = {
    "missing": StopCode.FACT_MISSING,
    "changed": StopCode.FACT_CHANGED,
    "contradicting": StopCode.FACT_CONTRADICTED,
}


@dataclass(frozen=True, slots=True)
class Marked:
    """One finding in a rendition, ready to be stored and shown; `start` is -1 where something is missing."""

    kind: str
    severity: str
    message: str
    fact: str
    quote: str
    start: int
    end: int
    mark: str

    def as_json(self) -> dict[str, Any]:
        """Return it for a JSON column."""
        return asdict(self) | {"made": packed(self.message)}


def locked_facts(bulletin: Bulletin, core: Text, *, and_open: bool = False) -> list[Found]:
    """Return the locked facts as they stand in the core text, every mention of them; where asked, the open ones too."""
    states = [FactState.LOCKED, FactState.FOUND] if and_open else [FactState.LOCKED]
    rows = Fact.objects.filter(bulletin=bulletin, state__in=states)
    keys = set(rows.values_list("kind", "value", "edge"))
    found = find_facts(whole(core.title, core.body))
    return [fact for fact in found if (fact.kind, fact.value[:200], fact.edge) in keys]


def whole(title: str, body: str) -> str:
    """Return title and text as the one string in which places are counted."""
    return f"{title}\n{body}"


def compare(
    *, locked: Sequence[Found], core: Text, title: str, text: str, language: str, place: str
) -> list[Marked]:
    """Compare a form of the message with the locked facts; notes and stops, in order of place."""
    problems = check_rendition(
        locked, whole(title, text), core=whole(core.title, core.body), language=language
    )
    return [
        Marked(
            kind=problem.kind,
            severity=problem.severity,
            message=problem.message,
            fact=problem.fact.text if problem.fact else "",
            quote=problem.found_text,
            start=-1 if problem.start is None else problem.start,
            end=-1 if problem.end is None else problem.end,
            mark=mark_of(place, problem.kind, problem.fact.value if problem.fact else "", problem.found_text),
        )
        for problem in problems
    ]


def fact_stops(place: str, marked: Iterable[Marked]) -> list[Stop]:
    """Return the stops among the findings of one place."""
    return [
        Stop(
            _CODES[item.kind],
            place,
            item.quote or item.fact,
            max(item.start, 0),
            max(item.end, 0),
            item.mark,
            step="renditions",
        )
        for item in marked
        if item.severity == "stop"
    ]


def person_stops(place: str, text: str) -> list[Stop]:
    """Return a stop for every place that may name or describe a private person (charter 10).

    The mark names the words, not the place: who is set aside once is set aside in every form.
    """
    return [
        Stop(
            StopCode.PRIVATE_PERSON,
            place,
            text[hit.start : hit.end],
            hit.start,
            hit.end,
            mark_of("person", text[hit.start : hit.end]),
        )
        for hit in private_hits(text)
    ]
