"""What persons decide about stories and reprints: merge, split, pin.

Each act is one transaction with one `StoryEdit` and one journal row. The rows are moved at once, so that the screen shows
it; the grouping process takes in every edit without `applied_at`, in the order of ids, and does it again whenever the
items come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import squeeze
from loa.press.errors import NothingChosen, OneGroupAtATime, StoryMoved, TwoNeeded, WouldEmpty
from loa.press.models import Item, ReprintGroup, Story, StoryEdit
from loa.press.queries.visible import require_grouping
from loa.press.rules.words import EditKind
from loa.units.actor import Actor


@transaction.atomic
def merge(*, actor: Actor, story: Story, others: Iterable[int], reason: str) -> Story:
    """Make one story of several under the oldest one's name. Raises: RightMissing, NothingChosen, StoryMoved."""
    rows = list(
        Story.objects.select_for_update(of=("self",)).filter(pk__in={story.pk, *others}).order_by("pk")
    )
    require_grouping(actor, *rows)
    if len(rows) < 2:
        raise NothingChosen
    if any(not row.items for row in rows):
        raise StoryMoved
    kept = min(rows, key=_founder)
    gone = [row for row in rows if row.pk != kept.pk]
    Item.objects.filter(story__in=gone).update(story=kept)
    for row in rows:
        recount(row)
    _keep(actor, EditKind.MERGE, [_founder(kept)], [_founder(row) for row in gone], reason, thing=kept.thing)
    return kept


@transaction.atomic
def split(*, actor: Actor, story: Story, items: Iterable[int], reason: str) -> Story:
    """Take items out of a story into one of their own and return that one.

    The founder gives its name to whichever part it is in; the other part is named by its own oldest item.

    Raises: RightMissing, NothingChosen, StoryMoved, WouldEmpty.
    """
    require_grouping(actor, story)
    leaving, staying = _parted(story, items)
    goes, stays = _named(min(leaving)), _named(min(staying))
    Item.objects.filter(pk__in=leaving).update(story=goes)
    Item.objects.filter(pk__in=staying).update(story=stays)
    for row in {goes.pk: goes, stays.pk: stays, story.pk: story}.values():
        recount(row)
    _keep(actor, EditKind.SPLIT, leaving, staying, reason, thing=story.thing)
    return goes


@transaction.atomic
def pin(*, actor: Actor, story: Story, items: Iterable[int], reason: str) -> Story:
    """Fix items where they are, whatever is found later. Raises: RightMissing, NothingChosen, StoryMoved."""
    require_grouping(actor, story)
    chosen = _chosen(story, items)
    founder = _founder(story)
    others = [] if chosen == [founder] else [founder]
    _keep(actor, EditKind.PIN, chosen, others, reason, thing=story.thing)
    return story


@transaction.atomic
def join_reprints(*, actor: Actor, story: Story, items: Iterable[int], reason: str) -> Story:
    """Say that items are reprints of one text, with all that already are. Raises: RightMissing, TwoNeeded, StoryMoved."""
    require_grouping(actor, story)
    chosen = _chosen(story, items)
    if len(chosen) < 2:
        raise TwoNeeded
    rows = Item.objects.filter(pk__in=chosen)
    groups = set(rows.exclude(reprints=None).values_list("reprints", flat=True))
    members = {*chosen, *Item.objects.filter(reprints__in=groups).values_list("pk", flat=True)}
    _regroup(sorted(members))
    recount(story)
    _keep(actor, EditKind.MERGE, chosen[:1], chosen[1:], reason, thing=story.thing, of_reprints=True)
    return story


@transaction.atomic
def part_reprints(*, actor: Actor, story: Story, items: Iterable[int], reason: str) -> Story:
    """Say that items of one reprint group are no reprints of the rest of it.

    Raises: RightMissing, NothingChosen, StoryMoved, OneGroupAtATime, WouldEmpty when nothing would be left or taken out.
    """
    require_grouping(actor, story)
    chosen = set(_chosen(story, items))
    groups = set(Item.objects.filter(pk__in=chosen).values_list("reprints", flat=True))
    if len(groups) > 1:
        raise OneGroupAtATime
    members = list(Item.objects.filter(reprints__in=groups).order_by("pk").values_list("pk", flat=True))
    staying, leaving = [pk for pk in members if pk not in chosen], sorted(chosen)
    if not staying:
        raise WouldEmpty
    _regroup(staying)
    _regroup(leaving)
    Item.objects.filter(pk__in=leaving).update(figures_differ=False)
    recount(story)
    _keep(actor, EditKind.SPLIT, leaving, staying, reason, thing=story.thing, of_reprints=True)
    return story


def recount(story: Story) -> None:
    """Count a story's items again; an empty one keeps its name and its days."""
    members = Item.objects.filter(story=story)
    found = members.aggregate(
        items=Count("pk"),
        groups=Count("reprints", distinct=True),
        publishers=Count("publisher", distinct=True),
        first=Min("published_at"),
        last=Max("published_at"),
    )
    story.items, story.publishers = found["items"], found["publishers"]
    story.articles = found["groups"] + members.filter(reprints=None).count()
    story.first_at, story.last_at = found["first"] or story.first_at, found["last"] or story.last_at
    story.save(update_fields=["items", "articles", "publishers", "first_at", "last_at"])


def _parted(story: Story, items: Iterable[int]) -> tuple[list[int], list[int]]:
    """Return which items leave a story and which stay, each in order."""
    leaving = _chosen(story, items)
    staying = sorted(set(_members(story).values_list("pk", flat=True)) - set(leaving))
    if not staying:
        raise WouldEmpty
    return leaving, staying


def _chosen(story: Story, items: Iterable[int]) -> list[int]:
    Story.objects.select_for_update().get(pk=story.pk)
    wanted = sorted(set(items))
    if not wanted:
        raise NothingChosen
    found = _members(story).filter(pk__in=wanted).count()
    if found != len(wanted):
        raise StoryMoved
    return wanted


def _members(story: Story) -> QuerySet[Item]:
    return Item.objects.filter(story=story)


def _founder(story: Story) -> int:
    """Return the item that founded a story; one without has no items either."""
    if story.founder_id is None:
        raise StoryMoved
    return story.founder_id


def _named(founder: int) -> Story:
    """Return the story that an item founded, made where it has none."""
    item = Item.objects.get(pk=founder)
    made, _ = Story.objects.get_or_create(
        founder=item,
        defaults={"title": item.title, "first_at": item.published_at, "last_at": item.published_at},
    )
    return made


def _regroup(members: Sequence[int]) -> None:
    """Make one reprint group of the items under the oldest one's name; one alone needs none but keeps what it founded."""
    if not members:
        return
    oldest = Item.objects.get(pk=min(members))
    left = set(Item.objects.filter(pk__in=members).exclude(reprints=None).values_list("reprints", flat=True))
    group, _ = ReprintGroup.objects.get_or_create(founder=oldest)
    Item.objects.filter(pk__in=members).update(reprints=group)
    for row in ReprintGroup.objects.filter(pk__in={group.pk, *left}):
        found = row.members.aggregate(items=Count("pk"), publishers=Count("publisher", distinct=True))
        ReprintGroup.objects.filter(pk=row.pk).update(**found)


def _keep(
    actor: Actor,
    kind: EditKind,
    items: Sequence[int],
    others: Sequence[int],
    reason: str,
    *,
    thing: str,
    of_reprints: bool = False,
) -> None:
    """Keep the decision for ever, and say in the journal who took it."""
    edit = StoryEdit.objects.create(
        kind=kind,
        of_reprints=of_reprints,
        items=list(items),
        others=list(others),
        reason=squeeze(reason)[:300],
        person=actor.person,
        at=clock.now(),
    )
    what = "reprints" if of_reprints else "story"
    facts = {"edit": edit.pk, "items": len(items), "others": len(others), "reason": journal.masked(reason)}
    journal.write(actor=actor, verb=f"press.{what}_{_DONE[kind]}", thing=thing, facts=facts)


_DONE = {EditKind.MERGE: "merged", EditKind.SPLIT: "split", EditKind.PIN: "pinned"}
