"""The digest of a day: the largest stories of the topics that a person chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from loa.press.models import DigestWish, Item, Story
from loa.press.queries.choices import topic_names
from loa.press.queries.newsroom import of_topic, stories_of
from loa.press.rules.days import Day, first_moment
from loa.units.access import Who
from loa.units.models import Person
from loa.units.permissions import Permission
from loa.units.reach import active_grants
from loa.units.rules.roles import roles_with

A_TOPIC = 8
"""Stories that a digest shows of one topic."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One topic of a digest."""

    code: str
    title: str
    stories: list[Story]
    more: int


def wish_of(person: Person) -> list[str]:
    """Return the topics that a person chose."""
    return list(DigestWish.objects.filter(person=person).values_list("topics", flat=True).first() or [])


def wishes_that_may_be_met() -> QuerySet[DigestWish]:
    """Return the wishes of everybody who may still listen to the press."""
    grants = active_grants().filter(role__in=roles_with(Permission.PRESS_LISTEN))
    rows = DigestWish.objects.exclude(topics=[]).filter(person__in=grants.values("post__person"))
    return rows.select_related("person")


def chapters_of(actor: Who, day: Day, topics: Collection[str]) -> list[Chapter]:
    """Return what a digest shows: each topic's largest stories of the day."""
    names, found = topic_names(), []
    for code in topics:
        rows = of_topic(stories_of(actor, day), code).order_by("-today", "-last_at", "pk")  # type: ignore[misc]  # annotated by `stories_of`
        total = rows.count()
        if total:
            shown = list(rows[:A_TOPIC])
            found.append(Chapter(code, names.get(code, code), shown, total - len(shown)))
    return found


def sizes_of(day: date) -> dict[int, set[str]]:
    """Return the topics of every story with an item of the day."""
    begins, ends = first_moment(day), first_moment(day + timedelta(days=1))
    rows = Item.objects.filter(published_at__gte=begins, published_at__lt=ends).exclude(
        Q(story=None) | Q(topics=[])
    )
    found: dict[int, set[str]] = {}
    for story, topics in rows.values_list("story", "topics"):
        found.setdefault(story, set()).update(topics)
    return found


def size_for(sizes: Mapping[int, set[str]], topics: Collection[str]) -> int:
    """Return how many stories have one of the topics."""
    return sum(1 for own in sizes.values() if own.intersection(topics))
