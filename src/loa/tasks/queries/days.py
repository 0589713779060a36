"""What counts as late, silent or stuck today, by the working calendar; the same conditions for lists, counts and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Q, Value, When

from loa.clocks.queries import calendar_for
from loa.clocks.rules import WorkCalendar
from loa.lib import clock
from loa.tasks.rules import ageing
from loa.tasks.rules.moves import AT_WORK
from loa.tasks.rules.words import AssignmentState, HandOverState, TaskState
from loa.units import queries as units
from loa.units.models import Area, Body

OPEN = Q(state__in=[state.value for state in AT_WORK], task__state=TaskState.OPEN)
WAITING = Q(state=AssignmentState.REPORTED, task__state=TaskState.OPEN)
NEW = Q(state=AssignmentState.ASSIGNED, task__state=TaskState.OPEN)
SPEECHLESS = Q(answered_at__isnull=True, reported_at__isnull=True, task__state=TaskState.OPEN) & Q(
    state__in=[AssignmentState.ASSIGNED, AssignmentState.ACKNOWLEDGED]
)
UNDER_WAY = Q(state__in=[HandOverState.GIVEN, HandOverState.TAKEN])
ADDED_UP = [TaskState.OPEN, TaskState.DONE]  # drafts and what was cancelled are no part of a total

_CARE = (
    AssignmentState.REPORTED,
    AssignmentState.RETURNED,
    AssignmentState.ASSIGNED,
    AssignmentState.ACKNOWLEDGED,
    AssignmentState.IN_PROGRESS,
    AssignmentState.ACCEPTED,
    AssignmentState.WITHDRAWN,
)
CARE_ORDER = Case(*(When(state=state, then=Value(n)) for n, state in enumerate(_CARE)), default=Value(9))


@dataclass(frozen=True)
class Days:
    """The days before which something is late, unacknowledged or unanswered now."""

    now: datetime
    today: date
    calendar: WorkCalendar
    late: date
    unacknowledged: date
    unanswered: date

    @property
    def overdue(self) -> Q:
        """Return what a body still works at though its day (`due`, see `with_due`) is over."""
        return OPEN & Q(due__lte=self.late)

    @property
    def silent(self) -> Q:
        """Return the parts about which a body said nothing: not received in time, or no word when the day was over."""
        unread = Q(acknowledged_at__isnull=True, assigned_at__lt=ageing.end_of(self.unacknowledged))
        return SPEECHLESS & (unread | Q(due__lte=self.late))

    @property
    def stuck(self) -> Q:
        """Return the hand-overs of open tasks whose limit is over, or that nobody took or refused in time."""
        unanswered = Q(state=HandOverState.GIVEN, given_at__lt=ageing.end_of(self.unanswered))
        still = UNDER_WAY & Q(task__state=TaskState.OPEN)
        return still & (Q(due_at__lt=self.now) | unanswered)

    @property
    def late_tasks(self) -> Q:
        """Return the tasks that are not done though their day is over."""
        return Q(state=TaskState.OPEN, due_on__lte=self.late)

    def aged(self, age: ageing.Age, field: str) -> Q:
        """Return what has been overdue for so long, by the field that holds the due day."""
        first, last = ageing.due_between(age, self.today, self.late)
        return Q(**{f"{field}__gte": first, f"{field}__lte": last})


def days_of(body: Body) -> Days:
    """Return the days as they stand now where a body sits."""
    area = Area.objects.filter(pk__in=units.seats_of([body.pk]).values()).first()
    return days_by(calendar_for(area, clock.today()))


def days_by(calendar: WorkCalendar) -> Days:
    """Return the days as they stand now by a calendar."""
    now = clock.now()
    return Days(
        now=now,
        today=clock.today(),
        calendar=calendar,
        late=ageing.late_through(now, calendar),
        unacknowledged=ageing.waited_through(now, ageing.ACKNOWLEDGE_DAYS, calendar),
        unanswered=ageing.waited_through(now, ageing.ANSWER_DAYS, calendar),
    )
