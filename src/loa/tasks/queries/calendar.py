"""Due days as a month, as a list, and as the feed of one post."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from loa.clocks.months import Day, Month
from loa.lib import clock
from loa.tasks.models import Assignment, CalendarLink
from loa.tasks.queries import work
from loa.tasks.rules.calendar_feed import Entry, digest_of
from loa.tasks.rules.words import AssignmentState, TaskState
from loa.units import access, reach
from loa.units.actor import Actor
from loa.units.permissions import Permission

BEHIND, AHEAD = timedelta(days=180), timedelta(days=400)
CANCELLED_FOR = timedelta(days=90)  # how long a calendar program is told that something fell away
MOST_ENTRIES = 2000
OFF = Q(state=AssignmentState.WITHDRAWN) | Q(task__state=TaskState.CANCELLED)


@dataclass(frozen=True)
class DueDay:
    """One day of a month with what is due on it."""

    day: Day
    parts: list[Assignment]


def due_in(actor: Actor, month: Month, *, given: bool) -> list[DueDay]:
    """Return each day of a month with what the actor's body carries out then, or has given to others.

    What was given to hundreds of bodies stands there once, by a part that is still open where there is one.
    """
    whose = Q(task__holder=actor.body) & ~Q(holder=actor.body) if given else Q(holder=actor.body)
    rows = work.list_parts(actor).filter(whose).exclude(OFF | Q(task__state=TaskState.DRAFT))
    by_day: dict[date, list[Assignment]] = defaultdict(list)
    rows = rows.filter(due__gte=month.first, due__lt=month.after)
    if given:
        closed = Case(When(state=AssignmentState.ACCEPTED, then=1), default=0)
        rows = (
            rows.annotate(closed=closed).order_by("due", "task_id", "closed", "pk").distinct("due", "task_id")
        )
    for part in rows if given else rows.order_by("due", "pk"):
        by_day[part.due].append(part)
    return [DueDay(day, by_day[day.on]) for day in month.days]


def find_link(actor: Actor) -> CalendarLink | None:
    """Return the open address of the actor's post, if there is one."""
    return CalendarLink.objects.filter(post=actor.post, ended_at__isnull=True).first()


def reader_of(token: str) -> Actor | None:
    """Return for whom a secret reads: nobody once it was changed, the post ended, the account closed or the right gone."""
    link = CalendarLink.objects.filter(token_digest=digest_of(token), ended_at__isnull=True)
    found = link.filter(reach.active("post__")).select_related("post__person", "post__body").first()
    reader = Actor(person=found.post.person, post=found.post) if found else None
    return reader if reader and access.can(reader, Permission.TASKS_READ, body=reader.body) else None


def entries_for(reader: Actor, site: str) -> list[Entry]:
    """Return the due days of what the reader's body carries out, as the reader may see them now."""
    today = clock.today()
    rows = work.list_parts(reader).filter(holder=reader.body, due__range=(today - BEHIND, today + AHEAD))
    gone = OFF & Q(
        changed_at__lt=clock.now() - CANCELLED_FOR, task__changed_at__lt=clock.now() - CANCELLED_FOR
    )
    return [_entry(part, site) for part in rows.exclude(gone).order_by("due", "pk")[:MOST_ENTRIES]]


def _entry(part: Assignment, site: str) -> Entry:
    task = part.task
    lines = [
        _("Số: %(code)s") % {"code": task.code},
        _("Cơ quan giao: %(body)s") % {"body": part.giver_name},  # type: ignore[attr-defined]
        _("Trạng thái: %(state)s") % {"state": part.get_state_display()},
        *([_("Kết quả cần có: %(evidence)s") % {"evidence": task.evidence}] if task.evidence else []),
    ]
    return Entry(
        key=f"assignment-{part.pk}",
        sequence=task.sequence,
        title=_("Hạn: %(title)s") % {"title": task.title},
        text="\n".join(lines),
        due_on=part.due,  # type: ignore[attr-defined]
        url=f"{site}/desk/work/{part.pk}/",
        changed_at=max(part.changed_at, task.changed_at),
        cancelled=part.state == AssignmentState.WITHDRAWN or task.state == TaskState.CANCELLED,
    )


def weeks_of(due: list[DueDay]) -> list[list[DueDay | None]]:
    """Return the days of a month in weeks from Monday; places outside the month are empty."""
    before = due[0].day.on.weekday()
    places: list[DueDay | None] = [*[None] * before, *due]
    places += [None] * (-len(places) % 7)
    return [places[start : start + 7] for start in range(0, len(places), 7)]
