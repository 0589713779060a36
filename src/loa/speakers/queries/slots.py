"""Slots as lists and as what a second person approves; relays that are to be laid out as airings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from loa.lib import clock
from loa.speakers.models import Airing, Slot
from loa.speakers.queries import visible
from loa.speakers.queries.board import board_of, soundings_of, times_of
from loa.speakers.rules import slots as rules
from loa.speakers.rules.words import SlotKind, SlotState
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.lists import body_name_of
from loa.units.permissions import Permission
from loa.web.lists.filters import folded


def content_of(slot: Slot) -> dict[str, Any]:
    """Return what a slot says, as it is approved."""
    return {
        "body": slot.body_id,
        "areas": sorted(slot.areas.values_list("code", flat=True)),
        "title": slot.title,
        "kind": slot.kind,
        "priority": slot.priority,
        "weekdays": sorted(slot.weekdays),
        "at": f"{slot.at:%H:%M}",
        "minutes": slot.minutes,
        "from": slot.from_date,
        "until": slot.until_date,
        "relay_url": slot.relay_url,
        "mode": slot.mode,
        "version": slot.version,
    }


def content_hash(slot: Slot) -> str:
    """Return the hash over what a slot says."""
    return rules.content_hash(content_of(slot))


def list_slots(actor: Who) -> QuerySet[Slot]:
    """Return the visible slots with `body_name`, for lists and exports; `folded` is for search."""
    named = visible.slots(actor).annotate(body_name=body_name_of("body"))
    return named.annotate(folded=folded("title", "body_name")).select_related("made_by", "approved_by")


def waiting_for(actor: Actor) -> QuerySet[Slot]:
    """Return the slots that wait for this person's approval."""
    mine = access.bodies_in_reach(actor, Permission.SPEAKERS_RELEASE)
    waiting = Slot.objects.filter(state=SlotState.WAITING, body__in=mine)
    return waiting.exclude(made_by=actor.person).exclude(hands__contains=[actor.person.pk])


def next_moments(slot: Slot, count: int = 7) -> list[datetime]:
    """Return the next moments of a slot."""
    now = clock.now()
    found = times_of(slot).moments(clock.today(), clock.today() + timedelta(days=60))
    return [moment for moment in found if moment > now][:count]


def relays_due() -> Iterator[tuple[Slot, datetime, frozenset[int]]]:
    """Yield what approved relay slots lack as airings in the days ahead: slot, moment, clusters; days of silence left out."""
    now = clock.now()
    today = clock.today()
    slots = Slot.objects.filter(
        kind=SlotKind.RELAY, state=SlotState.APPROVED, from_date__lte=today + rules.AHEAD
    )
    for slot in slots.exclude(until_date__lt=today).select_related("body").order_by("pk"):
        board = board_of(slot.body, today, rules.AHEAD.days + 1)
        made = set(Airing.objects.filter(slot=slot, starts_at__gt=now).values_list("starts_at", flat=True))
        for item in soundings_of(slot, board):
            is_coming = now < item.begin <= now + rules.AHEAD
            if is_coming and item.begin not in made and not board.is_closed(item):
                yield slot, item.begin, item.clusters
