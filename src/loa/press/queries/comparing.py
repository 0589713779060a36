"""Why two items are together: what they share in words, and what the engine says of them."""

from __future__ import annotations

from dataclasses import dataclass

from loa.press.comparing import Verdict, compare
from loa.press.models import Item
from loa.press.rules.why import Common, Told, common


@dataclass(frozen=True, slots=True)
class Compared:
    """What two items share, and the engine's reckoning; None where it did not answer."""

    common: Common
    engine: Verdict | None


def compared(item: Item, other: Item) -> Compared:
    """Compare an item with another, the older one first as the engine read them."""
    first, second = sorted((item, other), key=lambda one: (one.published_at, one.pk))
    return Compared(common(_told(second), _told(first)), compare(_given(first), _given(second)))


def _told(item: Item) -> Told:
    return Told(item.title, item.text or item.summary, item.published_at)


def _given(item: Item) -> dict[str, str]:
    return {
        "id": str(item.pk),
        "title": item.title,
        "text": item.text or item.summary,
        "published_at": item.published_at.isoformat(),
        "source": str(item.publisher_id),
    }
