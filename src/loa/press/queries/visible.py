"""What a reader may see of the press: all of it with the right to listen, nothing without; never more than was published."""

from __future__ import annotations

from django.db.models import QuerySet

from loa.press.models import Item, SavedCount, Signal, Story
from loa.units.access import Who, bodies_in_reach, can, require
from loa.units.models import Body
from loa.units.permissions import Permission

LISTEN = Permission.PRESS_LISTEN


def items_visible_to(actor: Who) -> QuerySet[Item]:
    """Return the items the actor may see."""
    return Item.objects.all() if can(actor, LISTEN) else Item.objects.none()


def stories_visible_to(actor: Who) -> QuerySet[Story]:
    """Return the stories the actor may see; those that a merge emptied are told apart by `items`."""
    return Story.objects.all() if can(actor, LISTEN) else Story.objects.none()


def signals_visible_to(actor: Who) -> QuerySet[Signal]:
    """Return the signals the actor may see."""
    return Signal.objects.all() if can(actor, LISTEN) else Signal.objects.none()


def counts_visible_to(actor: Who) -> QuerySet[SavedCount]:
    """Return the saved counts of bodies over which the actor may listen."""
    rows = SavedCount.objects.filter(body__in=bodies_in_reach(actor, LISTEN), ended_at__isnull=True)
    return rows.select_related("body", "created_by")


def require_listening(actor: Who) -> None:
    """Refuse who may not listen to the press. Raises: RightMissing."""
    require(actor, LISTEN)


def keeper_of(story: Story) -> Body | None:
    """Return the body that looks after a story: the one that looks after the source it came from first."""
    founder = story.founder or story.former
    return founder.source.body if founder else None


def may_group(actor: Who, story: Story | None) -> bool:
    """Say whether the actor may merge, split and pin a story and settle its signals; of a topic, anywhere."""
    return can(actor, Permission.PRESS_GROUP, body=keeper_of(story) if story else None)


def require_grouping(actor: Who, *stories: Story) -> None:
    """Refuse who may not group every one of the stories; without any, who may do so nowhere. Raises: RightMissing."""
    bodies: set[Body | None] = {keeper_of(story) for story in stories}
    for body in bodies or {None}:
        require(actor, Permission.PRESS_GROUP, body=body)
