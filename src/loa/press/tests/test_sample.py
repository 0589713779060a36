"""The sample newspapers, taken in and grouped as any others: what the demo promises, at any hour of the day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from loa.feeds.reading import Reader
from loa.lib import clock
from loa.press.actions.signals import find_signals
from loa.press.intake.drafts import of_entry
from loa.press.intake.grouping import Grouping
from loa.press.intake.names import Names
from loa.press.intake.process import language
from loa.press.intake.storing import Door
from loa.press.models import Item, Signal, Source, Story
from loa.press.sample import ITEMS, PAPERS, STORY, feeds
from loa.press.sample.subscribing import subscribe
from tests.world import World


def take_in(world: World, now: datetime) -> None:
    """Read every feed as it stands at a moment, and group what is in it."""
    addresses = {key: f"http://127.0.0.1/{key}.xml" for key in PAPERS}
    sources = {source.name: source for source in subscribe(world.editor, world.city_area, addresses)}
    names = Names()
    with Reader() as reader:
        for key, data in feeds(now).items():
            feed = reader.read(data)
            drafts = [of_entry(entry, feed["language"] or "") for entry in feed["entries"]]
            Door(sources[PAPERS[key]], names, language).store(drafts)
    grouping = Grouping()
    while grouping.round():
        pass


@pytest.mark.mission("M7")
@pytest.mark.parametrize("hour", [2, 15])
def test_the_sample_has_reprints_other_figures_digests_and_a_surge(
    world: World, hour: int, time_machine, mission_figure
):
    now = (clock.now() + timedelta(days=1)).replace(hour=hour, minute=20)
    time_machine.move_to(now)
    take_in(world, now)
    assert (Item.objects.count(), Source.objects.filter(is_sample=True).count()) == (ITEMS, 8)
    story = Story.objects.filter(members__title=STORY).distinct().get()
    assert story.items >= 8
    reprints = sum(row.items - row.articles for row in Story.objects.all())
    assert reprints >= 9
    mission_figure(f"sample at {hour}:20: {ITEMS} items, {ITEMS - reprints} without reprints")
    assert Item.objects.filter(figures_differ=True).count() == 2
    assert Item.objects.exclude(contains=[]).count() == 2
    assert not Item.objects.filter(topics=[]).exclude(contains=[]).exists()
    gold = Item.objects.filter(title__startswith="Giá vàng").values_list("reprints", flat=True)
    assert len(set(gold)) == 2, "prices of two days are no reprints of each other"
    find_signals(now)
    assert Signal.objects.filter(story=story).count() == 1
    assert Signal.objects.count() <= 2


def test_the_feeds_stand_as_they_would_at_a_moment():
    now = clock.now()
    early, late = feeds(now - timedelta(days=1)), feeds(now)
    assert early.keys() == late.keys() == PAPERS.keys()
    assert all(b"{" not in data for data in late.values())
    assert early != late
