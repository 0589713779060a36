"""The sample newspapers: what the engine makes of them is what the demo promises, at any hour of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loa.lib import clock
from loa.press.models import Item, Signal, Story
from loa.press.sample import STORY, feeds
from loa.press.sample.loading import load
from tests.world import World


@pytest.mark.parametrize("hour", [2, 15])
def test_the_sample_has_reprints_other_figures_digests_and_a_surge(world: World, hour: int):
    now = clock.now().replace(hour=hour, minute=20)
    loaded = load(world.editor, now)
    assert (loaded.publishers, loaded.items) == (8, 57)
    story = Story.objects.get(founder__title=STORY, founder__is_sample=True, items__gt=3)
    assert story.items >= 8
    assert loaded.reprints >= 10
    assert Item.objects.filter(figures_differ=True).count() == 2
    assert Item.objects.exclude(contains=[]).count() == 2
    assert Signal.objects.filter(story=story).count() == 1
    assert loaded.signals <= 2
    gold = Item.objects.filter(title__startswith="Giá vàng").values_list("reprints", flat=True)
    assert len(set(gold)) == 2, "prices of two days are no reprints of each other"


def test_the_feeds_stand_as_they_would_at_a_moment():
    now = clock.now()
    early, late = feeds(now - timedelta(days=1)), feeds(now)
    assert early.keys() == late.keys()
    assert all(b"{" not in data for data in late.values())
    assert early != late
