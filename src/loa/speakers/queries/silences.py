"""Uses of the kill switch: which hold, over what, and how many devices have confirmed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from loa.lib import clock
from loa.speakers.models import Cluster, CommandCopy, Silence
from loa.speakers.queries import groups
from loa.speakers.queries.visible import READ, clusters
from loa.units import access
from loa.units.access import Who
from loa.units.lists import body_name_of
from loa.units.models import Body, BodyVersion
from loa.units.permissions import Permission
from loa.units.versions import in_force

SILENCE = Permission.SPEAKERS_SILENCE
BODY = "b"


@dataclass(frozen=True)
class Scope:
    """What is silenced: one cluster, all clusters of a body, or, with neither, the whole city."""

    cluster: Cluster | None = None
    body: Body | None = None

    @property
    def group(self) -> str:
        """Return its group on the wire."""
        if self.cluster:
            return groups.of_cluster(self.cluster)
        return groups.of_body(self.body) if self.body else groups.CITY


@dataclass(frozen=True)
class Progress:
    """How far a command got: devices it was laid out for, those that took it, those that refused, the last word's moment."""

    total: int
    taken: int
    refused: int
    last_at: datetime | None

    @property
    def waiting(self) -> int:
        """Return how many have not said a word yet."""
        return self.total - self.taken - self.refused


def visible(actor: Who) -> QuerySet[Silence]:
    """Return the uses of the kill switch over clusters or bodies in reach; those over the city, where anything is in reach."""
    bodies = access.body_ids_in_reach(actor, READ)
    seen = Q(cluster__body__in=bodies) | Q(body__in=bodies)
    if access.can(actor, READ):
        seen |= Q(cluster__isnull=True, body__isnull=True)
    rows = Silence.objects.filter(seen).select_related("cluster", "body", "on_by", "off_asked_by", "off_by")
    return rows.annotate(body_name=body_name_of("body"), place_body=body_name_of("cluster__body"))


def standing(actor: Who) -> QuerySet[Silence]:
    """Return the visible ones that have not ended, the widest first."""
    return visible(actor).filter(off_at__isnull=True).order_by("-group", "on_at")


def holds_over(group: str) -> QuerySet[Cluster]:
    """Return the clusters behind a group that are not closed."""
    rows = Cluster.objects.filter(closed_at__isnull=True)
    if group == groups.CITY:
        return rows
    key = int(group[1:])
    return rows.filter(body=key) if group[:1] == BODY else rows.filter(pk=key)


def may_silence(actor: Who, scope: Scope) -> bool:
    """Say whether the actor holds the kill switch over the whole scope; over the city: from its head on, and over every body with a cluster."""
    if scope.cluster or scope.body:
        return access.can(actor, SILENCE, body=scope.cluster.body if scope.cluster else scope.body)
    mine = access.body_ids_in_reach(actor, SILENCE)
    heads = in_force(BodyVersion, clock.today()).filter(superior=None, body__in=mine)
    return heads.exists() and not holds_over(scope.group).exclude(body__in=mine).exists()


def may_press(actor: Who) -> bool:
    """Say whether the actor holds the kill switch over any cluster."""
    return access.can(actor, SILENCE) and clusters(actor, SILENCE).filter(closed_at__isnull=True).exists()


def progress_of(silence: Silence) -> Progress:
    """Return how many devices have confirmed the silence, or its end where it has ended; revoked ones do not count."""
    command = silence.off_command_id or silence.command_id
    copies = CommandCopy.objects.filter(command=command, device__revoked_at__isnull=True)
    found = copies.aggregate(
        all=Count("pk"),
        yes=Count("pk", filter=Q(taken=True)),
        no=Count("pk", filter=Q(taken=False)),
        last=Max("answered_at"),
    )
    return Progress(found["all"], found["yes"], found["no"], found["last"])


def silent_yet(actor: Who, silence: Silence, most: int = 30) -> list[Cluster]:
    """Return the visible clusters of a silence whose device has not confirmed it, for a person to go there."""
    command = silence.off_command_id or silence.command_id
    waiting = CommandCopy.objects.filter(command=command, device__revoked_at__isnull=True).exclude(taken=True)
    rows = clusters(actor).filter(pk__in=waiting.values("device__cluster"))
    return list(rows.annotate(body_name=body_name_of("body")).order_by("code")[:most])
