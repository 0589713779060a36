"""The checks of loudspeakers: a broker that fits, room for connections, a gateway that is there."""

from __future__ import annotations

import resource
from collections.abc import Iterator

from loa.lib.health import Finding, fail, ok, warn
from loa.speakers.gateway import standing
from loa.speakers.gateway.broker import SMALL, SPARE_FILES, Broker, Kind, NoBroker, choose
from loa.speakers.models import Cluster, Device

PAGE = "docs/operations/broker.md"


def broker() -> Iterator[Finding]:
    """Check that the broker carries as many devices as there are."""
    devices = Device.objects.filter(revoked_at__isnull=True).exclude(password="").count()
    try:
        chosen = choose()
    except NoBroker as error:
        yield fail("speaker broker", str(error), f"correct LOA_MOSQUITTO or unset it: {PAGE}")
        return
    said = f"{chosen.kind} at {chosen.host}:{chosen.port}, {devices} devices"
    if chosen.kind == Kind.AMQTT and devices > SMALL:
        yield warn("speaker broker", said, f"install mosquitto, amqtt carries about {SMALL}: {PAGE}")
    else:
        yield ok("speaker broker", said)
    if chosen.is_own:
        yield from _room(devices)
        yield from _open_to_the_world(chosen)


def _room(devices: int) -> Iterator[Finding]:
    """Look whether every device's connection has a descriptor; the soft limit is raised at the start."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = devices + SPARE_FILES
    if hard < needed:
        mend = f"allow {needed * 2} (`LimitNOFILE=` of the service, or `ulimit -Hn`): {PAGE}"
        yield fail("speaker connections", f"the system allows {hard}, {devices} devices need {needed}", mend)
    elif devices:
        yield ok("speaker connections", f"{hard} allowed, {needed} needed")


def _open_to_the_world(chosen: Broker) -> Iterator[Finding]:
    is_near = chosen.reached_at == chosen.host and chosen.host in {"127.0.0.1", "::1", "localhost"}
    if not is_near and not chosen.tls:
        mend = f"set MQTT_TLS_CERTIFICATE and MQTT_TLS_KEY, or listen behind a proxy that ends TLS: {PAGE}"
        yield warn("speaker broker", "devices send their passwords unencrypted", mend)


def gateway() -> Iterator[Finding]:
    """Check that a gateway is there and connected, once there are clusters."""
    if not Cluster.objects.filter(closed_at__isnull=True).exists():
        return
    found = standing.find()
    if found is None:
        yield fail(
            "speaker gateway", "none has said a word of late", "run `loa up`, or `loa speakers gateway`"
        )
    elif not found.linked:
        yield fail(
            "speaker gateway", f"not connected to {found.broker} at {found.at}", f"see its log: {PAGE}"
        )
    else:
        yield ok("speaker gateway", f"{found.broker} at {found.at}, {found.connected} connected")
