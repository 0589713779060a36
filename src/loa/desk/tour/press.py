"""What the tour shows of the press: the story of the surge with its reprints, and the signal that waits."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from loa.bulletins.models import Bulletin
from loa.press.models import Item, Signal, Story
from loa.press.queries.signals import cards
from loa.press.queries.story import page_of
from loa.press.rules.words import SignalState
from loa.press.sample import STORY


def open_signals() -> QuerySet[Signal]:
    """Return the signals of the sample newspapers that nobody settled."""
    rows = Signal.objects.filter(state=SignalState.OPEN).select_related("story__founder__source__body")
    return rows.order_by("-kind", "pk")


def context_of(_bulletin: Bulletin) -> dict[str, Any]:
    """Return the story of the surge with its groups, and its signal."""
    story = Story.objects.filter(members__title=STORY, members__is_sample=True).first()
    if story is None:
        return {}
    signal = Signal.objects.filter(story=story).select_related("story").first()
    return {
        "story": story,
        "page": page_of(story),
        "card": cards([signal])[0] if signal else None,
        "signal": signal,
        "taken_in": Item.objects.filter(is_sample=True).count(),
        "real_url": reverse("press:story", args=[story.pk]),
    }
