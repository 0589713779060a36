"""Names of groups on the wire, and which devices stand behind them."""

from __future__ import annotations

from loa.speakers.models import Cluster, Device
from loa.units.models import Body

CITY = "city"
BEHIND = {
    CITY: "true",
    "b": "cluster.body_id = substr(command.group_id, 2)::bigint",
    "c": "cluster.id = substr(command.group_id, 2)::bigint",
    "d": "device.name = substr(command.group_id, 2)",
}
"""Which devices stand behind a command's group, in SQL, by the kind of its name."""


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


def kind_of(group: str) -> str:
    """Return what kind of group a name means: one of `BEHIND`. Raises: ValueError for a name that is none of ours."""
    kind = group if group == CITY else group[:1]
    if kind not in BEHIND or (kind in {"b", "c"} and not group[1:].isdigit()):
        raise ValueError(group)
    return kind
