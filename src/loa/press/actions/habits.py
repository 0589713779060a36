"""Judge what sources do against their own past, and let go of what is old; no person acts, nothing is journalled."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from loa.press.models import Fetch, Page, Source
from loa.press.queries.habits import pasts
from loa.press.rules.habits import Judged, is_silent, judge
from loa.press.rules.words import Habit, SourceState

FETCHES_KEPT = timedelta(days=90)
PAGES_KEPT = timedelta(days=30)


@transaction.atomic
def judge_sources(now: datetime) -> int:
    """Write the habit of every source that is read; return how many changed."""
    changed = 0
    known = pasts(now)
    rows = Source.objects.filter(state=SourceState.READ, pk__in=known).select_for_update(skip_locked=True)
    for source in rows.order_by("pk"):
        judged = judge(known[source.pk])
        if source.habit == Habit.QUIET and judged.habit == Habit.NEW and is_silent(known[source.pk]):
            continue  # so long silent that its past is gone; the last numbers stand
        why = _why(judged)
        if source.habit != judged.habit:
            source.habit, source.habit_since = judged.habit, now
            changed += 1
        elif source.habit_why == why:
            continue
        source.habit_why = why
        source.save(update_fields=["habit", "habit_since", "habit_why"])
    return changed


def forget_fetches(now: datetime) -> int:
    """Let go of fetches older than ninety days, whose count is returned, and of pages that were given up a month ago."""
    Page.objects.filter(given_up_at__lt=now - PAGES_KEPT).delete()
    return Fetch.objects.filter(at__lt=now - FETCHES_KEPT).delete()[0]


def _why(judged: Judged) -> str:
    """Return the numbers behind a habit as they are kept: seen, expected, of what; screens word them."""
    if judged.habit in {Habit.USUAL, Habit.NEW}:
        return ""
    return f"{judged.seen:.0f}|{judged.expected:.0f}|{judged.of}"
