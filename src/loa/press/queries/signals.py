"""What signals are found from, and what their cards show: counts by the hour, curve, newspapers that tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import CharField, Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from loa.lib import clock
from loa.press.models import Item, Publisher, Signal, Story
from loa.press.queries.choices import topic_names
from loa.press.queries.story import living
from loa.press.queries.visible import signals_visible_to
from loa.press.rules.curves import Curve, by_hour, drawn
from loa.press.rules.growth import PAST, WINDOW
from loa.press.rules.words import SignalState
from loa.units.access import Who
from loa.units.models import Topic

CURVE_HOURS = 48
ALIVE = timedelta(hours=72)
_MOST_SOURCES = 4

_HOURLY = """
SELECT {thing}, ceil(extract(epoch FROM (%(end)s - i.published_at)) / 3600)::int AS back, count(*)
  FROM press_item i {join}
 WHERE i.published_at > %(since)s AND i.published_at <= %(end)s {where}
 GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Grown:
    """One thing's hours, oldest first, and how many publishers told it in the newest ones."""

    key: str
    counts: list[int]
    publishers: int


def totals(end: datetime) -> dict[datetime, int]:
    """Return how many items each hour of the past had, by the hour's end."""
    rows = _asked("'all'", "", "", end)
    found = {end - timedelta(hours=back - 1): count for _key, back, count in rows}
    if not found:
        return {}
    first = min(found)
    hours = int((end - first) / timedelta(hours=1)) + 1
    return {moment: found.get(moment, 0) for n in range(hours) if (moment := end - timedelta(hours=n))}


def topics_grown(end: datetime) -> list[Grown]:
    """Return every topic with an item in the newest hours; its past is as long as anything was taken in."""
    rows = _asked("t.topic", "CROSS JOIN LATERAL unnest(i.topics) AS t(topic)", "", end)
    voices = _voices("t.topic", "CROSS JOIN LATERAL unnest(i.topics) AS t(topic)", end)
    return _grown(rows, voices, PAST)


def stories_grown(end: datetime, least: int) -> list[Grown]:
    """Return every story with at least so many items in the newest hours; its past begins with it."""
    fresh = Item.objects.filter(published_at__gt=end - timedelta(hours=WINDOW), published_at__lte=end)
    busy = fresh.exclude(story=None).values("story").annotate(n=Count("pk")).filter(n__gte=least)
    keys = sorted(busy.values_list("story", flat=True))
    if not keys:
        return []
    rows = _asked("i.story_id", "", "AND i.story_id = ANY(%(keys)s)", end, keys)
    voices = _voices("i.story_id", "", end, "AND i.story_id = ANY(%(keys)s)", keys)
    return _grown(rows, voices, None)


def looks_a_day(end: datetime) -> float:
    """Return how many looks a day there are at this rate: topics, and stories with an item in the last three days."""
    alive = Story.objects.filter(items__gt=0, last_at__gt=end - ALIVE, last_at__lte=end).count()
    return 24.0 * (len(topic_names()) + alive)


def _asked(
    thing: str, join: str, where: str, end: datetime, keys: Sequence[int] = ()
) -> list[tuple[str, int, int]]:
    given: dict[str, Any] = {"end": end, "since": end - timedelta(hours=PAST), "keys": list(keys)}
    with connection.cursor() as cursor:
        cursor.execute(_HOURLY.format(thing=thing, join=join, where=where), given)
        return [(str(key), max(1, back), count) for key, back, count in cursor.fetchall()]


def _voices(
    thing: str, join: str, end: datetime, where: str = "", keys: Sequence[int] = ()
) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {thing}, count(DISTINCT i.publisher_id) FROM press_item i {join}"  # noqa: S608  no text from outside
            f" WHERE i.published_at > %(since)s AND i.published_at <= %(end)s {where} GROUP BY 1",
            {"end": end, "since": end - timedelta(hours=WINDOW), "keys": list(keys)},
        )
        return {str(key): count for key, count in cursor.fetchall()}


def _grown(rows: list[tuple[str, int, int]], voices: dict[str, int], length: int | None) -> list[Grown]:
    hours: dict[str, dict[int, int]] = defaultdict(dict)
    for key, back, count in rows:
        hours[key][back] = count
    known = max((back for _key, back, _count in rows), default=0)
    found = []
    for key in sorted(voices):
        own = hours.get(key, {})
        long = max(own, default=0) if length is None else min(length, known)
        long = max(long, WINDOW)
        found.append(Grown(key, [own.get(back, 0) for back in range(long, 0, -1)], voices[key]))
    return found


# -- shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A signal as a person reads it."""

    signal: Signal
    title: str
    url: str
    curve: Curve
    sources: list[str]
    more: int

    @property
    def answer_title(self) -> str:
        """Return the title of the bulletin that would answer it."""
        return self.title[:200]


def open_signals(actor: Who) -> QuerySet[Signal]:
    """Return the signals of these days that nobody settled, the newest first; older ones stay in the list of signals."""
    rows = signals_visible_to(actor).filter(state=SignalState.OPEN, at__gt=clock.now() - ALIVE)
    return rows.select_related("story")


def cards(signals: Sequence[Signal]) -> list[Card]:
    """Return signals with their curves and newspapers, in as many queries however many they are."""
    names, now = topic_names(), living(signal.story for signal in signals if signal.story)
    moments, papers = _around(signals, now)
    found = []
    for signal in signals:
        curve = drawn(by_hour(moments[signal.pk], until=signal.at, hours=CURVE_HOURS), until=signal.at)
        sources = sorted(papers[signal.pk])
        story = now[signal.story_id] if signal.story_id else None
        title = story.title if story else names.get(signal.topic, signal.topic)
        found.append(
            Card(
                signal,
                title,
                f"/desk/newsroom/stories/{story.pk}/" if story else _url(signal),
                curve,
                sources[:_MOST_SOURCES],
                max(0, len(sources) - _MOST_SOURCES),
            )
        )
    return found


def _url(signal: Signal) -> str:
    day = signal.at.astimezone(clock.HANOI).date().isoformat()
    return f"/desk/newsroom/items/?topic={signal.topic}&since={day}&until={day}"


def _around(
    signals: Sequence[Signal], now: Mapping[int, Story]
) -> tuple[dict[int, list[datetime]], dict[int, set[str]]]:
    """Return, for each signal, the moments of its items before it and the publishers of the newest; stories as they are now."""
    moments: dict[int, list[datetime]] = defaultdict(list)
    papers: dict[int, set[str]] = defaultdict(set)
    if not signals:
        return moments, papers
    last = max(signal.at for signal in signals)
    first = min(signal.at for signal in signals) - timedelta(hours=CURVE_HOURS)
    topics = [signal.topic for signal in signals if signal.topic]
    stories = {signal.pk: now[signal.story_id].pk for signal in signals if signal.story_id}
    rows = Item.objects.filter(published_at__gt=first, published_at__lte=last)
    told = rows.filter(story__in=stories.values()) | rows.filter(topics__overlap=topics)
    names = dict(Publisher.objects.values_list("pk", "name"))
    for at, story, codes, publisher in told.values_list("published_at", "story", "topics", "publisher"):
        for signal in signals:
            if story == stories[signal.pk] if signal.story_id else signal.topic in codes:
                if at <= signal.at:
                    moments[signal.pk].append(at)
                if signal.at - timedelta(hours=CURVE_HOURS) < at <= signal.at:
                    papers[signal.pk].add(names[publisher])
    return moments, papers


def named(rows: QuerySet[Signal]) -> QuerySet[Signal]:
    """Fetch what a list of signals reads: `name`, the story's title or the topic's name, and who settled them."""
    field = "name_en" if get_language() == "en" else "name_vi"
    topic = Topic.objects.filter(code=OuterRef("topic")).values(field)[:1]
    name = Coalesce(F("story__title"), Subquery(topic, output_field=CharField()), F("topic"))
    return rows.annotate(name=name).select_related("settled_by")
