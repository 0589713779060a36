"""A paused dispatch, or a channel of it, holds back what its loudspeakers have not begun; when it goes on they are ordered anew.

The steering is the journal's row; this follows it within 15 s. What sounds already goes on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from loa.delivery.models import Chunk, Delivery, Dispatch
from loa.delivery.states import ChunkState, DispatchState
from loa.speakers.actions.airing import end_airings, order_plays, tell_cancelled
from loa.speakers.actions.carrying import carry_plays
from loa.speakers.models import Airing, Cluster, Play
from loa.speakers.rules.words import OPEN_PLAYS, AiringState, Dialect, PlayState


@transaction.atomic
def hold_paused(now: datetime) -> int:
    """Take out for now what is to come of paused dispatches; return how many airings that were."""
    coming = Airing.objects.filter(state=AiringState.ORDERED, starts_at__gt=now, dispatch_id__gt=0)
    found = coming.filter(pk__in=_paused(coming)).select_for_update().order_by("pk")
    if airings := list(found):
        tell_cancelled(airings)
        Play.objects.filter(airing__in=airings, state__in=OPEN_PLAYS).update(
            state=PlayState.PLANNED, taken_at=None
        )
        Airing.objects.filter(pk__in=[each.pk for each in airings]).update(
            state=AiringState.PLANNED, held=F("held") + 1
        )
    return len(airings)


@transaction.atomic
def go_on(now: datetime) -> int:
    """Order anew what was held back of dispatches that are paused no longer, end what may not begin any more; return how many airings."""
    rows = Airing.objects.filter(state=AiringState.PLANNED, dispatch_id__gt=0)
    held = rows.select_for_update(of=("self",)).select_related("sound").order_by("pk")
    airings = list(held)
    if over := [each for each in airings if each.latest_at <= now]:
        end_airings(over, _("đợt gửi tạm dừng quá giờ phát"))
    paused = _paused(rows)
    again = [each for each in airings if each.latest_at > now and each.pk not in paused]
    if again:
        _order_anew(again)
    return len(over) + len(again)


def _order_anew(airings: Collection[Airing]) -> None:
    Airing.objects.filter(pk__in=[each.pk for each in airings]).update(state=AiringState.ORDERED)
    waiting = Play.objects.filter(airing__in=airings, state=PlayState.PLANNED, cluster__dialect=Dialect.LOA)
    plays = list(waiting.select_related("airing__sound", "cluster").order_by("pk"))
    Play.objects.filter(pk__in=[each.pk for each in plays]).update(state=PlayState.ORDERED)
    order_plays([each for each in plays if each.cluster.body_id == each.airing.body_id])
    moved = [each.cluster_id for each in plays if each.cluster.body_id != each.airing.body_id]
    carry_plays(Cluster.objects.filter(pk__in=moved))


def _paused(airings: QuerySet[Airing]) -> set[int]:
    """Return those of some airings that a pause holds back; at one body a dispatch speaks through one account."""
    of_dispatch = dict(airings.values_list("pk", "dispatch_id"))
    numbers = set(of_dispatch.values())
    whole = set(
        Dispatch.objects.filter(pk__in=numbers, state=DispatchState.PAUSED).values_list("pk", flat=True)
    )
    found = {pk for pk, dispatch in of_dispatch.items() if dispatch in whole}
    chunks = Chunk.objects.filter(dispatch__in=numbers - whole, state=ChunkState.PAUSED)
    parts = set(chunks.values_list("dispatch_id", "account_id"))
    if parts:
        some = [
            pk
            for pk, dispatch in of_dispatch.items()
            if dispatch in {dispatch for dispatch, _account in parts}
        ]
        first = Play.objects.filter(airing__in=some).order_by("airing", "pk").distinct("airing")
        delivery = dict(first.values_list("airing", "delivery_id"))
        account = dict(Delivery.objects.filter(pk__in=delivery.values()).values_list("pk", "account_id"))
        found |= {pk for pk in some if (of_dispatch[pk], account.get(delivery.get(pk, 0))) in parts}
    return found
