"""The room's figures: the year's tasks done, tasks that came up, the groups of the coming quarter."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loa.figures.registry import Definition, of_bodies
from loa.figures.scope import Scope, true_rows
from loa.tasks.models import Assignment, Task, TaskGroup
from loa.tasks.rules import done
from loa.tasks.rules.words import Origin, TaskState
from loa.units.lists import body_name_of
from loa.units.permissions import Permission
from loa.web.lists.columns import Column

QUARTER = relativedelta(months=3)


def of_the_year(scope: Scope) -> QuerySet[Task]:
    """Return the tasks of the programmes of the year in which the scope ends."""
    return _counted(scope).filter(origin=Origin.PLANNED, group__programme__year=scope.until.year)


def done_of_the_year(scope: Scope) -> QuerySet[Task]:
    """Return those of them that were done by the scope's last day."""
    return of_the_year(scope).filter(_done_by(scope))


def came_up(scope: Scope) -> QuerySet[Task]:
    """Return the tasks that came up, in a programme's group or outside, and were given out in the scope's days."""
    first = Assignment.objects.filter(task=OuterRef("pk")).order_by("assigned_at").values("assigned_at")[:1]
    rows = _counted(scope).exclude(origin=Origin.PLANNED).annotate(given_at=Coalesce(first, "created_at"))
    return rows.filter(given_at__gte=scope.begins_at, given_at__lt=scope.ends_at)


def came_up_and_done(scope: Scope) -> QuerySet[Task]:
    """Return those of them that were done by the scope's last day."""
    return came_up(scope).filter(_done_by(scope))


def groups_to_come(scope: Scope) -> QuerySet[TaskGroup]:
    """Return the groups with something to do, as a programme's page counts them, that begin in the three months after it."""
    last = scope.until + QUARTER
    given = Task.objects.filter(group=OuterRef("pk"), origin=Origin.PLANNED, state__in=done.SHARED)
    rows = TaskGroup.objects.filter(true_rows("programme__"), scope.counts("programme__"))
    return rows.filter(Exists(given), starts_on__gt=scope.until, starts_on__lte=last)


def _counted(scope: Scope) -> QuerySet[Task]:
    return Task.objects.filter(true_rows(), scope.counts(), state__in=done.SHARED)


def _done_by(scope: Scope) -> Q:
    return Q(state=TaskState.DONE, done_at__lt=scope.ends_at)


def _with_names(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.select_related("group__programme").annotate(body_name=body_name_of("holder"))


_TASK_COLUMNS = (
    Column("title", _("Nhiệm vụ"), sort="title", url=lambda row: f"/desk/tasks/{row.pk}/"),
    Column("group", _("Nhóm nhiệm vụ"), value=lambda row: row.group.name if row.group else ""),
    Column("due_on", _("Hạn"), sort="due_on"),
    Column("done_at", _("Hoàn thành lúc"), sort="done_at"),
    Column("origin", _("Loại"), value=lambda row: row.get_origin_display(), sort="origin"),
    Column("body_name", _("Cơ quan giao"), sort="body_name"),
)

DEFINITIONS = (
    Definition(
        key="tasks.done",
        title=_("Nhiệm vụ trong năm đã hoàn thành"),
        unit=_("nhiệm vụ"),
        rule=_(
            "Đếm nhiệm vụ theo chương trình của năm, trừ nhiệm vụ đang soạn hoặc đã hủy. Hoàn thành khi kết quả của mọi đơn vị tham gia đã được nghiệm thu, đến hết kỳ."
        ),
        rows=done_of_the_year,
        among=of_the_year,
        columns=_TASK_COLUMNS,
        visible=of_bodies("holder", Permission.TASKS_READ),
        shown=_with_names,
        order=30,
    ),
    Definition(
        key="tasks.came_up",
        title=_("Nhiệm vụ phát sinh, đột xuất đã hoàn thành"),
        unit=_("nhiệm vụ"),
        rule=_(
            "Đếm riêng nhiệm vụ phát sinh, đột xuất được giao trong kỳ, kể cả việc nằm trong nhóm của chương trình; hoàn thành tính đến hết kỳ. Các việc này không đếm vào nhiệm vụ theo chương trình."
        ),
        rows=came_up_and_done,
        among=came_up,
        columns=_TASK_COLUMNS,
        visible=of_bodies("holder", Permission.TASKS_READ),
        shown=_with_names,
        order=35,
    ),
    Definition(
        key="tasks.groups",
        title=_("Nhóm nhiệm vụ của quý tới"),
        unit=_("nhóm"),
        rule=format_lazy(
            "{} {}", done.GROUPS_RULE, _("Quý tới là nhóm bắt đầu trong ba tháng sau ngày cuối kỳ.")
        ),
        rows=groups_to_come,
        columns=(
            Column("name", _("Nhóm nhiệm vụ"), sort="name"),
            Column("programme", _("Chương trình"), value=lambda row: row.programme.name),
            Column("starts_on", _("Từ ngày"), sort="starts_on"),
            Column("ends_on", _("Đến hết ngày"), sort="ends_on"),
        ),
        visible=of_bodies("programme__holder", Permission.TASKS_READ),
        shown=lambda rows: rows.select_related("programme"),
        order=40,
    ),
)
