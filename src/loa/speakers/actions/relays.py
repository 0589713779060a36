"""Relays laid out ahead as airings, so that devices know a week of them without the network; taken out when their slot ends."""

from __future__ import annotations

import logging

from loa.lib import clock
from loa.lib.errors import DomainError
from loa.speakers.actions.airing import air_relay, end_airings
from loa.speakers.models import Airing, Cluster, Slot
from loa.speakers.queries.slots import relays_due
from loa.speakers.rules.words import AiringState

log = logging.getLogger(__name__)


def relay_due() -> int:
    """Lay out every relay of the next seven days that is not laid out yet; return how many. To be called every hour.

    Each is an act of its own: one that is refused leaves the others as they are and is tried again the next time.
    """
    made = 0
    for slot, moment, clusters in list(relays_due()):
        try:
            air_relay(slot, moment, list(Cluster.objects.filter(pk__in=clusters).select_related("area")))
        except DomainError as refusal:
            log.warning("relay of slot %s at %s was refused: %s", slot.pk, moment, refusal.code)
            continue
        made += 1
    return made


def end_relays(slot: Slot, reason: str) -> int:
    """Take out what is still to come of a relay slot that no longer holds as it was; part of the act that calls it."""
    coming = Airing.objects.filter(
        slot=slot, starts_at__gt=clock.now(), state__in=[AiringState.PLANNED, AiringState.ORDERED]
    )
    airings = list(coming.select_for_update().order_by("pk"))
    return end_airings(airings, reason) if airings else 0
