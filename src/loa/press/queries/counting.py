"""Counts of items: one question, its number with and without reprints, and the same by day, topic, area, publisher, source.

Whatever is counted is a question again, so that every number opens exactly its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth
from django.utils.translation import gettext as _

from loa.figures.scope import true_rows
from loa.lib.clock import HANOI
from loa.press.models import Item, Publisher, SavedCount, Source
from loa.press.queries.choices import area_names, codes_under, topic_names
from loa.press.queries.visible import items_visible_to
from loa.press.rules.days import first_moment
from loa.press.rules.questions import Grouping, Question
from loa.units.access import Who
from loa.web import formats

ORIGINAL = Q(reprints=None) | Q(reprints__founder=F("pk"))
"""An item is counted without reprints when it founded its reprint group or has none: each text once, where it came first."""
REPRINT = Q(reprints__isnull=False) & ~Q(reprints__founder=F("pk"))
MOST_LINES = 60
"""Lines that a page shows; the file has all."""
MOST_DAYS = 93
"""Days that are told one by one; longer spans are told by the month."""


@dataclass(frozen=True, slots=True)
class Number:
    """How many items, and how many of them are no reprints."""

    items: int
    originals: int

    @property
    def reprints(self) -> int:
        """Return how many of them are reprints."""
        return self.items - self.originals


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of counts; `question` opens its rows."""

    label: str
    number: Number
    question: Question


def rows_of(question: Question, rows: QuerySet[Item] | None = None) -> QuerySet[Item]:
    """Return exactly the items that a question counts."""
    found = Item.objects.all() if rows is None else rows
    found = found.filter(true_rows(), published_at__gte=first_moment(question.since))
    if question.until:
        found = found.filter(published_at__lt=first_moment(question.until + timedelta(days=1)))
    if question.topics:
        found = found.filter(topics__overlap=list(question.topics))
    if question.areas:
        codes = list(question.areas)
        found = found.filter(areas__overlap=codes if question.exact_area else codes_under(codes))
    if question.publishers:
        found = found.filter(publisher__in=question.publishers)
    if question.sources:
        found = found.filter(source__in=question.sources)
    if question.taken_until:
        found = found.filter(taken_at__lte=question.taken_until)
    if question.no_topic:
        found = found.filter(topics=[])
    if question.reprints:
        found = found.filter(REPRINT)
    return found.filter(ORIGINAL) if question.originals else found


def count(actor: Who, question: Question) -> Number:
    """Count a question both ways, whatever it says of reprints."""
    rows = rows_of(question.with_reprints(), items_visible_to(actor))
    return Number(**rows.aggregate(items=Count("pk"), originals=Count("pk", filter=ORIGINAL)))


def lines_of(actor: Who, question: Question, grouping: Grouping) -> list[Line]:
    """Return a question's number in its parts: days in order, else the largest first."""
    rows = rows_of(question.with_reprints(), items_visible_to(actor)).order_by()
    found = list(_PARTS[grouping](rows, question))
    if grouping is Grouping.DAY:
        return found
    return sorted(found, key=lambda line: (-line.number.items, line.label))


def _counted(rows: QuerySet[Item], **part: Any) -> Iterator[tuple[Any, Number]]:
    """Yield each value of a part with its numbers."""
    (name,) = part
    numbers = {"items": Count("pk"), "originals": Count("pk", filter=ORIGINAL)}
    for row in rows.annotate(**part).values(name).annotate(**numbers).order_by(name):
        yield row[name], Number(row["items"], row["originals"])


def _days(rows: QuerySet[Item], question: Question) -> Iterator[Line]:
    last = question.until or date.max
    found = dict(_counted(rows, part=TruncDate("published_at", tzinfo=HANOI)))
    if found and max(found) - min(found) > timedelta(days=MOST_DAYS):
        yield from _months(rows, question)
        return
    days = (
        [min(found) + timedelta(days=n) for n in range((max(found) - min(found)).days + 1)] if found else []
    )
    for day in days:
        only = replace(question, since=day, until=min(day, last))
        yield Line(formats.day_text(day), found.get(day, Number(0, 0)), only)


def _months(rows: QuerySet[Item], question: Question) -> Iterator[Line]:
    for first, number in _counted(rows, part=TruncMonth("published_at", tzinfo=HANOI)):
        begins = first.date()
        ends = (begins + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        only = replace(question, since=max(begins, question.since), until=min(ends, question.until or ends))
        yield Line(_("Tháng %(month)s") % {"month": f"{begins:%m/%Y}"}, number, only)


def _topics(rows: QuerySet[Item], question: Question) -> Iterator[Line]:
    names = topic_names()
    for code, number in _counted(rows, part=_each("topics")):
        if code and (not question.topics or code in question.topics):
            yield Line(names.get(code, code), number, replace(question, topics=(code,)))
    none = rows.filter(topics=[]).aggregate(items=Count("pk"), originals=Count("pk", filter=ORIGINAL))
    if none["items"]:
        yield Line(_("Chưa rõ chủ đề"), Number(**none), replace(question, no_topic=True))


def _areas(rows: QuerySet[Item], question: Question) -> Iterator[Line]:
    found = [(code, number) for code, number in _counted(rows, part=_each("areas")) if code]
    inside = set(codes_under(list(question.areas))) if question.areas else None
    names = area_names([code for code, _number in found])
    for code, number in found:
        if inside is None or code in inside:
            yield Line(names.get(code, code), number, replace(question, areas=(code,), exact_area=True))


def _publishers(rows: QuerySet[Item], question: Question) -> Iterator[Line]:
    found = list(_counted(rows, part=F("publisher")))
    names = dict(Publisher.objects.filter(pk__in=[pk for pk, _n in found]).values_list("pk", "name"))
    for pk, number in found:
        yield Line(names[pk], number, replace(question, publishers=(pk,)))


def _sources(rows: QuerySet[Item], question: Question) -> Iterator[Line]:
    found = list(_counted(rows, part=F("source")))
    names = dict(Source.objects.filter(pk__in=[pk for pk, _n in found]).values_list("pk", "name"))
    for pk, number in found:
        yield Line(names[pk], number, replace(question, sources=(pk,)))


def _each(field: str) -> Func:
    return Func(F(field), function="unnest", output_field=CharField())


_PARTS: Mapping[Grouping, Callable[[QuerySet[Item], Question], Iterable[Line]]] = {
    Grouping.DAY: _days,
    Grouping.TOPIC: _topics,
    Grouping.AREA: _areas,
    Grouping.PUBLISHER: _publishers,
    Grouping.SOURCE: _sources,
}


def question_of(saved: SavedCount) -> Question:
    """Return the question that a saved count asks."""
    return Question(
        since=saved.since,
        until=saved.until,
        topics=tuple(saved.topics),
        areas=tuple(saved.areas),
        publishers=tuple(saved.publishers),
        sources=tuple(saved.sources),
        originals=saved.without_reprints,
        taken_until=saved.taken_until,
    )


def in_words(question: Question) -> str:
    """Say in one sentence what a question counts."""
    parts = [_("không kể tin đăng lại") if question.originals else _("kể cả tin đăng lại")]
    names = topic_names() if question.topics else {}
    if question.topics:
        parts.append(_("chủ đề: %(names)s") % {"names": ", ".join(names.get(c, c) for c in question.topics)})
    if question.areas:
        named = area_names(list(question.areas))
        parts.append(_("địa bàn: %(names)s") % {"names": ", ".join(named.get(c, c) for c in question.areas)})
    if question.publishers:
        titles = Publisher.objects.filter(pk__in=question.publishers).values_list("name", flat=True)
        parts.append(_("cơ quan báo chí: %(names)s") % {"names": ", ".join(titles)})
    if question.sources:
        sources = Source.objects.filter(pk__in=question.sources).values_list("name", flat=True)
        parts.append(_("nguồn: %(names)s") % {"names": ", ".join(sources)})
    return "; ".join([*parts, *_times_in_words(question)])


def _times_in_words(question: Question) -> Iterator[str]:
    """Say of which days the items are, and until when they were taken in."""
    days = {"since": formats.day_text(question.since)}
    if question.until:
        yield _("từ %(since)s đến hết %(until)s") % (days | {"until": formats.day_text(question.until)})
    elif question.taken_until:
        yield _("từ %(since)s") % days
    else:
        yield _("từ %(since)s đến nay") % days
    if question.taken_until:
        yield _("tính trên tin thu nhận đến %(moment)s") % {"moment": cut_off_text(question.taken_until)}


def cut_off_text(moment: datetime) -> str:
    """Return a moment as it stands in a sentence: 10:15 ngày 30/11/2026."""
    at = {"time": formats.clock_text(moment), "day": formats.day_text(formats.local(moment).date())}
    return _("%(time)s ngày %(day)s") % at
