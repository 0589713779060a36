"""What is told by itself: days that come and pass to those who report for a body, silence first to the body itself.

Each is told once (its key); nobody is told who may not act for the body, and no person is counted (charter 11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.notices.actions import Saying, notify_each
from loa.notices.models import Event
from loa.tasks.models import Assignment, Task
from loa.tasks.queries.days import OPEN, Days, days_of
from loa.tasks.queries.people import people_for_each, who_may, who_may_each
from loa.tasks.queries.work import with_due
from loa.tasks.rules.ageing import SOON_DAYS
from loa.units.models import Body, Person
from loa.units.permissions import Permission

DAY_BEFORE_SUPERIOR = timedelta(hours=24)  # charter 11
MOST = 500  # parts told of in one turn; the next turn goes on
LOOK_BACK = timedelta(days=7)  # what passed longer ago is in every list; nobody is woken for it now
SOON, TODAY, LATE = "soon", "today", "late"
STAGES = {
    LATE: gettext_lazy("Quá hạn: %(title)s – hạn của đơn vị %(day)s"),
    TODAY: gettext_lazy("Đến hạn: %(title)s – hạn của đơn vị %(day)s"),
    SOON: gettext_lazy("Sắp đến hạn: %(title)s – hạn của đơn vị %(day)s"),
}


def run_reminders() -> int:
    """Tell of days that come near, have come and have passed; return how many parts were told of now."""
    return sum(_remind(body) for body in _assigning_bodies())


def run_silence() -> int:
    """Show silence to the body itself and, 24 hours later, to who assigned the work; return how many tasks it concerned."""
    return sum(_show_silence(body) + _tell_superior(body) for body in _assigning_bodies())


def _assigning_bodies() -> list[Body]:
    """Return the bodies whose open tasks are carried out by somebody; each counts by its own working calendar."""
    giving = Assignment.objects.filter(OPEN).order_by().values("task__holder").distinct()
    return list(Body.objects.filter(pk__in=giving).order_by("pk"))


# -- days ------------------------------------------------------------------------------------------------------


@transaction.atomic
def _remind(body: Body) -> int:
    """Tell of each part of a body's tasks whose day came nearer by a stage; what was told is noted at the part."""
    days = days_of(body)
    due = [part for stage in STAGES for part in _untold(body, stage, days)][:MOST]
    for part in due:
        part.reminded = part.wanted  # type: ignore[attr-defined]
    people = people_for_each(due)
    notify_each(event=Event.TASK_DUE, sayings=[_day_of(part, people[part.pk]) for part in due])
    Assignment.objects.bulk_update(due, ["reminded"])
    if due:
        facts = {"parts": [part.pk for part in due]}
        journal.write(actor=SYSTEM, verb="tasks.reminded", thing=f"units.body:{body.pk}", facts=facts)
    return len(due)


def _untold(body: Body, stage: str, days: Days) -> QuerySet[Assignment]:
    """Return the parts at a stage that were not told of it yet, with `wanted`: the day and the stage in one word."""
    first, last = {
        LATE: (days.late - LOOK_BACK, days.late),
        TODAY: (days.late + timedelta(days=1), days.today),
        SOON: (days.today + timedelta(days=1), days.today + timedelta(days=SOON_DAYS)),
    }[stage]
    day = Func("due", Value("YYYYMMDD"), function="to_char", output_field=CharField())
    rows = with_due(Assignment.objects.filter(OPEN, task__holder=body)).filter(due__gte=first, due__lte=last)
    fresh: QuerySet[Assignment] = rows.annotate(wanted=Concat(day, Value(f":{stage}"))).exclude(
        reminded=F("wanted")
    )
    return fresh.select_for_update(of=("self",), no_key=True).select_related("task").order_by("pk")[:MOST]


def _day_of(part: Assignment, people: Sequence[Person]) -> Saying:
    with override("vi"):
        title = str(STAGES[part.reminded.partition(":")[2]]) % {
            "title": part.task.title[:150],
            "day": f"{part.due:%d/%m/%Y}",  # type: ignore[attr-defined]
        }
    return Saying(people, f"{part.thing}:due:{part.reminded}", title, f"/desk/work/{part.pk}/")


# -- silence ---------------------------------------------------------------------------------------------------


def _silent(body: Body, days: Days, which: Q) -> list[Assignment]:
    """Return parts without a word, locked: an answer that comes meanwhile counts."""
    rows = with_due(Assignment.objects.filter(which, task__holder=body)).filter(days.silent)
    locked = rows.select_for_update(of=("self",), no_key=True)
    return list(locked.select_related("task").order_by("task", "pk")[:MOST])


@transaction.atomic
def _show_silence(body: Body) -> int:
    """Tell each body that it has not answered, and note when; only then may its superior be told."""
    silent = _silent(body, days_of(body), Q(shown_silent_at__isnull=True))
    _note(silent, "shown_silent_at")
    able = who_may_each(Permission.TASKS_REPORT, {part.holder_id for part in silent})
    with override("vi"):
        words = _("Chưa trả lời: %(title)s. Sau 24 giờ cơ quan giao việc sẽ thấy.")
    sayings = [
        Saying(
            people=able.get(part.holder_id, []),
            key=f"{part.thing}:silent:{_round(part)}",
            title=words % {"title": part.task.title[:150]},
            path=f"/desk/work/{part.pk}/",
        )
        for part in silent
    ]
    notify_each(event=Event.TASK_SILENT, sayings=sayings)
    fresh = _by_task(silent)
    for task, parts in fresh:
        _write("silence_shown", task, parts)
    return len(fresh)


@transaction.atomic
def _tell_superior(body: Body) -> int:
    """Tell the assigning body which bodies are still silent a day after they were told themselves."""
    days = days_of(body)
    told = Q(escalated_at__isnull=True, shown_silent_at__lte=days.now - DAY_BEFORE_SUPERIOR)
    silent = _silent(body, days, told)
    _note(silent, "escalated_at")
    people = who_may(Permission.TASKS_ASSIGN, [body.pk]) if silent else []
    ripe = _by_task(silent)
    notify_each(event=Event.TASK_BODIES_SILENT, sayings=[_bodies_silent(people, *found) for found in ripe])
    for task, parts in ripe:
        _write("silence_escalated", task, parts)
    return len(ripe)


def _bodies_silent(people: Sequence[Person], task: Task, parts: Sequence[Assignment]) -> Saying:
    """Say how many bodies are silent about a task; which ones stands on the page."""
    bodies = len({part.holder_id for part in parts})
    with override("vi"):
        title = ngettext(
            "%(n)d đơn vị chưa trả lời nhiệm vụ %(title)s",
            "%(n)d đơn vị chưa trả lời nhiệm vụ %(title)s",
            bodies,
        ) % {"n": bodies, "title": task.title[:180]}
    return Saying(
        people=people,
        key=f"{task.thing}:silent:{parts[0].pk}:{_round(parts[0])}",
        title=title,
        path=f"/desk/work/rows/?task={task.pk}&state=silent",
    )


def _round(part: Assignment) -> str:
    """Return a name for this time that a body has a part: given again, or come to an heir, it is told of anew."""
    return f"{part.holder_id}:{part.assigned_at.timestamp():.0f}"


def _by_task(parts: Iterable[Assignment]) -> list[tuple[Task, list[Assignment]]]:
    found: dict[Task, list[Assignment]] = defaultdict(list)
    for part in parts:
        found[part.task].append(part)
    return list(found.items())


def _note(parts: Sequence[Assignment], field: str) -> None:
    Assignment.objects.filter(pk__in=[part.pk for part in parts]).update(**{field: clock.now()})


def _write(verb: str, task: Task, parts: Sequence[Assignment]) -> None:
    facts = {"parts": [part.pk for part in parts], "bodies": [part.holder_id for part in parts]}
    journal.write(actor=SYSTEM, verb=f"tasks.{verb}", thing=task.thing, facts=facts)
