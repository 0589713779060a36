"""What clusters of other makers are to hold now: their plays as orders, without those that may not sound, and nothing while silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from loa.lib.ids import digest
from loa.speakers.actions.airing import wire
from loa.speakers.actions.commanding import ms
from loa.speakers.gateway.dialects.base import Order
from loa.speakers.models import Cluster, Handed, Play, Silence
from loa.speakers.queries.locks import Locks
from loa.speakers.queries.tickets import sound_address
from loa.speakers.rules import foreign as rules
from loa.speakers.rules.words import OPEN_PLAYS, AiringState
from loa_wire.words import Priority, Why

AHEAD = timedelta(days=2)
MOST = 200
"""Plays in one list; a device's memory is small."""
_RANKS = {Priority.EMERGENCY.value: 1, Priority.PRIORITY.value: 2, Priority.NORMAL.value: 3}


@dataclass(frozen=True, slots=True)
class Held:
    """What one cluster is to hold: `is_stop` says that it is to be silent, `blocked` which plays the server keeps back and why."""

    cluster: Cluster
    device: str
    orders: tuple[Order, ...] = ()
    is_stop: bool = False
    blocked: tuple[tuple[int, Why], ...] = ()
    plays: Mapping[str, tuple[int, int]] | None = None
    handed: Handed | None = None

    @property
    def digest(self) -> str:
        """Return a word that changes whenever anything that is still to sound does, or the device."""
        cluster = self.cluster
        spoken_to = [[key, str(value)] for key, value in sorted(cluster.settings.items())]
        told = [
            [each.number, ms(each.starts_at), each.length_ms, each.address, each.volume]
            for each in self.orders
        ]
        return digest([cluster.dialect, spoken_to, self.is_stop, told])[:24]

    @property
    def is_handed_over(self) -> bool:
        """Say whether the device holds just this."""
        return self.handed is not None and self.handed.digest == self.digest


def open_clusters(dialects: Iterable[str] = rules.FOREIGN) -> QuerySet[Cluster]:
    """Return the clusters in use that are spoken to in these dialects."""
    return Cluster.objects.filter(dialect__in=list(dialects), closed_at__isnull=True)


def held_now(clusters: QuerySet[Cluster], now: datetime) -> list[Held]:
    """Return what clusters of other makers are to hold; as many queries whatever their number."""
    rows = list(clusters.select_related("area", "handed").prefetch_related("neighbours").order_by("pk"))
    if not rows:
        return []
    silent, locks = _silent(rows), Locks({each.area for each in rows})
    plays: dict[int, list[Play]] = defaultdict(list)
    due = Play.objects.filter(
        cluster__in=[row.pk for row in rows],
        state__in=OPEN_PLAYS,
        moment__lte=now + AHEAD,
        deadline_at__gt=now,
    ).exclude(airing__state=AiringState.PLANNED)
    for play in due.select_related("airing__sound").order_by("moment", "pk"):
        plays[play.cluster_id].append(play)
    return [_held(row, plays[row.pk], silent, locks, now) for row in rows]


def _silent(rows: Sequence[Cluster]) -> set[int]:
    """Return the clusters that are to be silent: muted, or under the kill switch."""
    over = Q(cluster__in=rows) | Q(body__in={row.body_id for row in rows}) | Q(cluster=None, body=None)
    standing = list(Silence.objects.filter(over, off_at__isnull=True))
    own, bodies = {each.cluster_id for each in standing}, {each.body_id for each in standing}
    is_city = any(each.cluster_id is None and each.body_id is None for each in standing)
    return {row.pk for row in rows if is_city or row.is_muted or row.body_id in bodies or row.pk in own}


def _held(row: Cluster, plays: Sequence[Play], silent: set[int], locks: Locks, now: datetime) -> Held:
    device = str(row.settings.get("device", ""))
    handed = getattr(row, "handed", None)
    if row.pk in silent:
        return Held(row, device, is_stop=True, plays={}, handed=handed)
    orders: list[Order] = []
    kept: dict[str, tuple[int, int]] = {}
    blocked: list[tuple[int, Why]] = []
    for play in plays[:MOST]:
        before = _start_kept(handed, play)
        if before is None and play.told in rules.SAID_SOUNDED:
            continue  # it was broken off; it does not begin anew
        start = rules.start_of(play.moment, play.airing.latest_at, now, before)
        if start is None:
            continue
        airing = play.airing
        if why := locks.blocked(row, replace(wire(airing), at=ms(start))):
            blocked.append((play.pk, why))
            continue
        kept[str(play.pk)] = (ms(play.moment), ms(start))
        if start + timedelta(milliseconds=airing.length_ms) > now or row.dialect == "polling":
            orders.append(_order(row, device, play, start))
    return Held(row, device, tuple(orders), blocked=tuple(blocked), plays=kept, handed=handed)


def _order(row: Cluster, device: str, play: Play, start: datetime) -> Order:
    airing = play.airing
    return Order(
        number=play.pk,
        device=device,
        title=airing.title,
        address=sound_address(row, airing),
        starts_at=start,
        length_ms=airing.length_ms,
        volume=row.volume,
        is_relay=airing.sound_id is None,
        priority=_RANKS[airing.priority],
    )


def _start_kept(handed: Handed | None, play: Play) -> datetime | None:
    """Return the start with which a play was handed over, if it was not moved since."""
    found = (handed.plays if handed else {}).get(str(play.pk))
    if not found or found[0] != ms(play.moment):
        return None
    return datetime.fromtimestamp(found[1] / 1000, UTC)
