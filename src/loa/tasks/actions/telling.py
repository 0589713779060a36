"""Telling staff of what concerns their body's part; inside the act that causes it, whose journal row covers it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from loa.notices.actions import notify
from loa.notices.models import Event
from loa.tasks.models import Assignment, HandOver, Programme, Task
from loa.tasks.queries.people import who_may
from loa.units.models import Body
from loa.units.permissions import Permission
from loa.units.queries import body_name


def task_path(task: Task) -> str:
    """Return where a task is read."""
    return f"/desk/tasks/{task.pk}/"


def tell_assigned(task: Task, bodies: Iterable[int], stamp: object) -> int:
    """Tell those who report for these bodies that a task is theirs; `stamp` tells one round from the next."""
    with override("vi"):
        title = _("Nhiệm vụ mới: %(title)s – hạn %(day)s") % {
            "title": task.title[:160],
            "day": f"{task.due_on:%d/%m/%Y}",
        }
    return notify(
        people=who_may(Permission.TASKS_REPORT, bodies),
        event=Event.TASK_ASSIGNED,
        key=f"{task.thing}:assigned:{stamp}",
        title=title,
        path=task_path(task),
    )


def tell_started(programme: Programme, bodies: Iterable[int], count: int, stamp: object) -> int:
    """Tell the bodies of a programme, once, that its tasks were given out."""
    with override("vi"):
        title = ngettext("%(name)s: %(n)d nhiệm vụ đã giao", "%(name)s: %(n)d nhiệm vụ đã giao", count) % {
            "name": programme.name[:160],
            "n": count,
        }
    return notify(
        people=who_may(Permission.TASKS_REPORT, bodies),
        event=Event.TASK_ASSIGNED,
        key=f"{programme.thing}:started:{stamp}",
        title=title,
        path=f"/desk/tasks/programmes/{programme.pk}/",
    )


def tell_table_changed(programme: Programme, bodies: Iterable[int], stamp: object) -> int:
    """Tell bodies, once for a whole table, that tasks of theirs have changed."""
    with override("vi"):
        title = _("%(name)s: có nhiệm vụ thay đổi") % {"name": programme.name[:160]}
    return notify(
        people=who_may(Permission.TASKS_REPORT, bodies),
        event=Event.TASK_CHANGED,
        key=f"{programme.thing}:table:{stamp}",
        title=title,
        path=f"/desk/tasks/programmes/{programme.pk}/",
    )


def tell_changed(task: Task) -> int:
    """Tell the bodies of an open task that what it says has changed."""
    with override("vi"):
        title = _("Nhiệm vụ thay đổi: %(title)s – hạn %(day)s") % {
            "title": task.title[:160],
            "day": f"{task.due_on:%d/%m/%Y}",
        }
    return _tell_bodies(task, Event.TASK_CHANGED, f"changed:{task.sequence}", title)


def tell_cancelled(task: Task) -> int:
    """Tell the bodies of a task that it was cancelled."""
    with override("vi"):
        title = _("Nhiệm vụ đã hủy: %(title)s") % {"title": task.title[:180]}
    return _tell_bodies(task, Event.TASK_CHANGED, f"cancelled:{task.changed_at.isoformat()}", title)


def tell_may_begin(task: Task, before: Task) -> int:
    """Tell the bodies of a task, once, that nothing it waited for is left."""
    with override("vi"):
        title = _("Đã có thể bắt đầu: %(title)s. “%(before)s” đã hoàn thành.") % {
            "title": task.title[:100],
            "before": before.title[:80],
        }
    return _tell_bodies(task, Event.TASK_CHANGED, "may_begin", title)


def tell_handed_in(assignment: Assignment, stamp: object) -> int:
    """Tell those who accept at the assigning body that evidence waits."""
    with override("vi"):
        facts = {"body": body_name(assignment.holder, short=True), "title": assignment.task.title[:160]}
        title = _("%(body)s báo cáo hoàn thành: %(title)s") % facts
    return notify(
        people=who_may(Permission.TASKS_ACCEPT, [assignment.task.holder_id]),
        event=Event.TASK_HANDED_IN,
        key=f"{assignment.thing}:handed_in:{stamp}",
        title=title,
        path=f"/desk/tasks/parts/{assignment.pk}/",
    )


def tell_judged(assignment: Assignment, stamp: object, *, accepted: bool) -> int:
    """Tell the body whether its evidence was accepted or returned."""
    with override("vi"):
        said = _("Đã nghiệm thu: %(title)s") if accepted else _("Trả lại, cần bổ sung: %(title)s")
    return notify(
        people=who_may(Permission.TASKS_REPORT, [assignment.holder_id]),
        event=Event.TASK_ACCEPTED if accepted else Event.TASK_RETURNED,
        key=f"{assignment.thing}:judged:{stamp}",
        title=said % {"title": assignment.task.title[:180]},
        path=f"/desk/tasks/parts/{assignment.pk}/",
    )


def tell_hand_over(passed: HandOver, to: Body, title: str) -> int:
    """Tell one side of a hand-over what the other did."""
    return notify(
        people=who_may(Permission.TASKS_REPORT, [to.pk]),
        event=Event.TASK_PASSED_ON,
        key=f"{passed.thing}:{passed.state}",
        title=title,
        path=task_path(passed.task),
    )


def _tell_bodies(task: Task, event: Event, what: str, title: str) -> int:
    holders = task.assignments.exclude(state="withdrawn").values_list("holder", flat=True)
    return notify(
        people=who_may(Permission.TASKS_REPORT, holders),
        event=event,
        key=f"{task.thing}:{what}",
        title=title,
        path=task_path(task),
    )
