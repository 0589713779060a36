"""What a person is told; nobody sees another person's notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.db.models import QuerySet

from loa.notices import rules
from loa.notices.models import Event, Notice, Path, Preference, QuietHours
from loa.units.actor import Actor
from loa.web.lists.filters import folded


@dataclass(frozen=True)
class PathChoice:
    """One line of the page where a person chooses."""

    event: Event
    choice: Path


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Return the person's own notices, newest first."""
    return Notice.objects.filter(person=actor.person)


def list_open(actor: Actor) -> QuerySet[Notice]:
    """Return what the person has not put away; `folded` is for search."""
    return visible_to(actor).filter(cleared_at__isnull=True).annotate(folded=folded("title"))


def count_open(actor: Actor) -> int:
    """Return the number beside the bell."""
    return list_open(actor).count()


def list_paths(actor: Actor) -> list[PathChoice]:
    """Return the person's choice for every event, the house's default where nothing was chosen."""
    chosen = dict(Preference.objects.filter(person=actor.person).values_list("event", "choice"))
    return [PathChoice(e, Path(chosen.get(e.value, rules.DEFAULT_CHOICE[e]))) for e in Event]


def find_quiet_hours(actor: Actor) -> tuple[time, time]:
    """Return the person's quiet hours, the house's default where none were set."""
    own = QuietHours.objects.filter(person=actor.person).first()
    return (own.starts, own.ends) if own else rules.DEFAULT_QUIET
