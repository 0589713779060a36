"""Clusters of other makers, which no signed command reaches: which they are, what they took last, which sounds are for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from loa.speakers.models import Cluster, Handed, Play, Silence
from loa.speakers.queries.silences import holds_over
from loa.speakers.queries.tickets import password_of, poll_address
from loa.speakers.queries.visible import clusters
from loa.speakers.rules.foreign import FOREIGN
from loa.speakers.rules.words import OPEN_PLAYS, Dialect
from loa.units.access import Who
from loa.units.lists import body_name_of


@dataclass(frozen=True, slots=True)
class Unsigned:
    """The clusters of a silence that cannot confirm it: how many there are, and how many took the last word, unsigned."""

    total: int
    taken: int
    clusters: list[Any]


def unsigned_in(actor: Who, silence: Silence, most: int = 30) -> Unsigned:
    """Return the other makers' clusters under a silence, those first that did not take its word, or its end's."""
    rows = holds_over(silence.group_id).filter(dialect__in=FOREIGN)
    since = silence.off_at or silence.on_at
    taken = rows.filter(handed__at__gte=since, handed__is_stop=silence.off_at is None, handed__fault="")
    left = clusters(actor).filter(pk__in=rows.exclude(pk__in=taken.values("pk")).values("pk"))
    shown = left.annotate(body_name=body_name_of("body")).order_by("code")[:most]
    return Unsigned(rows.count(), taken.count(), list(shown))


def has_sound(cluster: Cluster, sha256: str) -> bool:
    """Say whether a sound is for a cluster's loudspeaker: of a play that is open there."""
    plays = Play.objects.filter(cluster=cluster, airing__sound__sha256=sha256, state__in=OPEN_PLAYS)
    return plays.exists()


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a cluster of another maker is spoken to, for its page."""

    label: str
    device: str
    address: str
    password: str
    handed_at: datetime | None
    fault: str


def spoken_to(cluster: Cluster, *, secrets: bool) -> Spoken | None:
    """Return how a cluster of another maker is spoken to, None for one of ours; its secrets only for who manages it."""
    if cluster.dialect == Dialect.LOA:
        return None
    handed = Handed.objects.filter(cluster=cluster).first()
    address = str(cluster.settings.get("address", ""))
    if cluster.dialect == Dialect.POLLING:
        address = poll_address(cluster) if secrets else ""
    password = password_of(cluster) if secrets and cluster.dialect == Dialect.GROUPS else ""
    return Spoken(
        label=str(Dialect(cluster.dialect).label),
        device=str(cluster.settings.get("device", "")),
        address=address,
        password=password,
        handed_at=handed.at if handed else None,
        fault=_(handed.fault) if handed and handed.fault else "",
    )
