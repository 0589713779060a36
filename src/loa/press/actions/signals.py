"""Finding what grows faster than its own past, once an hour; and what a person makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.text import squeeze
from loa.press.errors import SignalSettled
from loa.press.models import Signal
from loa.press.queries import signals as queries
from loa.press.queries.story import living
from loa.press.queries.visible import require_grouping
from loa.press.rules import growth
from loa.press.rules.growth import QUIET_HOURS, STORY, TOPIC, Habit
from loa.press.rules.words import SignalKind, SignalState
from loa.units.actor import Actor

HOUR = timedelta(hours=1)


@transaction.atomic
def find_signals(moment: datetime | None = None) -> list[Signal]:
    """Look at the hours that ended by a moment and keep what stands out; one thing is told of once in a day."""
    end = (moment or clock.now()).replace(minute=0, second=0, microsecond=0)
    if Signal.objects.filter(at=end).exists():
        return []
    found = [*_of_stories(end), *_of_topics(end)]
    made = Signal.objects.bulk_create(found)
    if made:
        facts = {"at": end.isoformat(), "signals": [one.pk for one in made]}
        journal.write(actor=SYSTEM, verb="press.signals_found", thing=made[0].thing, facts=facts)
    return made


def _of_stories(end: datetime) -> Iterator[Signal]:
    grown = queries.stories_grown(end, STORY.least)
    told = _told(end, SignalKind.STORY)
    for key, seen in _alarms(end, grown, STORY):
        if key not in told:
            yield _signal(end, seen, kind=SignalKind.STORY, story_id=int(key))


def _of_topics(end: datetime) -> Iterator[Signal]:
    told = _told(end, SignalKind.TOPIC)
    for key, seen in _alarms(end, queries.topics_grown(end), TOPIC):
        if key not in told:
            yield _signal(end, seen, kind=SignalKind.TOPIC, topic=key)


def _told(end: datetime, kind: SignalKind) -> set[str]:
    """Return what was told of lately; a story that became part of another one stands for that."""
    rows = Signal.objects.filter(kind=kind, at__gt=end - HOUR * QUIET_HOURS, at__lte=end).select_related(
        "story"
    )
    now = living(row.story for row in rows if row.story)
    return {str(now[row.story_id].pk) if row.story_id else row.topic for row in rows}


def _alarms(end: datetime, grown: Sequence[queries.Grown], habit: Habit) -> Iterator[tuple[str, growth.Look]]:
    if not grown:
        return
    looks = queries.looks_a_day(end)
    past = {moment: n for moment, n in queries.totals(end).items() if moment <= end - HOUR * growth.WINDOW}
    longest = max(len(one.counts) for one in grown)
    ends = [end - HOUR * back for back in range(longest - 1, -1, -1)]
    worth = growth.exposures(ends, past)
    for one in grown:
        seen = growth.look(one.counts, worth[-len(one.counts) :], habit)
        if growth.is_alarm(seen, habit, publishers=one.publishers, looks_a_day=looks):
            yield one.key, seen


def _signal(end: datetime, seen: growth.Look, **thing: object) -> Signal:
    return Signal(at=end, observed=seen.observed, expected=seen.expected, chance=seen.chance, **thing)


@transaction.atomic
def settle(*, actor: Actor, signal: Signal, state: str, reason: str = "") -> None:
    """Say that a signal is being answered, or that it needs nothing and why. Raises: RightMissing, SignalSettled."""
    require_grouping(actor, *([signal.story] if signal.story else []))
    rows = Signal.objects.filter(pk=signal.pk, state=SignalState.OPEN)
    facts = {"settled_by": actor.person, "settled_at": clock.now()}
    if not rows.update(state=state, reason=squeeze(reason)[:300], **facts):
        raise SignalSettled
    said = {"reason": journal.masked(reason)} if reason else {}
    journal.write(actor=actor, verb=f"press.signal_{state}", thing=signal.thing, facts=said)
