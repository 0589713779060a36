"""What a person may see of loudspeakers; everything else of the room begins here."""

from __future__ import annotations

from django.db.models import QuerySet

from loa.speakers.models import Airing, Cluster, Play, Slot
from loa.units import access
from loa.units.access import Who
from loa.units.permissions import Permission

READ = Permission.SPEAKERS_READ


def clusters(actor: Who, permission: Permission = READ) -> QuerySet[Cluster]:
    """Return the clusters of the bodies in reach."""
    return Cluster.objects.filter(body__in=access.bodies_in_reach(actor, permission))


def slots(actor: Who) -> QuerySet[Slot]:
    """Return the slots of the bodies in reach."""
    return Slot.objects.filter(body__in=access.bodies_in_reach(actor, READ))


def airings(actor: Who) -> QuerySet[Airing]:
    """Return the airings of the bodies in reach."""
    return Airing.objects.filter(body__in=access.bodies_in_reach(actor, READ))


def plays(actor: Who) -> QuerySet[Play]:
    """Return the plays at clusters of the bodies in reach."""
    return Play.objects.filter(cluster__body__in=access.bodies_in_reach(actor, READ))
