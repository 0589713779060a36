"""What must happen to the loudspeakers after a backup was put back and before anything is sent.

Devices remember more than the backup does: sequences and plays that were given out after it. Numbers therefore go on far above whatever
they may have seen, orders of the past end instead of going out again, and each device is told anew what the register says.
"""

from __future__ import annotations

from django.db import connection, connections

from loa.lib import clock
from loa.speakers.actions.airing import tell_cancelled
from loa.speakers.actions.devices import PART, tell_anew
from loa.speakers.actions.silencing import silence_again
from loa.speakers.models import Airing, Cluster, Command, Device
from loa.speakers.queries import groups
from loa.speakers.rules.words import AiringState

NUMBERED = ("speakers_airing", "speakers_command")
"""What devices know by its number: a play by its airing, over HTTPS the last command."""
_GROUPS = """
INSERT INTO speakers_group (name, seq) SELECT name, %s FROM unnest(%s::text[]) AS t(name)
    ON CONFLICT (name) DO UPDATE SET seq = greatest(speakers_group.seq, excluded.seq)
"""
_NUMBERS = (
    "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, (SELECT coalesce(max(id), 0) FROM {})))"
)


def after_restore() -> str:
    """Count on from where no device has been, end what waited to be sent, say again what holds; and say how much that was."""
    clusters = list(Cluster.objects.filter(devices__isnull=False).distinct().order_by("pk"))
    if not clusters:
        return "no loudspeakers"
    _count_on()
    now = clock.now()
    ended = Command.objects.filter(until_at__gt=now, since_at__lt=now).update(until_at=now)
    silences = silence_again()
    _cancel_again()
    open_ones = [each.pk for each in clusters if each.closed_at is None]
    told = sum(tell_anew(open_ones[begin : begin + PART]) for begin in range(0, len(open_ones), PART))
    return f"{ended} old commands ended, {told} devices are told anew, {silences} silences hold"


def _count_on() -> None:
    """Give groups, airings and commands numbers that were never given: the seconds since 1970, which no counting reaches."""
    number = int(clock.now().timestamp())
    names = {groups.CITY, *(groups.of_body(each) for each in Cluster.objects.values_list("body", flat=True))}
    names |= {groups.of_cluster(each) for each in Cluster.objects.values_list("pk", flat=True)}
    names |= {groups.of_device(each) for each in Device.objects.filter(revoked_at__isnull=True)}
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, [number, sorted(names)])
        cursor.execute("UPDATE speakers_group SET seq = greatest(seq, %s)", [number])
    with connections["owner"].cursor() as cursor:  # the application may not set a sequence
        for table in NUMBERED:
            cursor.execute(_NUMBERS.format(table), [table, number])
    connections["owner"].close()


def _cancel_again() -> None:
    """Take out once more what was cancelled and could still begin: a device that was away has not heard of it."""
    gone = Airing.objects.filter(state=AiringState.CANCELLED, latest_at__gt=clock.now())
    tell_cancelled(gone.order_by("pk"))
