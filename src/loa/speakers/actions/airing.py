"""From a released message to the clusters: airings at their moments, a play for each cluster, one command for each body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import prefetch_related_objects

from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.speakers.actions.commanding import ms, order
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


@dataclass(frozen=True, slots=True)
class Said:
    """What is to sound and where it comes from: one frozen content of the ledger.

    Empty `moments` mean at once. `corrects` is the code of the bulletin whose planned airings end with this one.
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


def air(said: Said, receivers: Mapping[int, int]) -> dict[int, Why | None]:
    """Lay out the plays of a message for clusters (id → delivery id) and order them; asking twice orders once.

    Returns for each cluster why nothing will sound there, None where it is ordered. The journal's row is the release's. Each body is a
    transaction of its own: the first ones sound, and the kill switch is free, while the last are laid out; what broke off is asked again.
    """
    if said.corrects:
        _end_planned(said.corrects, list(receivers), said.code)
    meant = Cluster.objects.filter(pk__in=list(receivers)).select_related("area")
    known = {each.pk: each for each in meant.prefetch_related("neighbours")}
    locks = Locks()
    refused: dict[int, Why | None] = {}
    by_body: dict[int, list[Cluster]] = defaultdict(list)
    for key, delivery in receivers.items():
        cluster = known.get(key)
        if cluster is None or cluster.closed_at is not None or cluster.mode != said.mode:
            refused[key] = Why.FOREIGN
            continue
        del delivery
        by_body[cluster.body_id].append(cluster)
    for body_id, clusters in sorted(by_body.items()):
        refused |= _air_at(said, body_id, clusters, receivers, locks)
    return refused


@transaction.atomic
def _air_at(
    said: Said, body_id: int, clusters: Sequence[Cluster], deliveries: Mapping[int, int], locks: Locks
) -> dict[int, Why | None]:
    airings = _airings(said, body_id)
    answer: dict[int, Why | None] = {}
    plays: list[Play] = []
    for cluster in clusters:
        open_ones = [each for each in airings if locks.blocked(cluster, wire(each)) is None]
        answer[cluster.pk] = None if open_ones else Why.NIGHT
        plays += [_play(each, cluster, deliveries[cluster.pk]) for each in open_ones]
    new = _lay_out(plays)
    if new:
        _order(body_id, airings, new)
    return answer


def _airings(said: Said, body_id: int) -> list[Airing]:
    """Return the airings of a message at a body, made once; one that sounds at once keeps its first moment."""
    made = list(
        Airing.objects.filter(source=said.source, dispatch_id=said.dispatch_id, body=body_id, slot=None)
    )
    if made:
        return made
    now = clock.now()
    moments = said.moments or (now,)
    return Airing.objects.bulk_create(
        [
            Airing(
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
            for moment in moments
        ]
    )


def _play(airing: Airing, cluster: Cluster, delivery_id: int) -> Play:
    return Play(
        airing=airing,
        cluster=cluster,
        body_id=cluster.body_id,
        delivery_id=delivery_id,
        moment=airing.starts_at,
        deadline_at=rules.deadline(airing.latest_at, airing.length_ms),
        state=PlayState.ORDERED if cluster.dialect == Dialect.LOA else PlayState.PLANNED,
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


def _order(body_id: int, airings: Iterable[Airing], plays: Sequence[Play]) -> None:
    """Order plays at one body: one command where every cluster plays the same, which is the rule."""
    by_airing: dict[int, set[int]] = defaultdict(set)
    for play in plays:
        by_airing[play.airing_id].add(play.cluster_id)
    alike: dict[frozenset[int], list[Airing]] = defaultdict(list)
    for airing in airings:
        if airing.pk in by_airing:
            alike[frozenset(by_airing[airing.pk])].append(airing)
    everybody = set(Cluster.objects.filter(body=body_id, closed_at=None).values_list("pk", flat=True))
    for meant, told in alike.items():
        for begin in range(0, len(told), MOST_PLAYS):
            part = told[begin : begin + MOST_PLAYS]
            order(
                ask=Ask.PLAY,
                group=groups.of_body(body_id),
                body={"plays": [wire(each).to_wire() for each in part]},
                until=max(each.latest_at for each in part) + timedelta(seconds=5),
                only=() if everybody <= meant else sorted(meant),
                urgent=any(each.priority == Priority.EMERGENCY for each in part),
            )


def wire(airing: Airing) -> commands.Play:
    """Return an airing as devices read it."""
    sound = airing.sound
    return commands.Play(
        id=str(airing.pk),
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
        _order(slot.body_id, [airing], _lay_out([_play(airing, each, 0) for each in able]))
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
def _end_planned(code: str, cluster_ids: Sequence[int], by: str) -> None:
    """Take out what is still planned of a bulletin that another one corrects, withdraws or replaces."""
    waiting = Play.objects.filter(airing__code=code, cluster__in=cluster_ids, state__in=OPEN_PLAYS)
    found = Airing.objects.filter(pk__in=waiting.values("airing"))
    if airings := list(found.select_for_update().order_by("pk")):
        end_airings(airings, by)


def end_airings(airings: Sequence[Airing], reason: str) -> int:
    """End the open plays of airings, tell the devices, and return how many plays that were; a proof still wins later."""
    Airing.objects.filter(pk__in=[each.pk for each in airings]).update(
        state=AiringState.CANCELLED, reason=reason[:300]
    )
    open_plays = Play.objects.filter(airing__in=airings, state__in=OPEN_PLAYS)
    ended = open_plays.update(state=PlayState.CANCELLED, why=Why.CANCELLED.value)
    by_body: dict[int, list[Airing]] = defaultdict(list)
    for each in airings:
        by_body[each.body_id].append(each)
    for body_id, mine in sorted(by_body.items()):
        tell_cancelled(body_id, mine)
    return ended


def tell_cancelled(body_id: int, airings: Sequence[Airing]) -> None:
    """Tell the devices of a body that its airings are taken out, and those of clusters that have left it since."""
    moved = Play.objects.filter(airing__in=airings).exclude(cluster__body=body_id).order_by("cluster")
    left = moved.values_list("cluster", flat=True).distinct()
    for group in (groups.of_body(body_id), *(groups.of_cluster(each) for each in left)):
        order(
            ask=Ask.CANCEL,
            group=group,
            body={"plays": [str(each.pk) for each in airings]},
            until=max(rules.deadline(each.latest_at, each.length_ms) for each in airings),
            urgent=True,
        )


@transaction.atomic
def heard(*, actor: Author, sound: Sound, person: Person) -> None:
    """Note that a person has listened to a sound; only then may it go on air. The caller has asked for the right."""
    if Sound.objects.filter(pk=sound.pk, heard_by=None).update(heard_by=person, heard_at=clock.now()):
        journal.write(actor=actor, verb="speakers.sound_heard", thing=sound.thing)
