"""How clusters stand now, computed in the database: worst first, counts, points of the map."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Abs

from loa.lib import clock
from loa.speakers.models import Device, Play, Refusal, Silence
from loa.speakers.queries.visible import clusters
from loa.speakers.rules import health
from loa.speakers.rules.foreign import SAID_SOUNDED
from loa.speakers.rules.words import OPEN_PLAYS, PROVEN_PLAYS, Dialect, Health, PlayState
from loa.units.access import Who
from loa.units.lists import area_name_of, body_name_of
from loa_wire.words import Doing


def list_clusters(actor: Who) -> QuerySet[Any]:
    """Return the visible clusters with `health`, `rank` and the names and figures that lists show."""
    rows: QuerySet[Any] = with_health(clusters(actor)).annotate(
        body_name=body_name_of("body"),
        area_name=area_name_of("area"),
        beat_at=F("beat__at"),
        skew_ms=F("beat__skew_ms"),
    )
    return rows


def with_health(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return clusters with `health` (a word of `Health`), `rank` (0 is worst) and `device_name`."""
    now = clock.now()
    live = Device.objects.filter(cluster=OuterRef("pk"), revoked_at__isnull=True)
    said = _last_play(now)
    rows = rows.annotate(
        skew=Abs("beat__skew_ms"),
        device_name=Subquery(live.values("name")[:1]),
        enrolled_at=Subquery(live.values("enrolled_at")[:1]),
        last_state=Subquery(said.values("state")[:1]),
        last_late=Subquery(said.values("late_ms")[:1]),
        last_told_silent=Subquery(said.values("told_silent_at")[:1]),
        last_told=Subquery(said.values("told")[:1]),
        is_silenced=Exists(open_silences_over(OuterRef("body"), OuterRef("pk"))),
        is_refusing=Exists(
            Refusal.objects.filter(cluster=OuterRef("pk"), at__gte=now - health.REFUSED_WITHIN)
        ),
    )
    conditions = _conditions(now - health.SILENT_BEAT)
    ranks = [
        When(conditions[state], then=Value(n)) for n, state in enumerate(health.ORDER) if state in conditions
    ]
    rows = rows.annotate(
        rank=Case(*ranks, default=Value(health.ORDER.index(Health.READY)), output_field=IntegerField())
    )
    words = [When(rank=n, then=Value(state.value)) for n, state in enumerate(health.ORDER)]
    found: QuerySet[Any] = rows.annotate(health=Case(*words, output_field=CharField()))
    return found


def open_silences_over(body: Any, cluster: Any) -> QuerySet[Silence]:
    """Return the uses of the kill switch that hold over a cluster: its own, its body's, the city's."""
    over = Q(cluster=cluster) | Q(body=body) | Q(cluster__isnull=True, body__isnull=True)
    return Silence.objects.filter(over, off_at__isnull=True)


def _last_play(now: datetime) -> QuerySet[Play]:
    """Return the plays whose end is known, and those that somebody was told are silent, the latest first."""
    settled = Q(state__in=[*PROVEN_PLAYS, PlayState.UNKNOWN]) | Q(told_silent_at__isnull=False)
    rows = Play.objects.filter(settled, cluster=OuterRef("pk"), moment__lte=now)
    return rows.filter(moment__gte=now - health.PLAYS_WITHIN).order_by("-moment", "-pk")


def _conditions(oldest_beat: datetime) -> dict[Health, Q]:
    is_ours = Q(dialect=Dialect.LOA)
    has_device = Q(device_name__isnull=False) | ~is_ours
    failed = Q(
        last_state=PlayState.NOT_PLAYED, last_told_silent__isnull=False
    )  # by a fault, not by anybody's will
    heard = Q(beat__at__gte=oldest_beat)
    unheard = Q(beat__at__lt=oldest_beat) | Q(
        Q(enrolled_at__lt=oldest_beat) | ~is_ours & Q(opened_at__lt=oldest_beat), beat__at__isnull=True
    )
    told = Q(last_told__in=SAID_SOUNDED)  # another maker's word: no proof, but not silence either
    return {
        Health.SILENCED: Q(is_silenced=True),
        Health.SILENT: has_device & (Q(last_state__in=[PlayState.UNKNOWN, *OPEN_PLAYS]) & ~told | failed),
        Health.OFFLINE: has_device & unheard,
        Health.SKEWED: has_device & heard & Q(skew__gt=health.SKEW_MS),
        Health.LATE: has_device & Q(last_late__gt=health.LATE_MS),
        Health.REFUSING: Q(is_refusing=True),
        Health.UNENROLLED: ~has_device,
        Health.MUTED: Q(is_muted=True) | Q(beat__doing=Doing.MUTED.value),
        Health.PLAYING: Q(beat__doing=Doing.PLAYING.value),
    }


def count_attention(actor: Who) -> int:
    """Return how many visible clusters somebody should look at."""
    return attention(with_health(clusters(actor).filter(closed_at__isnull=True))).count()


def attention(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of the rows (of `with_health`) that somebody should look at."""
    return rows.filter(rank__in=[health.ORDER.index(state) for state in health.ATTENTION])


def counts(rows: QuerySet[Any]) -> dict[str, int]:
    """Return how many of the rows (of `with_health`) stand in each state, the worst first."""
    found = dict(rows.order_by().values_list("rank").annotate(n=Count("pk")))
    return {state.value: found[n] for n, state in enumerate(health.ORDER) if n in found}
