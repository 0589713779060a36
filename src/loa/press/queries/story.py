"""One story: its items in reprint groups along the time, the digests that contain them, what persons decided, what is near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, QuerySet

from loa.lib.text import fold, squeeze
from loa.press.models import Item, Story, StoryEdit
from loa.press.queries.visible import stories_visible_to
from loa.press.rules.curves import Curve, by_hour, drawn
from loa.press.rules.words import EditKind
from loa.units.access import Who
from loa.web.lists.filters import folded, search

MOST_ITEMS = 400
MOST_NEAR = 8
_NEAR = timedelta(days=4)
_LOOKED_AT = 400
_CURVE = 48
_SHORT = 2
"""Words shorter than this say nothing of what a title is about."""


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the story: what it is to its group, and whether a person fixed it."""

    item: Item
    is_reprint: bool
    is_pinned: bool
    digests: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One text and its reprints, in the order of time."""

    rows: tuple[Row, ...]

    @property
    def publishers(self) -> int:
        """Return how many publishers have it."""
        return len({row.item.publisher_id for row in self.rows})

    @property
    def differ(self) -> int:
        """Return how many copies have other figures."""
        return sum(row.item.figures_differ for row in self.rows)


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of a story shows."""

    groups: tuple[Group, ...]
    curve: Curve
    edits: tuple[StoryEdit, ...]
    hidden: int
    reprints: int


def page_of(story: Story) -> Page:
    """Return everything the page of a story shows, in a fixed number of queries."""
    items = list(
        Item.objects.filter(story=story)
        .select_related("publisher", "source", "reprints")
        .order_by("published_at", "pk")[:MOST_ITEMS]
    )
    ids = [item.pk for item in items]
    edits = list(
        StoryEdit.objects.filter(Q(items__overlap=ids) | Q(others__overlap=ids))
        .select_related("person")
        .order_by("-pk")[:20]
    )
    pinned = {pk for edit in edits if edit.kind == EditKind.PIN for pk in edit.items}
    digests = _digests(ids)
    groups: dict[int, list[Row]] = defaultdict(list)
    for item in items:
        founder = (item.reprints and item.reprints.founder_id) or item.pk
        row = Row(item, founder != item.pk, item.pk in pinned, tuple(digests.get(item.pk, ())))
        groups[founder].append(row)
    until = max((item.published_at for item in items), default=story.last_at)
    counts = by_hour((item.published_at for item in items), until=until, hours=_CURVE)
    return Page(
        tuple(Group(tuple(rows)) for rows in groups.values()),
        drawn(counts, until=until),
        tuple(edits),
        max(0, story.items - len(items)),
        story.items - story.articles,
    )


def _digests(ids: Sequence[int]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    for digest in Item.objects.filter(contains__overlap=list(ids)).select_related("publisher")[:100]:
        for pk in digest.contains:
            found[pk].append(digest)
    return found


def living(stories: Iterable[Story]) -> dict[int, Story]:
    """Return by their numbers what stories are now: for an emptied one the story that its founder is in."""
    found = {story.pk: story for story in stories}
    led = {story.pk: story.founder_id or story.former_id for story in found.values() if not story.items}
    if not led:
        return found
    rows = Item.objects.filter(pk__in=[pk for pk in led.values() if pk]).select_related("story")
    homes = {item.pk: item.story for item in rows}
    return found | {pk: home for pk, founder in led.items() if founder and (home := homes.get(founder))}


def home_of(story: Story) -> Story | None:
    """Return where an emptied story leads; None where that is this story itself."""
    home = living([story])[story.pk]
    return None if home == story else home


def near_to(actor: Who, story: Story, words: str) -> list[Story]:
    """Return stories that might be the same: those with the words asked for, else those with the likest titles of these days."""
    rows = stories_visible_to(actor).filter(items__gt=0).exclude(pk=story.pk)
    rows = rows.filter(last_at__gte=story.first_at - _NEAR, first_at__lte=story.last_at + _NEAR)
    if typed := squeeze(words):
        return list(_with_words(rows, typed)[:MOST_NEAR])
    own = _words(story.title)
    found = [(len(own & _words(row.title)), row) for row in rows.order_by("-last_at")[:_LOOKED_AT]]
    likest = sorted(
        (pair for pair in found if pair[0] >= _SHORT),
        key=lambda pair: (-pair[0], -pair[1].last_at.timestamp()),
    )
    return [row for _shared, row in likest[:MOST_NEAR]]


def _with_words(rows: QuerySet[Story], typed: str) -> QuerySet[Story]:
    return search(rows.annotate(folded=folded(F("title"))), typed, ("folded",)).order_by("-last_at")


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in fold(title).split() if len(word) > _SHORT)


def other_item(story: Story, item: Item) -> Item | None:
    """Return the item that another one of its story is compared with: the one that stands for its reprints, else the founder."""
    group = item.reprints
    wanted = group.founder_id if group and group.founder_id != item.pk else story.founder_id
    if wanted is None or wanted == item.pk:
        rows = Item.objects.filter(story=story).exclude(pk=item.pk).order_by("published_at", "pk")
        return rows.select_related("publisher").first()
    return Item.objects.filter(pk=wanted).select_related("publisher").first()
