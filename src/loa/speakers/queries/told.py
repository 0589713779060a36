"""What devices were told last, and whether they took it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from loa.lib import clock
from loa.speakers.models import Cluster, Command, CommandCopy
from loa_wire import commands
from loa_wire.errors import WireError
from loa_wire.signed import split
from loa_wire.words import Ask

SHOWN = 8
OF_OFFICERS = (Ask.VOLUME, Ask.MUTE, Ask.TONE, Ask.KILL, Ask.CONFIG, Ask.GROUPS, Ask.KEYS)


def last_told(groups: Sequence[str], asks: Iterable[Ask]) -> dict[str, dict[str, Any]]:
    """Return by group, then by what was asked, the body of the newest command that was taken or can still arrive."""
    rows = Command.objects.filter(group__in=list(groups), ask__in=[ask.value for ask in asks])
    rows = rows.filter(Q(copies__taken=True) | Q(until_at__gt=clock.now()))
    newest = rows.order_by("group", "ask", "-seq").distinct("group", "ask")
    found: dict[str, dict[str, Any]] = {}
    for group, ask, envelope in newest.values_list("group_id", "ask", "envelope"):
        found.setdefault(group, {})[ask] = split(bytes(envelope)).message().get("body", {})
    return found


def plays_in(envelope: bytes | memoryview) -> list[str]:
    """Return the plays that a command orders, read from what was signed."""
    try:
        return [play.id for play in commands.Command.from_wire(split(bytes(envelope)).message()).plays()]
    except WireError:  # a command of a later version of the wire
        return []


def is_on(envelope: bytes | memoryview) -> bool:
    """Say whether a command that switches something says on, read from what was signed."""
    try:
        return bool(split(bytes(envelope)).message().get("body", {}).get("on", True))
    except WireError:  # a command of a later version of the wire
        return True


def copies_at(cluster: Cluster) -> QuerySet[CommandCopy]:
    """Return the latest commands laid out for the present device of a cluster, plays left out."""
    rows = CommandCopy.objects.filter(
        device__cluster=cluster,
        device__revoked_at__isnull=True,
        command__ask__in=[ask.value for ask in OF_OFFICERS],
    )
    return rows.select_related("command__made_by").order_by("-command")[:SHOWN]
