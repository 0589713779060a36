"""The kill switch: a cluster, a body's clusters or the city silent at once; ended by two persons (design.md §7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from loa.journal import actions as journal
from loa.lib import clock
from loa.speakers.actions.commanding import order
from loa.speakers.errors import NoReason, NothingToSilence, SameHuman, SilenceEnded
from loa.speakers.models import Cluster, Command, Group, Silence
from loa.speakers.queries import groups
from loa.speakers.queries.silences import SILENCE, Scope, holds_over, may_silence
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import Body, Person
from loa.units.rules.humans import Human
from loa_wire.words import Ask

STAYS = timedelta(days=3650)  # a device that is away is silenced whenever it comes back


@transaction.atomic
def silence(*, actor: Actor, scope: Scope, reason: str) -> Silence:
    """Silence a scope at once; where it is silenced already, that stands and nothing is added.

    Raises: RightMissing, NoReason, NothingToSilence.
    """
    _require(actor, scope)
    if not reason.strip():
        raise NoReason
    if not _clusters(scope):
        raise NothingToSilence
    Group.objects.bulk_create([Group(name=scope.group)], ignore_conflicts=True)
    Group.objects.select_for_update().get(name=scope.group)
    if standing := Silence.objects.filter(group=scope.group, off_at__isnull=True).first():
        return standing
    command = _kill(scope.group, on=True, by=actor.person)
    row = Silence.objects.create(
        group_id=scope.group,
        cluster=scope.cluster,
        body=scope.body,
        on_by=actor.person,
        on_at=clock.now(),
        reason=reason.strip()[:300],
        command=command,
    )
    facts = {"group": scope.group, "reason": journal.masked(reason)}
    journal.write(actor=actor, verb="speakers.silenced", thing=row.thing, facts=facts)
    return row


@transaction.atomic
def ask_to_end(*, actor: Actor, silence: Silence, reason: str) -> Silence:
    """Ask that a scope may sound again; nothing changes until another person agrees.

    Raises: RightMissing, NoReason, SilenceEnded.
    """
    row = _held(actor, silence)
    if not reason.strip():
        raise NoReason
    if row.off_asked_by_id:
        raise SilenceEnded
    row.off_asked_by, row.off_asked_at, row.off_reason = actor.person, clock.now(), reason.strip()[:300]
    row.save(update_fields=["off_asked_by", "off_asked_at", "off_reason"])
    facts = {"reason": journal.masked(reason)}
    journal.write(actor=actor, verb="speakers.silence_end_asked", thing=row.thing, facts=facts)
    return row


@transaction.atomic
def keep_silent(*, actor: Actor, silence: Silence) -> Silence:
    """Say no to the request: the silence stays, and somebody may ask again. Raises: RightMissing, SilenceEnded."""
    row = _held(actor, silence)
    if row.off_asked_by_id is None:
        raise SilenceEnded
    row.off_asked_by, row.off_asked_at, row.off_reason = None, None, ""
    row.save(update_fields=["off_asked_by", "off_asked_at", "off_reason"])
    journal.write(actor=actor, verb="speakers.silence_kept", thing=row.thing)
    return row


@transaction.atomic
def agree_to_end(*, actor: Actor, silence: Silence) -> Silence:
    """End a silence as the second person. Raises: RightMissing, SameHuman, SilenceEnded."""
    row = _held(actor, silence)
    asker = row.off_asked_by
    if asker is None:
        raise SilenceEnded
    if _human(actor.person).is_same_as(_human(asker)):
        raise SameHuman
    row.off_by, row.off_at = actor.person, clock.now()
    row.off_command = _kill(row.group_id, on=False, by=actor.person)
    row.save(update_fields=["off_by", "off_at", "off_command"])
    journal.write(
        actor=actor, verb="speakers.silence_ended", thing=row.thing, facts={"asked_by": str(asker.pk)}
    )
    return row


def carry_silences(clusters: Sequence[Cluster], bodies: Sequence[Body]) -> None:
    """Keep clusters silent that leave a silenced body or join one: each gets a silence of its own, in the name of who ordered the first.

    Part of the act that moves them, before their devices are told their new groups.
    """
    rows = Silence.objects.filter(body__in=bodies, off_at__isnull=True).select_related("on_by")
    standing = rows.order_by("on_at").first()
    if standing is None:
        return
    for cluster in clusters:
        group = groups.of_cluster(cluster)
        if Silence.objects.filter(group=group, off_at__isnull=True).exists():
            continue
        command = _kill(group, on=True, by=standing.on_by)
        Silence.objects.create(
            group_id=group,
            cluster=cluster,
            on_by=standing.on_by,
            on_at=standing.on_at,
            reason=standing.reason,
            command=command,
        )


@transaction.atomic
def silence_again() -> int:
    """Order every silence that holds once more, for devices that heard of more than a restored backup knows; return how many."""
    standing = list(Silence.objects.filter(off_at__isnull=True).select_related("on_by").order_by("pk"))
    for row in standing:
        _kill(row.group_id, on=True, by=row.on_by)
    return len(standing)


def _require(actor: Actor, scope: Scope) -> None:
    if not may_silence(actor, scope):
        raise RightMissing(permission=SILENCE.value)


def _clusters(scope: Scope) -> bool:
    return holds_over(scope.group).exists()


def _held(actor: Actor, silence: Silence) -> Silence:
    rows = Silence.objects.select_for_update(of=("self",)).select_related(
        "cluster__body", "body", "off_asked_by"
    )
    row = rows.get(pk=silence.pk)
    _require(actor, Scope(row.cluster, row.body))
    if row.off_at:
        raise SilenceEnded
    return row


def _kill(group: str, *, on: bool, by: Person) -> Command:
    return order(
        ask=Ask.KILL, group=group, body={"on": on}, until=clock.now() + STAYS, made_by=by, urgent=True
    )


def _human(person: Person) -> Human:
    return Human(person.pk, person.phone)
