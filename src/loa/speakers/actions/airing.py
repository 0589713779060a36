"""From a released message to the clusters: airings at their moments, a play for each cluster, one command for each body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import F, prefetch_related_objects

from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.speakers.actions import proofs
from loa.speakers.actions.commanding import Order, ms, order_many
from loa.speakers.errors import NoReason, NotOrderable
from loa.speakers.models import Airing, Cluster, Play, Slot, Sound
from loa.speakers.queries import groups
from loa.speakers.queries.locks import Locks
from loa.speakers.rules import airing as rules
from loa.speakers.rules.words import OPEN_PLAYS, AiringState, Dialect, PlayState
from loa.units import access
from loa.units.models import Person
from loa.units.permissions import Permission
from loa_wire import commands
from loa_wire.words import Ask, Priority, Why

MOST_PLAYS = 200
"""Plays in one command; more are laid out over several."""
AT_ONCE = 2_000
"""Clusters in one transaction, but for those of a single body."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to sound and where it comes from: one frozen content of the ledger.

    Empty `moments` mean at once. `corrects` is the code of the bulletin whose planned airings end with this one; where it only
    corrects (`narrows`), at the clusters alone that hear the correction.
    """

    source: str
    dispatch_id: int
    title: str
    code: str
    version: int
    mode: str
    priority: Priority
    sound: Sound
    moments: tuple[datetime, ...] = ()
    valid_until: datetime | None = None
    mends: bool = False
    corrects: str = ""
    narrows: bool = False


def air(said: Said, receivers: Mapping[int, int]) -> dict[int, Why | None]:
    """Lay out the plays of a message for clusters (id → delivery id) and order them; asking twice orders once.

    Returns for each cluster why nothing will sound there, None where it is ordered. The journal's row is the release's. So many clusters
    are a transaction of their own that the kill switch does not wait long for it; what broke off is asked again.
    """
    if said.corrects:
        _end_planned(said, list(receivers))
    meant = Cluster.objects.filter(pk__in=list(receivers)).select_related("area")
    known = {each.pk: each for each in meant.prefetch_related("neighbours").order_by("body", "pk")}
    able = [each for each in known.values() if each.closed_at is None and each.mode == said.mode]
    refused: dict[int, Why | None] = dict.fromkeys(receivers, Why.FOREIGN)
    locks = Locks({each.area for each in able})
    for part in _parts(able):
        refused |= _air_at(said, part, receivers, locks)
    return refused


def _parts(clusters: Iterable[Cluster]) -> Iterator[list[Cluster]]:
    """Yield the clusters of as many bodies as fit into one transaction; of one body all."""
    part: list[Cluster] = []
    for _body, mine in groupby(clusters, key=lambda each: each.body_id):
        alike = list(mine)
        if part and len(part) + len(alike) > AT_ONCE:
            yield part
            part = []
        part += alike
    if part:
        yield part


@transaction.atomic
def _air_at(
    said: Said, clusters: Sequence[Cluster], deliveries: Mapping[int, int], locks: Locks
) -> dict[int, Why | None]:
    airings = _airings(said, {each.body_id for each in clusters})
    wires = {each.pk: wire(each) for mine in airings.values() for each in mine}
    answer: dict[int, Why | None] = {}
    plays: list[Play] = []
    for cluster in clusters:
        open_ones = [
            each for each in airings[cluster.body_id] if locks.blocked(cluster, wires[each.pk]) is None
        ]
        answer[cluster.pk] = None if open_ones else Why.NIGHT
        plays += [_play(each, cluster, deliveries[cluster.pk]) for each in open_ones]
    order_plays([each for each in _lay_out(plays) if each.airing.state == AiringState.ORDERED])
    return answer


def _airings(said: Said, body_ids: Collection[int]) -> dict[int, list[Airing]]:
    """Return the airings of a message at bodies, made once; one that sounds at once keeps its first moment."""
    with connection.cursor() as cursor:  # another part of the same dispatch may be at the same body
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"air:{said.dispatch_id}"])
    rows = Airing.objects.filter(
        source=said.source, dispatch_id=said.dispatch_id, body__in=body_ids, slot=None
    )
    found: dict[int, list[Airing]] = defaultdict(list)
    for airing in rows.select_related("sound").order_by("pk"):
        found[airing.body_id].append(airing)
    now = clock.now()
    moments = said.moments or (now,)
    missing = [
        _airing(said, body, moment, now) for body in sorted({*body_ids} - {*found}) for moment in moments
    ]
    for airing in Airing.objects.bulk_create(missing):
        found[airing.body_id].append(airing)
    return found


def _airing(said: Said, body_id: int, moment: datetime, now: datetime) -> Airing:
    return Airing(
        body_id=body_id,
        sound=said.sound,
        title=said.title,
        source=said.source,
        code=said.code,
        version=said.version,
        dispatch_id=said.dispatch_id,
        mode=said.mode,
        priority=said.priority.value,
        mends=said.mends,
        starts_at=moment,
        latest_at=rules.latest(moment, said.priority, said.valid_until),
        length_ms=said.sound.length_ms,
        state=AiringState.ORDERED,
        made_at=now,
    )


def _play(airing: Airing, cluster: Cluster, delivery_id: int) -> Play:
    is_told = cluster.dialect == Dialect.LOA and airing.state == AiringState.ORDERED
    return Play(
        airing=airing,
        cluster=cluster,
        body_id=cluster.body_id,
        delivery_id=delivery_id,
        moment=airing.starts_at,
        deadline_at=rules.deadline(airing.latest_at, airing.length_ms),
        state=PlayState.ORDERED if is_told else PlayState.PLANNED,
    )


def _lay_out(plays: Sequence[Play]) -> list[Play]:
    """Write the plays that are not there yet and return them."""
    there = set(
        Play.objects.filter(
            airing__in={each.airing_id for each in plays}, cluster__in={each.cluster_id for each in plays}
        ).values_list("airing_id", "cluster_id")
    )
    new = [each for each in plays if (each.airing_id, each.cluster_id) not in there]
    return Play.objects.bulk_create(new, batch_size=2000)


def order_plays(plays: Sequence[Play]) -> None:
    """Order plays at their airings' bodies: one command for a body where every cluster plays the same, which is the rule."""
    clusters: dict[Airing, set[int]] = defaultdict(set)
    for play in plays:
        clusters[play.airing].add(play.cluster_id)
    alike: dict[tuple[int, frozenset[int]], list[Airing]] = defaultdict(list)
    for airing, meant in clusters.items():
        alike[airing.body_id, frozenset(meant)].append(airing)
    everybody = _clusters_of({body_id for body_id, _meant in alike})
    order_many(
        [
            playing(
                groups.of_body(body_id),
                part,
                only=() if everybody[body_id] <= meant else sorted(meant),
                urgent=any(each.priority == Priority.EMERGENCY for each in part),
            )
            for (body_id, meant), told in alike.items()
            for part in parts_of(told)
        ]
    )


def parts_of(airings: Sequence[Airing]) -> Iterator[Sequence[Airing]]:
    """Yield airings in parts that fit into one command each."""
    for begin in range(0, len(airings), MOST_PLAYS):
        yield airings[begin : begin + MOST_PLAYS]


def playing(
    group: str, airings: Sequence[Airing], *, only: Sequence[int] = (), urgent: bool = False
) -> Order:
    """Return the order of airings, which waits as long as the last of them may begin."""
    until = max(each.latest_at for each in airings) + timedelta(seconds=5)
    body = {"plays": [wire(each).to_wire() for each in airings]}
    return Order(Ask.PLAY, group, until, body, only=only, urgent=urgent)


def _clusters_of(body_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the clusters that stand at each body."""
    found: dict[int, set[int]] = {each: set() for each in sorted(body_ids)}
    rows = Cluster.objects.filter(body__in=body_ids, closed_at=None)
    for body_id, cluster in rows.values_list("body", "pk"):
        found[body_id].add(cluster)
    return found


def wire(airing: Airing) -> commands.Play:
    """Return an airing as devices read it."""
    sound = airing.sound
    return commands.Play(
        id=airing.ref,
        at=ms(airing.starts_at),
        length=airing.length_ms,
        latest=ms(airing.latest_at),
        priority=Priority(airing.priority),
        code=airing.code,
        version=airing.version,
        sha256=sound.sha256 if sound else "",
        size=sound.size if sound else 0,
        relay=airing.relay_url,
        mends=airing.mends,
        mode=airing.mode,
    )


@transaction.atomic
def air_relay(slot: Slot, moment: datetime, clusters: Sequence[Cluster]) -> Airing:
    """Lay out one occurrence of an approved relay slot at its clusters and order it; asking twice orders once."""
    priority = Priority(slot.priority)
    airing, made = Airing.objects.get_or_create(
        source=slot.thing,
        dispatch_id=0,
        starts_at=moment,
        body=slot.body,
        defaults={
            "slot": slot,
            "relay_url": slot.relay_url,
            "title": slot.title,
            "version": slot.version,
            "mode": slot.mode,
            "priority": priority.value,
            "latest_at": rules.latest(moment, priority, None),
            "length_ms": slot.minutes * 60_000,
            "state": AiringState.ORDERED,
            "made_at": clock.now(),
        },
    )
    if made:
        locks = Locks()
        prefetch_related_objects(clusters, "neighbours")
        able = [each for each in clusters if locks.blocked(each, wire(airing)) is None]
        order_plays(_lay_out([_play(airing, each, 0) for each in able]))
    return airing


@transaction.atomic
def cancel(*, actor: Author, airing: Airing, reason: str) -> None:
    """Take an airing out at every cluster where it has not sounded; what already sounds ends.

    Raises: RightMissing, NoReason; NotOrderable when it is over or was cancelled.
    """
    access.require(actor, Permission.SPEAKERS_SCHEDULE, body=airing.body)
    if not reason.strip():
        raise NoReason
    taken = Airing.objects.select_for_update().get(pk=airing.pk)
    if taken.state not in {AiringState.PLANNED, AiringState.ORDERED}:
        raise NotOrderable
    ended = end_airings([taken], reason.strip())
    journal.write(actor=actor, verb="speakers.airing_cancelled", thing=taken.thing, facts={"plays": ended})


@transaction.atomic
def _end_planned(said: Said, cluster_ids: Sequence[int]) -> None:
    """Take out what is still planned of a bulletin: at the clusters that hear a correction of it, else wherever it is."""
    waiting = Play.objects.filter(airing__code=said.corrects, state__in=OPEN_PLAYS)
    if said.narrows:
        waiting = waiting.filter(cluster__in=cluster_ids)
    found = Airing.objects.filter(pk__in=waiting.values("airing"))
    if airings := list(found.select_for_update().order_by("pk")):
        end_airings(airings, said.code, only=cluster_ids if said.narrows else None)


@transaction.atomic
def end_airings(airings: Sequence[Airing], reason: str, *, only: Collection[int] | None = None) -> int:
    """End the open plays of airings, at some clusters alone where given, and tell devices and ledger; a proof still wins later.

    Returns how many plays that were. An airing that something else became of at another cluster goes on.
    """
    plays = Play.objects.filter(airing__in=airings)
    ending = plays.filter(state__in=OPEN_PLAYS)
    if only is not None:
        ending = ending.filter(cluster__in=only)
    ended = dict(ending.select_for_update().order_by("pk").values_list("pk", "delivery_id"))
    plays.filter(pk__in=list(ended)).update(state=PlayState.CANCELLED, why=Why.CANCELLED.value)
    going_on = (
        set()
        if only is None
        else {*plays.exclude(state=PlayState.CANCELLED).values_list("airing", flat=True)}
    )
    over = [each.pk for each in airings if each.pk not in going_on]
    Airing.objects.filter(pk__in=over).update(state=AiringState.CANCELLED, reason=reason[:300])
    proofs.settle(ended.values())
    tell_cancelled(airings, only)
    return len(ended)


def tell_cancelled(airings: Iterable[Airing], only: Collection[int] | None = None) -> None:
    """Tell the devices of the airings' bodies, or of some clusters, that they are taken out, and those of clusters that have left since."""
    known = {each.pk: each for each in airings}
    by_body: dict[int, list[Airing]] = defaultdict(list)
    for each in known.values():
        by_body[each.body_id].append(each)
    orders: list[Order] = []
    for body_id, everybody in _clusters_of(by_body).items():
        here = everybody if only is None else everybody & set(only)
        if only is None or here:
            narrow = sorted(here) if here < everybody else ()
            orders.append(_cancelling(groups.of_body(body_id), by_body[body_id], narrow))
    left: dict[int, list[Airing]] = defaultdict(list)
    moved = Play.objects.filter(airing__in=list(known)).exclude(cluster__body=F("airing__body"))
    for airing, cluster in moved.order_by("cluster", "airing").values_list("airing", "cluster"):
        if only is None or cluster in only:
            left[cluster].append(known[airing])
    orders += [_cancelling(groups.of_cluster(each), mine, ()) for each, mine in left.items()]
    order_many(orders)


def _cancelling(group: str, airings: Sequence[Airing], only: Sequence[int]) -> Order:
    return Order(
        Ask.CANCEL,
        group,
        max(rules.deadline(each.latest_at, each.length_ms) for each in airings),
        {"plays": [each.ref for each in airings]},
        only=only,
        urgent=True,
    )


@transaction.atomic
def heard(*, actor: Author, sound: Sound, person: Person) -> None:
    """Note that a person has listened to a sound; only then may it go on air. The caller has asked for the right."""
    if Sound.objects.filter(pk=sound.pk, heard_by=None).update(heard_by=person, heard_at=clock.now()):
        journal.write(actor=actor, verb="speakers.sound_heard", thing=sound.thing)
