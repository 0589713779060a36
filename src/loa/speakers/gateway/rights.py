"""Who may connect to the broker and which topics are whose, read from the devices; the same for every kind of broker."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from loa.speakers.gateway.dialects.groups import COMMANDS, STATES
from loa.speakers.models import Cluster
from loa.speakers.queries import groups
from loa.speakers.rules.words import Dialect
from loa_wire import topics

GATEWAY = "loa-gateway"
"""The user name of the gateway; a device of this name would get no rights."""
COUNTED = "$SYS/broker/clients/connected"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,24}")
_DEVICES = """
SELECT device.name, device.password, cluster.body_id, cluster.id
  FROM speakers_device device JOIN speakers_cluster cluster ON cluster.id = device.cluster_id
 WHERE device.revoked_at IS NULL AND cluster.closed_at IS NULL AND device.password <> ''
 ORDER BY device.id
"""


@dataclass(frozen=True, slots=True)
class Right:
    """One device at the broker: its name, the digest of its password, the topics that it may read."""

    name: str
    digest: str
    reads: tuple[str, ...]
    writes: tuple[str, ...] = ()
    """Topics beside the own one: another maker's."""


def list_rights() -> list[Right]:
    """Return the rights of every device that may connect now."""
    with connection.cursor() as cursor:
        cursor.execute(_DEVICES)
        rows = cursor.fetchall()
    ours = [
        Right(name, password, tuple(map(topics.group, (groups.CITY, f"b{body}", f"c{cluster}"))))
        for name, password, body, cluster in rows
        if _NAME.fullmatch(name) and name != GATEWAY and "\n" not in password
    ]
    return [*ours, *_of_others()]


def _of_others() -> list[Right]:
    """Return the rights of maker B's devices, which read and write on their own topics."""
    rows = Cluster.objects.filter(dialect=Dialect.GROUPS, closed_at__isnull=True).order_by("pk")
    found = [
        (str(kept.get("device", "")), str(kept.get("digest", "")))
        for kept in rows.values_list("settings", flat=True)
    ]
    return [
        Right(name, digest, (COMMANDS.format(name),), (STATES.format(name),))
        for name, digest in found
        if _NAME.fullmatch(name) and name != GATEWAY and digest and "\n" not in digest
    ]


def passwords(rights: Iterable[Right], own: str) -> str:
    """Return mosquitto's file of passwords; `own` is the digest of the gateway's."""
    lines = [f"{GATEWAY}:{own}", *(f"{each.name}:{each.digest}" for each in rights)]
    return "\n".join(lines) + "\n"


def topic_rights(rights: Iterable[Right]) -> str:
    """Return mosquitto's file of topic rights: a device reads its groups and what is for it, and writes on its own topic alone."""
    lines = [
        f"pattern read {topics.down('%u')}",
        f"pattern write {topics.up('%u')}",
        "",
        f"user {GATEWAY}",
        f"topic write {topics.ROOT}/g/#",
        f"topic write {topics.ROOT}/d/#",
        f"topic read {topics.UP_ALL}",
        f"topic read {COUNTED}",
        f"topic write {COMMANDS.format('+')}",
        f"topic read {STATES.format('+')}",
    ]
    for each in rights:
        lines += ["", f"user {each.name}", *(f"topic read {topic}" for topic in each.reads)]
        lines += [f"topic write {topic}" for topic in each.writes]
    return "\n".join(lines) + "\n"


def stamp(rights: Iterable[Right]) -> str:
    """Return a digest that changes when any right does."""
    found = hashlib.sha256()
    for each in rights:
        found.update("\0".join((each.name, each.digest, *each.reads, "", *each.writes)).encode() + b"\n")
    return found.hexdigest()
