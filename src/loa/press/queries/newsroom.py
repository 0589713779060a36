"""The newsroom page: the stories of a day with their numbers, growth and curve, all in one question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from loa.press.models import Item, Story
from loa.press.queries.visible import items_visible_to, stories_visible_to
from loa.press.rules.curves import Curve, by_hour, drawn
from loa.press.rules.days import CURVE_HOURS, Day
from loa.units.access import Who
from loa.web.lists.filters import folded, search

_MOST_MOMENTS = 500


def stories_of(actor: Who, day: Day) -> QuerySet[Story]:
    """Return the stories with an item of the day, each with `folded`, `today`, `fresh`, `before`, `growth` and `moments`."""
    rows = stories_visible_to(actor).filter(
        Exists(_members(day.begins, day.ends)), items__gt=0, last_at__gte=day.begins, first_at__lt=day.ends
    )
    fresh = _number(_members(day.fresh_from, day.seen_at))
    before = _number(_members(day.before_from, day.fresh_from))
    return rows.annotate(
        folded=folded(F("title")),
        reprinted=F("items") - F("articles"),
        today=_number(_members(day.begins, day.ends)),
        fresh=fresh,
        before=before,
        growth=F("fresh") - F("before"),
        moments=_moments(day.seen_at),
        seen_at=Value(day.seen_at),
    )


def told_in(actor: Who, day: Day, words: str) -> Q:
    """Find the stories with an item of the day in whose title all the words stand, whatever their own title says."""
    items = items_visible_to(actor).filter(
        story__isnull=False, published_at__gte=day.begins, published_at__lt=day.ends
    )
    found = search(items.annotate(folded=folded(F("title"))), words, ("folded",))
    return Q(pk__in=found.order_by().values("story"))


def _members(since: datetime, until: datetime) -> QuerySet[Item]:
    return Item.objects.filter(
        story=OuterRef("pk"), published_at__gte=since, published_at__lt=until
    ).order_by()


def _number(rows: QuerySet[Item]) -> Coalesce:
    found = rows.values("story").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _moments(until: datetime) -> ArraySubquery:
    since = until - timedelta(hours=CURVE_HOURS)
    rows = Item.objects.filter(story=OuterRef("pk"), published_at__gt=since, published_at__lte=until)
    return ArraySubquery(rows.order_by("published_at").values("published_at")[:_MOST_MOMENTS])


def curve_of(row: Story) -> Curve:
    """Return the curve of a story that `stories_of` fetched."""
    until: datetime = row.seen_at  # type: ignore[attr-defined]  # annotated above
    moments: list[datetime] = row.moments  # type: ignore[attr-defined]
    return drawn(by_hour(moments, until=until, hours=CURVE_HOURS), until=until)


def of_topic(rows: QuerySet[Story], code: str) -> QuerySet[Story]:
    """Keep the stories with an item of a topic."""
    return rows.filter(Exists(Item.objects.filter(story=OuterRef("pk"), topics__contains=[code])))


def of_areas(rows: QuerySet[Story], codes: list[str]) -> QuerySet[Story]:
    """Keep the stories with an item that names one of the areas."""
    return rows.filter(Exists(Item.objects.filter(story=OuterRef("pk"), areas__overlap=codes)))


def of_publisher(rows: QuerySet[Story], publisher: int) -> QuerySet[Story]:
    """Keep the stories with an item of a publisher."""
    return rows.filter(Exists(Item.objects.filter(story=OuterRef("pk"), publisher=publisher)))
