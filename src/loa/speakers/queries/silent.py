"""Clusters that should have sounded and did not, and clusters that are not heard: for lists, first screen and status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from loa.lib import clock
from loa.speakers.models import Cluster, Device, Outage, Play, Refusal
from loa.speakers.queries import visible
from loa.speakers.rules import proving
from loa.speakers.rules.foreign import SAID_SOUNDED
from loa.speakers.rules.words import Dialect, PlayState
from loa.units.access import Who

WITHIN = timedelta(hours=24)
_SOUNDED = (PlayState.PLAYED, PlayState.PARTLY)


def silent_plays(among: QuerySet[Play] | None = None) -> QuerySet[Play]:
    """Return the plays of a day that were missed and still matter: nothing has sounded at the cluster since."""
    plays = Play.objects.all() if among is None else among
    since = Play.objects.filter(
        Q(state__in=_SOUNDED) | Q(told__in=SAID_SOUNDED),
        cluster=OuterRef("cluster"),
        moment__gt=OuterRef("moment"),
    )
    missed = plays.filter(told_silent_at__gt=clock.now() - WITHIN, cluster__closed_at=None)
    open_ones = missed.exclude(state__in=[*_SOUNDED, PlayState.CANCELLED])
    return open_ones.filter(~Exists(since)).order_by("-moment", "pk")


def silent_visible_to(actor: Who) -> QuerySet[Play]:
    """Return those of them at clusters in reach."""
    return silent_plays(visible.plays(actor))


def watched() -> QuerySet[Cluster]:
    """Return the clusters that should be heard: those with a device of ours, and those of other makers."""
    enrolled = Exists(Device.objects.filter(cluster=OuterRef("pk"), revoked_at=None))
    return Cluster.objects.filter(enrolled | ~Q(dialect=Dialect.LOA), closed_at=None)


def outages() -> QuerySet[Outage]:
    """Return the outages that go on, of clusters that are in use."""
    return Outage.objects.filter(until_at=None, cluster__in=watched())


@dataclass(frozen=True, slots=True)
class Standing:
    """All clusters in numbers."""

    enrolled: int
    silent: int
    lost: int
    refusals: int  # in the last hour, those that are no fault of the line


def standing() -> Standing:
    """Return how all clusters stand now."""
    enrolled = watched().count()
    silent = silent_plays().order_by().values("cluster").distinct().count()
    refused = Refusal.objects.filter(Q(by_server=True) | Q(why__in=ATTACKS))
    an_hour_ago = clock.now() - timedelta(hours=1)
    return Standing(enrolled, silent, outages().count(), refused.filter(at__gt=an_hour_ago).count())


ATTACKS = sorted(each.value for each in proving.ATTACKS)
