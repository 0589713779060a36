"""What the live page of a dispatch needs beside its figures: what may be steered, and when it must be drawn anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from loa.channels.models import Account
from loa.delivery import selfreported
from loa.delivery.models import Chunk, DatabaseNow, Dispatch, Pace, Tally
from loa.delivery.rules import FINAL_DISPATCH, STEERABLE
from loa.delivery.states import ChunkState
from loa.journal import queries as journal
from loa.lib.ids import digest
from loa.units.history import Told, history_of

_MOVING = Q(state__in=[ChunkState.WAITING, ChunkState.READY, ChunkState.RUNNING])


@dataclass(frozen=True)
class Channel:
    """An account of a dispatch under way that has something left to send."""

    id: int
    name: str
    is_paused: bool


@dataclass(frozen=True)
class Stuck:
    """A chunk in quarantine: the channel it goes through, and how many receivers it holds."""

    id: int
    channel: str
    receivers: int


@dataclass(frozen=True)
class Resting:
    """A channel of the dispatch whose provider takes nothing in for a while; work goes on by itself at `until`."""

    name: str
    until: datetime


@dataclass(frozen=True)
class Controls:
    """What a person who manages sending can act on, piece by piece."""

    channels: list[Channel]
    stuck: list[Stuck]


def controls(dispatch: Dispatch) -> Controls:
    """Return the channels that can be paused or resumed alone, and the chunks that wait for another try."""
    if dispatch.state in FINAL_DISPATCH:
        return Controls([], [])
    chunks = Chunk.objects.filter(dispatch=dispatch)
    names = dict(Account.objects.filter(pk__in=chunks.values("account_id")).values_list("pk", "name"))
    stuck = chunks.filter(state=ChunkState.QUARANTINED).order_by("pk")
    return Controls(
        _channels(dispatch, names), [Stuck(row.pk, names[row.account_id], row.expected) for row in stuck]
    )


def _channels(dispatch: Dispatch, names: dict[int, str]) -> list[Channel]:
    """Return the channels; while the whole dispatch is paused none can be steered alone."""
    if dispatch.state not in STEERABLE:
        return []
    left = Chunk.objects.filter(_MOVING | Q(state=ChunkState.PAUSED), dispatch=dispatch).values("account_id")
    counted = left.annotate(moving=Count("pk", filter=_MOVING)).order_by()
    channels = [Channel(r["account_id"], names[r["account_id"]], r["moving"] == 0) for r in counted]
    return sorted(channels, key=lambda channel: channel.name)


def resting(dispatch: Dispatch) -> list[Resting]:
    """Return the channels with something left to send that are left alone until a moment to come."""
    left = Chunk.objects.filter(_MOVING, dispatch=dispatch, ending="").values("account_id")
    rows = Pace.objects.filter(account__in=left, closed_until__gt=DatabaseNow()).select_related("account")
    found = [Resting(row.account.name, row.closed_until) for row in rows if row.closed_until]
    return sorted(found, key=lambda each: each.name)


def events(dispatch: Dispatch) -> list[Told]:
    """Return what was done to the dispatch, the latest first."""
    return history_of(_thing(dispatch))


def version(dispatch: Dispatch) -> str:
    """Return a word that changes whenever anything on the live page of the dispatch does."""
    cells = Tally.objects.filter(dispatch=dispatch).values_list("account_id", "area_id", "state", "count")
    chunks = Chunk.objects.filter(dispatch=dispatch).values_list("account_id", "state")
    places = [*chunks.annotate(n=Count("pk"), left=Sum("expected", filter=Q(expanded=None))).order_by()]
    told = sorted(cells)
    words = sorted(selfreported.among(told, dispatch))
    last_act = journal.history(_thing(dispatch)).values_list("pk", flat=True).first()
    rests = [(rest.name, rest.until.isoformat()) for rest in resting(dispatch)]
    seen = [dispatch.reason, told, words, sorted(places), last_act, rests]
    return f"{dispatch.pk}-{dispatch.state}-{digest(json.loads(json.dumps(seen)))[:16]}"


def _thing(dispatch: Dispatch) -> str:
    return f"delivery.dispatch:{dispatch.pk}"
