"""What devices of other makers show instead of a signature: a secret of each device, made from the server's own and kept nowhere."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from loa.speakers.models import Airing, Cluster

_SALT = "loa.speakers.foreign"


def password_of(cluster: Cluster) -> str:
    """Return the secret of the device that stands in a cluster; another device number has another one."""
    number = str(cluster.settings.get("device", ""))
    return salted_hmac(_SALT, f"{cluster.pk}:{cluster.dialect}:{number}", algorithm="sha256").hexdigest()[:40]


def ticket_of(cluster: Cluster) -> str:
    """Return what stands in the addresses that only this device is told."""
    return f"{cluster.pk}-{password_of(cluster)}"


def find_cluster(ticket: str) -> Cluster | None:
    """Return the cluster whose ticket this is, if it is in use."""
    key, _, secret = ticket.partition("-")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    cluster = Cluster.objects.select_related("area").filter(pk=int(key), closed_at__isnull=True).first()
    if cluster is None or not cluster.settings.get("device"):
        return None
    return (
        cluster
        if constant_time_compare(secret.encode(errors="replace"), password_of(cluster).encode())
        else None
    )


def poll_address(cluster: Cluster) -> str:
    """Return where a polling device asks."""
    return settings.PUBLIC_URL + reverse("device:poll", args=[ticket_of(cluster)])


def sound_address(cluster: Cluster, airing: Airing) -> str:
    """Return where a device loads what is to sound: a stream's own address, or our file behind its ticket."""
    if airing.sound is None:
        return airing.relay_url
    path = reverse("device:sound", args=[ticket_of(cluster), airing.sound.sha256])
    return f"{settings.PUBLIC_URL}{path}"
