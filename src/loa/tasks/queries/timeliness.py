"""How soon one body acknowledged, answered and proved, in working time, beside its own past; never persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from loa.clocks.rules import WorkCalendar, worked
from loa.lib.clock import HANOI
from loa.tasks.models import Assignment, Progress
from loa.tasks.queries.days import Days
from loa.tasks.rules.moves import AT_WORK
from loa.tasks.rules.timeliness import Compared, Measured, Period, Span, measure, spans
from loa.tasks.rules.words import AssignmentState, ProgressKind
from loa.units.models import Body

MOST = 3000  # parts of one body and span; far more than a year brings
FIRSTS = (
    ("acknowledged_at", _("Tiếp nhận")),
    ("answered_at", _("Trả lời đầu tiên")),
    ("evidence_at", _("Nộp kết quả")),
)


def timeliness_of(body: Body, period: Period, days: Days) -> tuple[tuple[Span, Span], list[Compared]]:
    """Return both spans and, for each kind of answer, what the body took then and a year before."""
    now, before = spans(period, days.today)
    rows, old = _parts(body, now), _parts(body, before)
    told = [
        Compared(
            label, _measured(rows, field, days.calendar), _measured(old, field, days.calendar, is_past=True)
        )
        for field, label in FIRSTS
    ]
    return (now, before), told


def _parts(body: Body, span: Span) -> list[dict[str, Any]]:
    begin, end = (datetime.combine(day, time(0), tzinfo=HANOI) for day in (span.first, span.until))
    given = Assignment.objects.filter(body=body, assigned_at__gte=begin, assigned_at__lt=end)
    rows = _with_evidence(given.exclude(state=AssignmentState.WITHDRAWN))
    return list(
        rows.order_by("pk").values("state", "assigned_at", *(field for field, _label in FIRSTS))[:MOST]
    )


def _with_evidence(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Return the parts with `evidence_at`, the first time that evidence was handed in, returned later or not."""
    handed_in = Progress.objects.filter(assignment=OuterRef("pk"), kind=ProgressKind.EVIDENCE).order_by()
    first = handed_in.values("assignment").annotate(first=Min("at")).values("first")
    return rows.annotate(evidence_at=Coalesce(Subquery(first), "reported_at"))


def _measured(
    rows: Sequence[dict[str, Any]], field: str, calendar: WorkCalendar, *, is_past: bool = False
) -> Measured:
    taken: list[timedelta] = [
        worked(row["assigned_at"], row[field], calendar) for row in rows if row[field] is not None
    ]
    still_open = sum(1 for row in rows if row[field] is None and row["state"] in AT_WORK)
    return measure(taken, still_open=0 if is_past else still_open)
