"""Heartbeats: the newest of each device writes over the last, ends an outage, and tells the firmware."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from loa.speakers.actions.commanding import ms
from loa.speakers.intake.believing import Believed
from loa.speakers.intake.columns import MOST_BIGINT, whole, word
from loa.speakers.models import Outage
from loa_wire.tidings import Beat

_MOST_SKEW = 10**14

# One beat a cluster; a beat that was heard before, or that an older device left behind, changes nothing.
FOLD = """
INSERT INTO speakers_beat AS b
       (cluster_id, device_id, at, n, doing, volume, free, firmware, skew_ms, play, waiting)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[], %s::int[], %s::bigint[],
                     %s::text[], %s::bigint[], %s::text[], %s::int[])
       AS t(cluster_id, device_id, at, n, doing, volume, free, firmware, skew_ms, play, waiting)
 ORDER BY cluster_id
    ON CONFLICT (cluster_id) DO UPDATE
   SET device_id = excluded.device_id, at = excluded.at, n = excluded.n, doing = excluded.doing,
       volume = excluded.volume, free = excluded.free, firmware = excluded.firmware, skew_ms = excluded.skew_ms,
       play = excluded.play, waiting = excluded.waiting
 WHERE b.device_id IS DISTINCT FROM excluded.device_id OR b.n < excluded.n
RETURNING cluster_id, at
"""

FIRMWARE = """
UPDATE speakers_device d SET firmware = t.firmware
  FROM unnest(%s::bigint[], %s::text[]) AS t(id, firmware) WHERE d.id = t.id
"""


def newest(told: Iterable[Believed]) -> list[Believed]:
    """Return the latest beat of each cluster in the batch."""
    latest: dict[int, Believed] = {}
    for each in told:
        before = latest.get(each.sender.cluster_id)
        if before is None or _number(before) < _number(each):
            latest[each.sender.cluster_id] = each
    return list(latest.values())


def skew_of(each: Believed) -> int:
    """Return by how many milliseconds the device's corrected clock is ahead of ours."""
    beat = _beat(each)
    return whole(beat.at + whole(beat.offset, _MOST_SKEW) - ms(each.at), _MOST_SKEW)


def fold(told: Sequence[Believed]) -> None:
    """Write the newest beats over the last ones."""
    if not told:
        return
    with connection.cursor() as cursor:
        cursor.execute(FOLD, _columns(told))
        heard = dict(cursor.fetchall())
    # Nearly every beat ends nothing: the open ones are few and found by their own index.
    for outage in Outage.objects.filter(cluster__in=list(heard), until_at__isnull=True):
        Outage.objects.filter(pk=outage.pk).update(until_at=max(heard[outage.cluster_id], outage.since_at))
    _firmware([each for each in told if each.sender.cluster_id in heard])


def _columns(told: Sequence[Believed]) -> list[list[object]]:
    senders, beats = [each.sender for each in told], [_beat(each) for each in told]
    return [
        [sender.cluster_id for sender in senders],
        [sender.id for sender in senders],
        [each.at for each in told],
        [beat.n for beat in beats],
        [beat.doing.value for beat in beats],
        [beat.volume for beat in beats],
        [whole(beat.free, MOST_BIGINT) for beat in beats],
        [word(beat.firmware, 40) for beat in beats],
        [skew_of(each) for each in told],
        [word(beat.play, 20) for beat in beats],
        [whole(beat.waiting) for beat in beats],
    ]


def _firmware(told: Sequence[Believed]) -> None:
    """Note what devices run now where it is another than before; a whole city may have been given a new one."""
    new = {each.sender.id: word(_beat(each).firmware, 40) for each in told}
    before = {each.sender.id: each.sender.firmware for each in told}
    changed = sorted((key, firmware) for key, firmware in new.items() if firmware != before[key])
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(FIRMWARE, [list(column) for column in zip(*changed, strict=True)])


def _number(each: Believed) -> int:
    return _beat(each).n


def _beat(each: Believed) -> Beat:
    assert isinstance(each.tidings, Beat), "sorted by the door"
    return each.tidings
