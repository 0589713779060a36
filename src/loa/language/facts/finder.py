"""All facts of a text in one pass: each kind proposes, the surest kind wins where two overlap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from loa.language.facts.amounts import find_amounts
from loa.language.facts.dates import find_dates
from loa.language.facts.documents import find_documents
from loa.language.facts.model import DATE, TIME, Fact, without_overlaps
from loa.language.facts.patterns import Twin, is_bare
from loa.language.facts.phones import find_long_phones, find_short_phones, find_spoken_phones
from loa.language.facts.places import find_places
from loa.language.facts.times import find_times
from loa.lib.codes import hide_codes

_FROM: Final = Twin(r"\b(?:từ|bắt đầu)(?: ngày| lúc)?\s*$")
_TO: Final = Twin(r"(?:\b(?:đến|tới|hết|sang)(?: ngày)?|[-–—])\s*$")
_DASH_NEXT: Final = Twin(r"\s*(?:[-–—]|\b(?:đến|tới))\s*(?:ngày )?\d")


def with_edge(text: str, fact: Fact, *, bare: bool) -> Fact:
    """Mark a date or time that begins or ends a range."""
    if fact.kind not in {DATE, TIME} or fact.edge:
        return fact
    before = text[max(0, fact.start - 16) : fact.start]
    if _FROM.pick(bare=bare).search(before):
        return replace(fact, edge="from")
    if _TO.pick(bare=bare).search(before):
        return replace(fact, edge="to")
    if _DASH_NEXT.pick(bare=bare).match(text, fact.end):
        return replace(fact, edge="from")
    return fact


def propose(text: str, *, areas: Collection[str], bare: bool) -> list[list[Fact]]:
    """Return the candidates of every kind in the order in which they win."""
    dates = find_dates(text, bare=bare)
    amounts = find_amounts(text, bare=bare)
    return [
        list(find_documents(text)),
        list(find_long_phones(text)),
        *find_places(text, bare=bare, areas=areas),
        *dates[:2],
        *find_times(text, bare=bare),
        dates[2],
        *amounts[:2],
        list(find_spoken_phones(text, bare=bare)),
        *amounts[2:],
        *dates[3:],
        list(find_short_phones(text, bare=bare)),
    ]


def find_all(text: str, *, areas: Collection[str] = ()) -> list[Fact]:
    """Return sure and unsure facts; unsure ones ("một lần") may confirm a locked fact but never are one."""
    text = hide_codes(text)
    bare = is_bare(text)
    return [
        with_edge(text, fact, bare=bare) for fact in without_overlaps(propose(text, areas=areas, bare=bare))
    ]


def find_facts(text: str, *, areas: Collection[str] = ()) -> list[Fact]:
    """Find the facts of a Vietnamese text in NFC, ordered, not overlapping.

    `areas` are names of areas to recognise without a kind word before them ("Ba Đình").
    """
    return [fact for fact in find_all(text, areas=areas) if fact.sure]
