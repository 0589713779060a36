"""What stands beside a text while it is written: facts, message parts, spoken length, short forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loa.bulletins.queries.marks import whole
from loa.bulletins.rules.placeholders import placeholder_names
from loa.language.facts import Fact, find_facts
from loa.language.readability import Abbreviation, LongSentence, readability
from loa.language.sms import SmsCount, sms_parts
from loa.language.spoken import spoken_seconds


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures of one title and text; `seconds` is how long it takes to read out."""

    facts: Sequence[Fact]
    sms: SmsCount
    seconds: float
    abbreviations: Sequence[Abbreviation]
    long_sentences: Sequence[LongSentence]
    left: Sequence[str]


def measure(title: str, text: str) -> Measures:
    """Measure a title and a text."""
    said = whole(title, text)
    read = readability(said)
    first = {(fact.kind, fact.value, fact.edge): fact for fact in reversed(find_facts(said))}
    return Measures(
        facts=sorted(first.values(), key=lambda fact: fact.start),
        sms=sms_parts(said),
        seconds=spoken_seconds(said),
        abbreviations=read.abbreviations,
        long_sentences=read.long_sentences,
        left=placeholder_names(said),
    )
