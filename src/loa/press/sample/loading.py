"""Brings the sample newspapers in: their feeds read as any feed is, their items grouped by the engine, signals looked for.

It is imported by the demo alone: the grouping engine is compiled and stays out of the web.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from loa.feeds.markup import plain
from loa.feeds.reading import Reader
from loa.press.actions.signals import find_signals
from loa.press.models import Item, ReprintGroup, Story
from loa.press.sample import TOPICS, feeds
from loa.press.testing import make_item, make_source
from loa.stories import Grouper, Placed
from loa.stories import Item as Given
from loa.units.actor import Actor
from loa.units.models import AreaLevel
from loa.units.queries import area_versions


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands there now."""

    publishers: int
    items: int
    reprints: int
    stories: int
    signals: int


@transaction.atomic
def load(actor: Actor, now: datetime) -> Loaded:
    """Take in the sample feeds as they stand at a moment, group them, and look for signals."""
    items = sorted(_taken_in(actor, now), key=lambda item: (item.published_at, item.pk))
    grouper = Grouper(window=1024, story_window=1024)
    placed = grouper.add_many([_given(item) for item in items])
    _keep(items, placed)
    signals = find_signals(now)
    return Loaded(
        len({item.publisher_id for item in items}),
        len(items),
        sum(one.reprint_of is not None for one in placed),
        len({one.story for one in placed}),
        len(signals),
    )


def _taken_in(actor: Actor, now: datetime) -> Iterator[Item]:
    places = {
        str(version).lower(): version.area.code for version in area_versions().filter(level=AreaLevel.COMMUNE)
    }
    with Reader() as reader:
        for data in feeds(now).values():
            feed = reader.read(data)
            source = make_source(actor.person, actor.body, feed["title"] or "", now, sample=True)
            for entry in feed["entries"]:
                text = plain(entry["summary"]) or ""
                words = f"{entry['title']} {text}".lower()
                yield make_item(
                    source,
                    entry["title"] or "",
                    datetime.fromisoformat(entry["published"] or now.isoformat()),
                    text=text,
                    url=entry["link"] or "",
                    topics=[code for code, own in TOPICS.items() if any(word in words for word in own)],
                    areas=[code for name, code in places.items() if name in words],
                )


def _given(item: Item) -> Given:
    return Given(str(item.pk), item.title, item.text, item.published_at, str(item.publisher_id))


def _keep(items: Sequence[Item], placed: Sequence[Placed]) -> None:
    """Write where the engine put each item, with the counts of groups and stories."""
    by_id = {str(item.pk): item for item in items}
    for founder in dict.fromkeys(one.reprints for one in placed):
        members = [by_id[one.id] for one in placed if one.reprints == founder]
        made = ReprintGroup.objects.create(
            founder=by_id[founder],
            items=len(members),
            publishers=len({item.publisher_id for item in members}),
        )
        for item in members:
            item.reprints = made
    for founder in dict.fromkeys(one.story for one in placed):
        _keep_story(by_id[founder], [by_id[one.id] for one in placed if one.story == founder])
    for one in placed:
        by_id[one.id].figures_differ = one.figures_differ
        by_id[one.id].contains = [int(other) for other in one.contains]
    Item.objects.bulk_update(items, ["reprints", "story", "figures_differ", "contains"])


def _keep_story(founder: Item, members: Sequence[Item]) -> None:
    moments = [item.published_at for item in members]
    made = Story.objects.create(
        founder=founder,
        title=founder.title,
        items=len(members),
        articles=len({item.reprints_id for item in members}),
        publishers=len({item.publisher_id for item in members}),
        first_at=min(moments),
        last_at=max(moments),
    )
    for item in members:
        item.story = made
