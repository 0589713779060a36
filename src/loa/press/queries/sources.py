"""Reads of sources, publishers and topic words: all start from what the actor may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, TruncDate

from loa.feeds.model import Outline
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.lib.text import fold, squeeze
from loa.press.models import BulkImport, Fetch, Item, Publisher, PublisherName, Source, TopicWord
from loa.press.rules.words import Habit, SourceKind, SourceState
from loa.units.access import Who, bodies_in_reach
from loa.units.lists import body_name_of
from loa.units.permissions import Permission

ODD = (Habit.QUIET, Habit.VOLUME, Habit.LANGUAGE, Habit.TOPIC, Habit.FAILING)
DAYS_SHOWN = 28
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the listening process has not done yet: sources due for long, items not in groups for long."""

    sources: int
    items: int


def list_sources(actor: Who) -> QuerySet[Source]:
    """Return the sources of bodies in reach, with `body_name`, `publisher_name`, `urgency` (0: somebody should look) and
    the items of the last seven days.
    """
    week = clock.now() - timedelta(days=7)
    counted = (
        Item.objects.filter(source=OuterRef("pk"), published_at__gte=week)
        .order_by()
        .values("source")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Source.objects.filter(body__in=bodies_in_reach(actor, Permission.PRESS_LISTEN))
        .select_related("publisher", "body")
        .annotate(
            body_name=body_name_of("body"),
            publisher_name=F("publisher__name"),
            week=Coalesce(Subquery(counted), 0),
            urgency=Case(When(odd(), then=0), When(state=SourceState.READ, then=1), default=2),
        )
    )


def list_publishers() -> QuerySet[Publisher]:
    """Return all publishers that stand for themselves, with how many sources and domains each has."""
    return Publisher.objects.filter(merged_into=None).annotate(
        source_count=Count("sources", filter=~Q(sources__state=SourceState.ENDED), distinct=True),
        domain_count=Count("names", filter=Q(names__is_domain=True), distinct=True),
    )


def names_of(publisher: Publisher) -> QuerySet[PublisherName]:
    """Return its domains, then its other names."""
    return publisher.names.all()


def publishers_to_choose() -> QuerySet[Publisher]:
    """Return the publishers a source may belong to."""
    return Publisher.objects.filter(merged_into=None).order_by("name")


def heir_of(publisher_id: int) -> int | None:
    """Return the publisher into which one was merged."""
    rows = Publisher.objects.filter(pk=publisher_id).values_list("merged_into", flat=True)
    return rows.first()


def publisher_named(name: str) -> Publisher | None:
    """Return the publisher of this name, or that has it as another name."""
    folded = fold(squeeze(name))[:200]
    own = Publisher.objects.filter(folded=folded).first()
    return own or Publisher.objects.filter(names__is_domain=False, names__folded=folded).first()


def hand_sources(actor: Who) -> QuerySet[Source]:
    """Return the sources under which the actor may enter items by hand."""
    bodies = bodies_in_reach(actor, Permission.PRESS_SOURCES)
    return Source.objects.filter(kind=SourceKind.CLIP, body__in=bodies).exclude(state=SourceState.ENDED)


def bulk_source(number: int | None) -> Source | None:
    """Return the source of this number, else the one into which files are brought; None where there is none."""
    rows = Source.objects.exclude(state=SourceState.ENDED).select_related("publisher", "body")
    if number is not None:
        return rows.filter(pk=number).first()
    return rows.filter(kind=SourceKind.BULK).order_by("pk").first()


def list_words() -> QuerySet[TopicWord]:
    """Return the wordings of topics."""
    return TopicWord.objects.select_related("topic")


def fetches_of(source: Source, most: int = 20) -> list[Fetch]:
    """Return the newest fetches of a source."""
    return list(source.fetches.all()[:most])


def imports_of(source: Source, most: int = 10) -> list[BulkImport]:
    """Return the newest files brought in."""
    return list(source.imports.all()[:most])


def newest_items(source: Source, most: int = 10) -> list[Item]:
    """Return the newest items of a source."""
    return list(source.items.select_related("publisher").order_by("-published_at", "-pk")[:most])


def by_day(source: Source, today: date) -> list[tuple[date, int]]:
    """Return how many items came on each of the last days, the oldest first."""
    first = today - timedelta(days=DAYS_SHOWN - 1)
    start = datetime.combine(first, datetime.min.time(), tzinfo=HANOI)
    rows = source.items.filter(published_at__gte=start).annotate(day=TruncDate("published_at", tzinfo=HANOI))
    counts = dict(rows.order_by().values("day").annotate(n=Count("pk")).values_list("day", "n"))
    days = [first + timedelta(days=number) for number in range(DAYS_SHOWN)]
    return [(day, counts.get(day, 0)) for day in days]


def count_odd(actor: Who) -> int:
    """Return how many sources in reach do something else than usual, or were given up."""
    return list_sources(actor).filter(odd()).count()


def odd() -> Q:
    """Return the condition of sources that somebody should look at."""
    return Q(state=SourceState.READ, habit__in=ODD)


def all_odd(most: int) -> tuple[int, list[Source]]:
    """Return how many sources of the copy are odd, and the first of them."""
    rows = Source.objects.filter(odd()).select_related("publisher").order_by("habit_since", "pk")
    return rows.count(), list(rows[:most])


def count_read() -> int:
    """Return how many sources are fetched."""
    kinds = [SourceKind.FEED, SourceKind.SITEMAP]
    return Source.objects.filter(state=SourceState.READ, kind__in=kinds).count()


def backlog(now: datetime) -> Backlog:
    """Return what has waited longer than it should."""
    kinds = [SourceKind.FEED, SourceKind.SITEMAP]
    due = Source.objects.filter(state=SourceState.READ, kind__in=kinds, next_at__lt=now - LATE_AFTER)
    items = Item.objects.filter(story__isnull=True, taken_at__lt=now - LATE_AFTER)
    return Backlog(due.count(), items.count())


def outlines(actor: Who) -> Iterator[Outline]:
    """Yield the fetched sources in reach as an OPML file lists them, under their publishers."""
    rows = list_sources(actor).filter(kind__in=[SourceKind.FEED, SourceKind.SITEMAP])
    rows = rows.exclude(state=SourceState.ENDED).order_by("publisher__name", "publisher_id", "name", "pk")
    domains: dict[int, str] = {}
    for publisher, value in PublisherName.objects.filter(is_domain=True).values_list("publisher", "folded"):
        domains.setdefault(publisher, value)
    for source in rows:
        host = domains.get(source.publisher_id)
        yield Outline(
            title=source.name,
            feed=source.url,
            site=f"https://{host}/" if host else None,
            kind="rss" if source.kind == SourceKind.FEED else "sitemap",
            folders=[source.publisher.name],
        )
