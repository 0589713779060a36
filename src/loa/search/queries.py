"""Questions asked of the index under the rights of a reader; whatever is shown was read again through `visible_to`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import QuerySet

from loa.finding.asking import Asked, ask
from loa.finding.highlighting import places, snippet
from loa.finding.index import BEST, FACETS, Found, Hit, Index
from loa.finding.scoring import Limits
from loa.finding.tokens import words
from loa.language.masking import names_a_person
from loa.lib.clock import HANOI
from loa.lib.text import fold
from loa.search import reading, rules, slots
from loa.search.models import IndexState, Synonym
from loa.search.slots import Paper, Searchable
from loa.units.access import Who, require
from loa.units.models import Area
from loa.units.permissions import Permission
from loa.units.places import areas_meant
from loa.units.queries import area_versions, topics

A_PAGE: Final = 12
_STRETCH: Final = 12_000
_SUGGESTED: Final = 6

Pieces = list[tuple[str, bool]]
"""Text in pieces; those that answer the question are said to."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, and what it was narrowed to: each facet to one value."""

    typed: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    area: str = ""  # as it was typed: a name, an old name or a code
    since: date | None = None
    until: date | None = None
    newest: bool = False
    page: int = 1

    @property
    def asks(self) -> bool:
        """Say whether anything is asked at all."""
        return bool(self.typed.strip() or self.chosen or self.area or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Shown:
    """One hit as the reader may see it now."""

    key: str
    kind: Searchable
    paper: Paper
    title: Pieces
    text: Pieces
    source: str

    @property
    def url(self) -> str:
        """Return its page."""
        return self.kind.url(self.paper.place or self.paper.id)

    @property
    def plain_title(self) -> str:
        """Return the title without marks of what was found."""
        return self.paper.title


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: its name, and how many hits have it."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits; `total` and `facets` are withheld where a name of a person was asked of the press (charter 2)."""

    question: Question
    hits: list[Shown] = field(default_factory=list)
    total: int = 0
    facets: Mapping[str, list[Value]] = field(default_factory=dict)
    is_more: bool = False  # than `total`: the best of many were counted
    has_next: bool = False
    is_ready: bool = True
    is_withheld: bool = False
    area_said: str = ""


Reach = Mapping[str, Collection[str] | None]
"""The kinds of which somebody may find anything, with the tokens held; None for all of a kind."""


def reach_of(actor: Who, *, journalled: bool = True) -> Reach:
    """Return what the actor may find at this moment, kinds that are journalled among them or not."""
    offered = [kind for kind in slots.kinds() if journalled or not kind.is_journalled]
    held = {tokens: tokens(actor) for tokens in dict.fromkeys(kind.tokens for kind in offered)}
    return {
        kind.kind: tokens
        for kind in offered
        if (tokens := held[kind.tokens]) or (tokens is None and not kind.is_for_some)
    }


def journalled(reach: Reach, question: Question) -> list[str]:
    """Return the kinds of a question that must be journalled; none where nothing is asked."""
    if not question.asks:
        return []
    asked = _asked(reach, question)
    return [kind.kind for kind in slots.kinds() if kind.kind in asked and kind.is_journalled]


def _asked(reach: Reach, question: Question) -> Reach:
    """Return what of it is asked for: one kind, or all."""
    only = question.chosen.get("kind")
    return {kind: tokens for kind, tokens in reach.items() if only in {None, kind}}


def search(actor: Who, question: Question, reach: Reach | None = None) -> Answer:
    """Answer a question with what the actor may see."""
    opened = reading.index()
    if opened is None:
        return Answer(question, is_ready=False)
    if not question.asks:
        return Answer(question)
    reach = reach_of(actor) if reach is None else reach
    asked = ask(question.typed, reading.synonyms())
    found = _found(opened, asked, reach, question)
    hits = list(_shown(actor, found.hits[:A_PAGE], asked))
    withheld = bool(journalled(reach, question)) and names_a_person(question.typed)
    return Answer(
        question,
        hits,
        0 if withheld else found.total,
        {} if withheld else _named(found.facets),
        is_more=found.is_more,
        has_next=len(found.hits) > A_PAGE,
        is_withheld=withheld,
    )


def _found(opened: Index, asked: Asked, reach: Reach, question: Question) -> Found:
    limits = _limits(reach, question)
    offset = min((question.page - 1) * A_PAGE, BEST)
    return opened.find(asked, limits=limits, limit=A_PAGE + 1, offset=offset, newest=question.newest)


def _limits(reach: Reach, question: Question) -> Limits:
    facets: dict[str, Sequence[str]] = {
        facet: [value] for facet, value in question.chosen.items() if facet in FACETS
    }
    if question.area:
        facets["area"] = _codes_of(question.area)
    until = question.until + timedelta(days=1) if question.until else None
    within = _within(_asked(reach, question))
    return replace(within, facets=facets, since=_begin(question.since), until=_begin(until))


def _within(reach: Reach) -> Limits:
    """Return the limits of what somebody may find."""
    labels = [label for kind, tokens in reach.items() for label in rules.labels_of(kind, tokens)]
    return Limits(
        (labels,), without=[label for kind, tokens in reach.items() for label in rules.shut_of(kind, tokens)]
    )


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, HANOI) if day else None


def _codes_of(typed: str) -> list[str]:
    """Return the codes of the area that was meant and of all below it."""
    return list(Area.objects.filter(pk__in=areas_meant(typed)).values_list("code", flat=True))


# -- what is shown --------------------------------------------------------------------------------------------


def _shown(actor: Who, hits: Sequence[Hit], asked: Asked) -> Iterator[Shown]:
    """Yield the hits that the actor may see at this moment, in their order."""
    papers = _papers(actor, [hit.key for hit in hits])
    for hit in hits:
        if hit.key in papers:
            kind, paper, source = papers[hit.key]
            part = snippet(_stretch(paper.text, asked), asked)
            pieces = list(_pieces(part.text, part.places))
            if part.cut_before:
                pieces.insert(0, ("… ", False))
            if part.cut_after:
                pieces.append((" …", False))
            title = list(_pieces(paper.title, places(paper.title, asked)))
            yield Shown(hit.key, kind, paper, title, pieces, source)


def _papers(actor: Who, keys: Iterable[str]) -> dict[str, tuple[Searchable, Paper, str]]:
    by_kind: dict[str, list[int]] = {}
    for key in keys:
        kind, thing = rules.parts_of(key)
        by_kind.setdefault(kind, []).append(thing)
    found = {}
    for name, ids in by_kind.items():
        if one := slots.find(name):
            papers = list(one.papers(one.visible_to(actor).filter(pk__in=ids)))
            names = one.source_names({paper.source for paper in papers if paper.source})
            for paper in papers:
                found[rules.key_of(name, paper.id)] = (one, paper, names.get(paper.source, ""))
    return found


def _stretch(text: str, asked: Asked) -> str:
    """Return the part of a long text where the rarest looking word of the question stands; a short text as it is."""
    if len(text) <= _STRETCH:
        return text
    folded = fold(text)
    if len(folded) != len(text):
        return text[:_STRETCH]
    wanted = sorted({token.bare for token in words(asked.ranking)}, key=len, reverse=True)
    first = next((at for word in wanted if (at := folded.find(word)) >= 0), 0)
    return text[max(0, first - 1000) : first + _STRETCH]


def _pieces(text: str, found: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    last = 0
    for start, end in found:
        if start > last:
            yield text[last:start], False
        yield text[start:end], True
        last = end
    if last < len(text):
        yield text[last:], False


# -- facets ---------------------------------------------------------------------------------------------------


def _named(counted: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, list[Value]]:
    """Return the values of each facet with their names; what has none any more keeps its key."""
    names = {facet: _names(facet, [key for key, _count in rows]) for facet, rows in counted.items()}
    found = {
        facet: [Value(key, names[facet].get(key, key), count) for key, count in rows]
        for facet, rows in counted.items()
    }
    found["year"] = sorted(found["year"], key=lambda value: value.key, reverse=True)
    return found


def _names(facet: str, keys: Sequence[str]) -> Mapping[str, str]:
    """Return the names of the values of one facet."""
    if not keys or facet == "year":
        return {}
    if facet == "kind":
        return {kind.kind: str(kind.label) for kind in slots.kinds()}
    if facet == "topic":
        return {topic.code: topic.name for topic in topics()}
    if facet == "area":
        rows = area_versions().filter(area__code__in=keys).select_related("area")
        return {row.area.code: str(row) for row in rows}
    found: dict[str, str] = {}
    for kind in slots.kinds():
        found |= kind.source_names(keys)
    return found


def name_of(actor: Who, facet: str, key: str) -> str:
    """Return the name of one value that a question was narrowed to: a code in an address names nothing to whoever reaches nothing of it."""
    reach = reach_of(actor)
    if facet == "kind" and key not in reach:
        return key
    if facet == "source" and not _reaches(actor, reach, facet, key):
        return key
    return _names(facet, [key]).get(key, key)


def _reaches(actor: Who, reach: Reach, facet: str, key: str) -> bool:
    """Say whether the actor may see anything that has a value."""
    opened = reading.index()
    found = opened and _found(opened, ask(""), reach, Question(chosen={facet: key}))
    return bool(found and _papers(actor, [hit.key for hit in found.hits]))


# -- suggestions ----------------------------------------------------------------------------------------------


def suggest(actor: Who, typed: str) -> list[str]:
    """Return how what is being typed could go on: wordings of the city, then titles that the actor may see.

    Never from the press, and never a title that names a person: nobody is to be found by being suggested.
    """
    opened = reading.index()
    if opened is None or len(fold(typed).strip()) < 2:
        return []
    within = _within(reach_of(actor, journalled=False))
    keys = opened.titles(typed, limits=within, limit=2 * _SUGGESTED)
    papers = _papers(actor, keys)
    titles = [papers[key][1].title for key in keys if key in papers]
    begun = fold(typed).strip()
    titles.sort(key=lambda title: not fold(title).startswith(begun))
    fitting = [*_wordings(begun), *(title for title in titles if not names_a_person(title))]
    return list(dict.fromkeys(fitting))[:_SUGGESTED]


def _wordings(begun: str) -> list[str]:
    groups = Synonym.objects.filter(folded__contains=begun).values_list("wordings", flat=True)[:20]
    return [one for group in groups for one in group if fold(one).startswith(begun)][:2]


# -- synonyms, state ------------------------------------------------------------------------------------------


def synonyms(actor: Who) -> QuerySet[Synonym]:
    """Return the groups of the city, for those who look after them. Raises: RightMissing."""
    require(actor, Permission.SEARCH_MANAGE)
    return Synonym.objects.select_related("set_by")


def states() -> list[IndexState]:
    """Return how the index of each host stands."""
    return list(IndexState.objects.order_by("host"))
