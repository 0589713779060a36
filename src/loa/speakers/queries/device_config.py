"""What one device must hold to by itself: volumes, the hours and days of silence, the groups it obeys, the server's keys."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings

from loa.journal.keyring import keyring
from loa.lib import clock
from loa.speakers.models import Cluster, Device
from loa.speakers.queries.groups import groups_of, of_device
from loa.speakers.queries.limits import Parts, config_parts, quiet_near
from loa_wire.commands import Config

DAYS = 14
"""How far ahead days of silence are told; the daily work tells them again."""


def config_of(cluster: Cluster) -> Config:
    """Return what the device of a cluster is told today."""
    return configs_of([cluster])[cluster.pk]


def configs_of(clusters: Iterable[Cluster], day: date | None = None) -> dict[int, Config]:
    """Return what the device of each cluster is told for a day, the limits of an area looked up once.

    What is quiet on the day and on the next is told, so that a device never refuses what the server ordered.
    """
    day = day or clock.today()
    rows = list(clusters)
    parts: dict[int, Parts] = {}
    for cluster in rows:
        if cluster.area_id not in parts:
            parts[cluster.area_id] = config_parts(cluster.area, day, DAYS)
    return {
        cluster.pk: Config(
            volume=cluster.volume,
            volume_min=cluster.volume_min,
            volume_max=cluster.volume_max,
            quiet=tuple(
                sorted({*parts[cluster.area_id][0], *quiet_near(cluster, (day, day + timedelta(days=1)))})
            ),
            closed=parts[cluster.area_id][1],
        )
        for cluster in rows
    }


def groups_told(device: Device) -> list[str]:
    """Return the groups a device is told to obey; its own it always does."""
    return [name for name in groups_of(device) if name != of_device(device)]


def server_keys() -> dict[str, str]:
    """Return the public half of every signing key held, those that begin later included, as the wire writes them."""
    return {name: base64.urlsafe_b64encode(key.raw).decode() for name, key in keyring().verify_keys().items()}


def broker_url() -> str:
    """Return where devices find the broker; empty where they come by HTTPS alone."""
    return str(getattr(settings, "MQTT_PUBLIC_URL", ""))
