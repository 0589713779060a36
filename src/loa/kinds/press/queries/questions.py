"""Reads of the register: what was asked, how old it is, how much was answered and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet

from loa.channels.models import Account, AccountState, Mode
from loa.clocks.models import Clock
from loa.clocks.queries import calendar_for
from loa.clocks.rules import WorkCalendar, worked
from loa.kinds.press.config import ANSWER_HOURS
from loa.kinds.press.models import Question, QuestionState
from loa.lib import clock
from loa.units.access import Who, bodies_in_reach
from loa.units.lists import body_name_of
from loa.units.models import Area, Body, Person
from loa.units.permissions import Permission
from loa.units.queries import holders_of, seats_of


class Median(Aggregate):
    """The middle of the values, by interpolation; empty ones are left out."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Tally:
    """The register over a span: each number counts the rows its link opens; `median` is in working minutes."""

    total: int
    answered: int
    refused: int
    waiting: int
    late: int
    median: float | None


def late() -> Q:
    """Return the condition that a question was, or still is, without a reply past its limit."""
    return Q(replied_at__gt=F("due_at")) | Q(replied_at__isnull=True, due_at__lt=clock.now())


def list_questions(actor: Who) -> QuerySet[Question]:
    """Return the questions to bodies in reach or handed to them, with `body_name` and `assigned_name`."""
    bodies = bodies_in_reach(actor, Permission.PRESS_READ)
    return (
        Question.objects.filter(Q(body__in=bodies) | Q(assigned_body__in=bodies))
        .select_related("body", "assigned_body", "recorded_by", "closed_by")
        .annotate(body_name=body_name_of("body"), assigned_name=body_name_of("assigned_body"))
    )


def tally(rows: QuerySet[Question]) -> Tally:
    """Count some questions in one query."""
    found = rows.order_by().aggregate(
        total=Count("pk"),
        answered=Count("pk", filter=Q(state=QuestionState.ANSWERED)),
        refused=Count("pk", filter=Q(state=QuestionState.REFUSED)),
        waiting=Count("pk", filter=Q(state=QuestionState.OPEN)),
        late=Count("pk", filter=late()),
        median=Median("worked_minutes"),
    )
    return Tally(**found)


def count_waiting(actor: Who) -> tuple[int, int]:
    """Return how many questions wait for an answer that the actor may give, and how many of them are late."""
    bodies = bodies_in_reach(actor, Permission.PRESS_ANSWER)
    rows = Question.objects.filter(body__in=bodies, state=QuestionState.OPEN)
    found = rows.aggregate(waiting=Count("pk"), late=Count("pk", filter=late()))
    return found["waiting"] - found["late"], found["late"]


def age_of(question: Question, now: datetime | None = None) -> float:
    """Return how long a question waited or waits, in working minutes.

    While it is open the country's calendar serves, so that a list asks nothing for each row; the reply is counted once
    and for all by the calendar of the body's seat.
    """
    if question.worked_minutes is not None:
        return question.worked_minutes
    return worked(question.received_at, now or clock.now(), WorkCalendar()).total_seconds() / 60


def answer_hours_of(body: Body) -> int:
    """Return the body's own limit in working hours, as its press account says; one working day where it has none."""
    accounts = Account.objects.filter(body=body, kind="press", mode=Mode.LIVE)
    config = (
        accounts.exclude(state=AccountState.CLOSED).order_by("pk").values_list("config", flat=True).first()
    )
    return int((config or {}).get("answer_hours", ANSWER_HOURS))


def calendar_of(body: Body, moment: datetime) -> WorkCalendar:
    """Return the working time at the body's seat."""
    seat = Area.objects.filter(pk__in=seats_of([body.pk]).values()).first()
    return calendar_for(seat, moment.astimezone(clock.HANOI).date())


def who_may_answer(waits: Clock, body: Body) -> list[Person]:
    """Return who of a body may enter the answer that a clock waits for."""
    del waits
    return [post.person for post in holders_of(Permission.PRESS_ANSWER, body=body)]
