"""What the page of one cluster shows beside its state: plays before and to come, devices, its code that waits."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from loa.lib import clock
from loa.lib.ids import digest
from loa.speakers.models import Beat, Cluster, Device, Enrolment, Play, Silence
from loa.speakers.queries.collisions import MOVABLE
from loa.speakers.queries.health import open_silences_over
from loa.speakers.queries.told import copies_at
from loa.speakers.rules.words import OPEN_PLAYS, PlayState

LAST = 10
AHEAD = timedelta(hours=24)


def last_plays(cluster: Cluster) -> QuerySet[Play]:
    """Return the last plays whose moment is over, with their airing."""
    rows = Play.objects.filter(cluster=cluster, moment__lte=clock.now()).exclude(state=PlayState.CANCELLED)
    return rows.select_related("airing").order_by("-moment", "-pk")[:LAST]


def next_plays(cluster: Cluster) -> QuerySet[Play]:
    """Return the plays of the next day, with their airing."""
    now = clock.now()
    rows = Play.objects.filter(cluster=cluster, state__in=OPEN_PLAYS, moment__gt=now, moment__lte=now + AHEAD)
    return rows.select_related("airing").order_by("moment", "pk")


def is_movable(play: Play, cluster: Cluster) -> bool:
    """Say whether a play to come is of an airing that who schedules for the cluster's body can move or call off."""
    return play.airing.body_id == cluster.body_id and play.airing.state in MOVABLE


def devices_of(cluster: Cluster) -> QuerySet[Device]:
    """Return every device that stood in the cluster, the present one first."""
    return cluster.devices.select_related("revoked_by", "enrolment__made_by").order_by("-enrolled_at", "-pk")


def present_device(cluster: Cluster) -> Device | None:
    """Return the device that stands in the cluster now."""
    return cluster.devices.filter(revoked_at__isnull=True).first()


def beat_of(cluster: Cluster) -> Beat | None:
    """Return the last heartbeat of the cluster, if one was ever heard."""
    return Beat.objects.filter(cluster=cluster).first()


def open_code(cluster: Cluster) -> Enrolment | None:
    """Return the code that waits for a device, if there is one."""
    rows = Enrolment.objects.filter(cluster=cluster, used_at__isnull=True, expires_at__gt=clock.now())
    return rows.select_related("made_by").first()


def silences_over(cluster: Cluster) -> QuerySet[Silence]:
    """Return the uses of the kill switch that hold over the cluster."""
    return open_silences_over(cluster.body_id, cluster.pk).select_related("on_by").order_by("on_at")


def version_of(cluster: Cluster) -> str:
    """Return a word that changes whenever the live part of the page does."""
    beat = beat_of(cluster)
    copies = copies_at(cluster).values_list("pk", "sent", "answered_at", "taken", "why")
    health: str = getattr(cluster, "health", "")
    facts = [health, cluster.volume, cluster.is_muted, str(cluster.closed_at), _moment(beat)]
    return digest([*facts, *[[str(cell) for cell in row] for row in copies]])[:24]


def _moment(beat: Beat | None) -> list[str]:
    return [str(beat.at), beat.doing, str(beat.volume)] if beat else []
