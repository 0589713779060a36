"""Clusters and devices in numbers, for benches: rows in the database, keys in a file that the simulated devices read."""

from __future__ import annotations

import json
from pathlib import Path

from loa.delivery.bench.ground import make_body
from loa.lib import clock
from loa.speakers.actions.commanding import signing_key
from loa.speakers.models import Cluster, Device
from loa.speakers.rules.broker import broker_digest
from loa.units.models import Area
from loa_wire.signed import SignKey

AT_ONCE = 2_000
PASSWORD = "bench"  # noqa: S105  of devices that exist for minutes, on this machine alone


def make_devices(number: int) -> list[tuple[SignKey, str]]:
    """Make so many clusters with a device each; return each device's key and the group of its cluster."""
    body, area, now, password = (
        make_body(),
        Area.objects.get(code="bench"),
        clock.now(),
        broker_digest(PASSWORD),
    )
    clusters = Cluster.objects.bulk_create(
        [
            Cluster(code=f"BENCH-{n:05}", body=body, area=area, place=f"Cột {n}", opened_at=now)
            for n in range(number)
        ],
        AT_ONCE,
    )
    keys = [SignKey.generate(f"K{n:06}") for n in range(number)]
    Device.objects.bulk_create(
        [
            Device(cluster=cluster, name=key.id, public_key=key.public, password=password, enrolled_at=now)
            for cluster, key in zip(clusters, keys, strict=True)
        ],
        AT_ONCE,
    )
    return [(key, f"c{cluster.pk}") for key, cluster in zip(keys, clusters, strict=True)]


def write_fleet(path: Path, devices: list[tuple[SignKey, str]], host: str, port: int) -> None:
    """Write what the simulated devices need to know."""
    body, server = make_body(), signing_key()
    facts = {
        "host": host,
        "port": port,
        "password": PASSWORD,
        "keys": {server.id: server.public.hex()},
        "devices": [[key.id, key.seed.hex(), ["city", f"b{body.pk}", group]] for key, group in devices],
    }
    path.write_text(json.dumps(facts))
