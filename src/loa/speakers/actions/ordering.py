"""The commune's word on what comes first where priority items meet (TT 39/2020), and moving what finds no room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from loa.journal import actions as journal
from loa.lib import clock
from loa.speakers.actions.airing import playing
from loa.speakers.actions.carrying import carry_plays
from loa.speakers.actions.commanding import order_many
from loa.speakers.errors import NoRoom, NotOrderable, SlotRefused
from loa.speakers.models import Airing, Cluster
from loa.speakers.queries import groups
from loa.speakers.queries.board import board_of, day_of
from loa.speakers.queries.collisions import MOVABLE, airings_of, clash_of
from loa.speakers.queries.judging import judge, moved
from loa.speakers.rules import collisions, findings
from loa.speakers.rules.words import OPEN_PLAYS, AiringState
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission

SCHEDULE = Permission.SPEAKERS_SCHEDULE


@transaction.atomic
def order_airings(*, actor: Actor, body: Body, first: int, airings: Sequence[int]) -> list[Airing]:
    """Let one of several airings that meet come first; the others follow one after the other within the slot.

    Raises: RightMissing, NotOrderable, NoRoom.
    """
    access.require(actor, SCHEDULE, body=body)
    taken = {airing.pk: airing for airing in airings_of(list(airings))}
    moment = taken[first].starts_at if first in taken else clock.now()
    board = board_of(body, day_of(moment), 1)
    groups = [
        group
        for group in collisions.clashes(board.soundings)
        if {item.airing for item in group} == set(taken)
    ]
    if not groups or first not in taken:
        raise NotOrderable
    order = (f"airing:{first}",)
    clash = clash_of(groups[0], board, body, order)
    if len(clash.movable) < len(taken):
        raise NotOrderable
    if clash.arranged.left:
        raise NoRoom
    begins = sorted(clash.arranged.begins.items(), key=lambda each: each[1])
    ordered = [taken[int(key.removeprefix("airing:"))] for key, _begin in begins]
    for place, (airing, (_key, begin)) in enumerate(zip(ordered, begins, strict=True), start=1):
        _put(airing, begin, place)
    _tell(ordered)
    facts = {"first": first, "order": [key for key, _begin in begins]}
    journal.write(actor=actor, verb="speakers.airings_ordered", thing=taken[first].thing, facts=facts)
    return ordered


@transaction.atomic
def move_airing(*, actor: Actor, airing: Airing, begin: datetime) -> Airing:
    """Put an airing that is still to come at another moment. Raises: RightMissing, NotOrderable, SlotRefused."""
    access.require(actor, SCHEDULE, body=airing.body)
    (taken,) = airings_of([airing.pk])
    if taken.state not in MOVABLE or min(taken.starts_at, begin) <= clock.now():
        raise NotOrderable
    if locks := findings.locks(judge(moved(taken, begin))):
        raise SlotRefused(reasons=[each.text for each in locks])
    was = taken.starts_at
    _put(taken, begin, taken.place)
    _tell([taken])
    facts = {"from": was, "to": begin}
    journal.write(actor=actor, verb="speakers.airing_moved", thing=taken.thing, facts=facts)
    return taken


def _put(airing: Airing, begin: datetime, place: int) -> None:
    """Move an airing and its plays by the same time; how late it may begin and when silence tells stay as far away."""
    by = begin - airing.starts_at
    airing.starts_at, airing.latest_at, airing.place = begin, airing.latest_at + by, place
    airing.save(update_fields=["starts_at", "latest_at", "place"])
    airing.plays.update(moment=F("moment") + by, deadline_at=F("deadline_at") + by)


def _tell(airings: Sequence[Airing]) -> None:
    """Order what was moved anew: a device replaces a play that waits by the later order of the same one."""
    for airing in airings:
        clusters = list(airing.plays.filter(state__in=OPEN_PLAYS).values_list("cluster", flat=True))
        if airing.state == AiringState.ORDERED and clusters:
            order_many([playing(groups.of_body(airing.body_id), [airing], only=sorted(clusters))])
            carry_plays(Cluster.objects.filter(pk__in=clusters).exclude(body=airing.body_id))
