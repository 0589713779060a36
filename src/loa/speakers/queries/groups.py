"""Names of groups on the wire, and which devices stand behind them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from loa.speakers.models import Cluster, Device
from loa.units.models import Body

CITY = "city"


def of_body(body: Body | int) -> str:
    """Return the group of a body's clusters."""
    return f"b{body if isinstance(body, int) else body.pk}"


def of_cluster(cluster: Cluster | int) -> str:
    """Return the group of one cluster, whatever device is in it."""
    return f"c{cluster if isinstance(cluster, int) else cluster.pk}"


def of_device(device: Device) -> str:
    """Return the group of one device alone."""
    return f"d{device.name}"


def groups_of(device: Device) -> list[str]:
    """Return every group that a device obeys today."""
    return [CITY, of_body(device.cluster.body_id), of_cluster(device.cluster_id), of_device(device)]


def devices_behind(group: str) -> QuerySet[Device]:
    """Return the devices, not revoked, that obey a group; none for a name nobody knows."""
    devices = Device.objects.filter(revoked_at__isnull=True, cluster__closed_at__isnull=True)
    if group == CITY:
        return devices
    kind, rest = group[:1], group[1:]
    if kind == "d":
        return devices.filter(name=rest)
    if not rest.isdigit():
        return devices.none()
    return devices.filter(
        {"b": Q(cluster__body=int(rest)), "c": Q(cluster=int(rest))}.get(kind, Q(pk__in=[]))
    )
