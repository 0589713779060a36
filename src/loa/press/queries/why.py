"""Why an item is where it is: what the engine found when it came, what persons decided, and the words the two share."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from loa.press.models import Item, Reason, Story, StoryEdit
from loa.press.queries.story import other_item
from loa.press.rules.why import Common, Told, common

_MOST_EDITS, _MOST_PIECES = 5, 20


@dataclass(frozen=True, slots=True)
class Why:
    """What the page says. `other` is the item it was put with, else one it can be compared with; None: it is alone.

    `reason` is None until the item is grouped. `pieces` are the items that a digest holds.
    """

    item: Item
    other: Item | None
    reason: Reason | None
    common: Common | None
    edits: tuple[StoryEdit, ...]
    pieces: tuple[Item, ...]

    @property
    def is_first(self) -> bool:
        """Say whether it founded its story and still leads it."""
        story = self.item.story
        return bool(self.reason and self.reason.beside is None and story and story.founder_id == self.item.pk)

    @property
    def is_apart(self) -> bool:
        """Say whether the two are no longer in one story."""
        return self.beside is not None and self.beside.story_id != self.item.story_id

    @property
    def is_reprint_no_more(self) -> bool:
        """Say whether the two are in one story still, and no longer counted as one text."""
        if self.beside is None or self.reason is None or self.is_apart:
            return False
        return self.reason.is_of_reprints and self.beside.reprints_id != self.item.reprints_id

    @property
    def beside(self) -> Item | None:
        """Return the item that the engine put it with."""
        return self.reason.beside if self.reason else None


def why_of(story: Story, item: Item) -> Why:
    """Return why an item is in its story, in a fixed number of queries."""
    rows = Reason.objects.filter(item=item).select_related("beside__publisher")
    reason = rows.first()
    other = reason.beside if reason and reason.beside else other_item(story, item)
    named = [item.pk, other.pk] if other else [item.pk]
    edits = StoryEdit.objects.filter(Q(items__overlap=named) | Q(others__overlap=named))
    return Why(
        item,
        other,
        reason,
        common(_told(item), _told(other)) if other else None,
        tuple(edits.select_related("person").order_by("-pk")[:_MOST_EDITS]),
        pieces_of(item),
    )


def pieces_of(digest: Item) -> tuple[Item, ...]:
    """Return the items that a digest holds, the oldest first."""
    if not digest.contains:
        return ()
    rows = Item.objects.filter(pk__in=digest.contains).select_related("publisher")
    return tuple(rows.order_by("published_at", "pk")[:_MOST_PIECES])


def _told(item: Item) -> Told:
    return Told(item.title, item.text or item.summary, item.published_at)
