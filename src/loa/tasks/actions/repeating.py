"""Occurrences of what repeats: made up to a day that a person names, and by themselves, one ahead at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from django.db import transaction

from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.lib.errors import DomainError
from loa.tasks.actions.saying import insert
from loa.tasks.actions.taking import plannable, take_task, write
from loa.tasks.actions.telling import tell_assigned
from loa.tasks.errors import BadRepeat, TooManyOccurrences
from loa.tasks.models import Assignment, Task
from loa.tasks.rules import dates
from loa.tasks.rules.words import AssignmentState, ProgrammeState, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Person
from loa.units.permissions import Permission

AHEAD = timedelta(days=31)  # the next occurrence is given out so long before its day, never earlier
log = logging.getLogger(__name__)


@transaction.atomic
def create_occurrences(*, actor: Actor, task: Task, horizon: date) -> list[Task]:
    """Make the occurrences of a repeating task that fall due up to a day, each with its bodies; those that stand stay.

    Raises: RightMissing; Moved; ProgrammeClosed; BadRepeat when it does not repeat; TooManyOccurrences, which names the
    day up to which one act may go.
    """
    taken = take_task(task, [TaskState.DRAFT, TaskState.OPEN, TaskState.DONE])
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    plannable(taken.group)
    if not taken.repeats or taken.series_id:
        raise BadRepeat
    due = _missing(taken, dates.occurrences(taken.repeats, taken.due_on, horizon))
    wanted = list(islice(due, dates.MOST_AT_ONCE + 1))
    if len(wanted) > dates.MOST_AT_ONCE:
        raise TooManyOccurrences(most=dates.MOST_AT_ONCE, last=wanted[-2][1])
    return _make(actor, actor.person, taken, wanted)


def run_occurrences() -> int:
    """Make the next occurrence of each repeating task whose turn it is; return how many were made. Safe to repeat."""
    heads = Task.objects.filter(series=None, state__in=_RUNNING, due_on__lte=clock.today()).exclude(
        repeats=""
    )
    heads = heads.exclude(group__programme__state=ProgrammeState.CLOSED).order_by("pk")
    wanted = [(head, next_) for head in heads if (next_ := _next(head))]
    stand = set(Task.objects.filter(series__in=[head for head, _ in wanted]).values_list("series", "code"))
    return sum(_made_next(head) for head, next_ in wanted if (head.pk, _code(head, next_[0])) not in stand)


# -- steps ------------------------------------------------------------------------------------------------

_RUNNING = (TaskState.OPEN, TaskState.DONE)


def _next(head: Task) -> tuple[int, date] | None:
    return dates.next_occurrence(head.repeats, head.due_on, clock.today(), AHEAD)


def _code(head: Task, number: int) -> str:
    return f"{head.code}.{number}"


def _made_next(head: Task) -> int:
    """Make the next occurrence; one that is refused is logged and keeps no other task waiting."""
    try:
        with transaction.atomic():
            taken = take_task(head, _RUNNING)
            plannable(taken.group)
            due = _next(taken)
            return len(_make(SYSTEM, taken.created_by, taken, list(_missing(taken, [due] if due else []))))
    except DomainError as refusal:
        log.warning("tasks: no next occurrence of task %s: %s", head.pk, refusal.code)
        return 0


def _missing(head: Task, due: Iterable[tuple[int, date]]) -> Iterator[tuple[int, date]]:
    """Yield the occurrences that do not stand yet."""
    stand = set(head.occurrences.values_list("code", flat=True))
    return ((number, day) for number, day in due if _code(head, number) not in stand)


def _make(author: Author, maker: Person, head: Task, due: Sequence[tuple[int, date]]) -> list[Task]:
    """Make occurrences of a locked task with their bodies, and tell of them."""
    made = [_occurrence(maker, head, _code(head, number), day) for number, day in due]
    if made:
        _give_parts(head, made)
        write(author, "occurrences_created", head.thing, tasks=len(made), until=made[-1].due_on)
        if head.state != TaskState.DRAFT:
            tell_assigned(made[0], _holders(head), f"series-{made[-1].code}")
    return made


def _occurrence(maker: Person, head: Task, code: str, due_on: date) -> Task:
    later = due_on - head.due_on
    same = {
        name: getattr(head, name)
        for name in (
            "body",
            "holder",
            "document",
            "evidence",
            "group",
            "measure",
            "milestones",
            "needs_file",
            "origin",
            "target",
            "title",
            "why",
            "is_sample",
        )
    }
    task = Task(
        code=code,
        series=head,
        state=TaskState.DRAFT if head.state == TaskState.DRAFT else TaskState.OPEN,
        starts_on=head.starts_on + later if head.starts_on else None,
        due_on=due_on,
        created_by=maker,
        created_at=clock.now(),
        changed_at=clock.now(),
        **same,
    )
    insert(task)
    return task


def _holders(task: Task) -> list[int]:
    counted = task.assignments.exclude(state=AssignmentState.WITHDRAWN)
    return list(counted.values_list("holder", flat=True))


def _give_parts(head: Task, tasks: Iterable[Task]) -> None:
    """Give the same bodies the same parts of each occurrence; who carries a part now is given the next."""
    now = clock.now()
    parts = dict(head.assignments.exclude(state=AssignmentState.WITHDRAWN).values_list("holder", "part"))
    Assignment.objects.bulk_create(
        [
            Assignment(task=task, body_id=body, holder_id=body, part=part, assigned_at=now, changed_at=now)
            for task in tasks
            for body, part in parts.items()
        ],
        batch_size=1000,
    )
