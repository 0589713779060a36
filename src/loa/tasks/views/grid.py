"""The matrix of tasks and bodies, and how far groups of tasks are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from loa.tasks.queries import progress, work
from loa.tasks.queries.days import days_of
from loa.tasks.queries.grid import grid_of
from loa.tasks.rules.ageing import Age
from loa.tasks.rules.done import SHARE_RULE, TASK_RULE, Share
from loa.tasks.status import part_status
from loa.tasks.work_filters import GroupFilter, PartFilter
from loa.tasks.work_items import watch_tabs
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen


def _late(age: Age, title: Promise) -> Column:
    """Return the column of what has been overdue for so long."""
    return Column(
        f"late_{age.value}",
        title,
        sort=f"late_{age.value}",
        numeric=True,
        url=lambda row: f"/desk/tasks/?group={row.pk}&origin=planned&age={age.value}",
    )


LATE = (
    _late(Age.WEEK, gettext_lazy("Trễ đến 7 ngày")),
    _late(Age.MONTH, gettext_lazy("Trễ 8–30 ngày")),
    _late(Age.OLDER, gettext_lazy("Trễ trên 30 ngày")),
)

GROUPS = ListScreen(
    key="task_groups",
    title=gettext_lazy("Tiến độ nhóm nhiệm vụ"),
    nav_key="watch",
    template="tasks/work_list.html",
    filters=GroupFilter,
    default_sort="programme",
    columns=(
        Column("name", gettext_lazy("Nhóm nhiệm vụ"), sort="name"),
        Column(
            "programme",
            gettext_lazy("Chương trình"),
            value=lambda row: f"{row.programme.name} {row.programme.year}",
            sort=("-programme__year", "programme__code", "position"),
            url=lambda row: f"/desk/work/programmes/{row.programme_id}/timeline/",
        ),
        Column(
            "done",
            gettext_lazy("Hoàn thành"),
            value=lambda row: Share(row.done, row.counted),
            sort="done",
            url=lambda row: f"/desk/tasks/?group={row.pk}&origin=planned&state=given",
        ),
        *LATE,
        Column(
            "waiting",
            gettext_lazy("Chờ nghiệm thu"),
            sort="waiting",
            numeric=True,
            url=lambda row: f"/desk/work/rows/?group={row.pk}&state=reported",
        ),
    ),
    empty=Empty(
        gettext_lazy("Chưa có nhóm nhiệm vụ nào"),
        gettext_lazy("Nhóm nhiệm vụ hiện ở đây khi chương trình năm được lập."),
        gettext_lazy("Việc của tôi"),
        "/desk/work/",
        "report-analytics",
    ),
)


@desk_view
def groups(request: DeskRequest) -> HttpResponse:
    """Show how far each group is, and how old what is overdue has become; the rule stands beside the numbers."""
    require(request.actor, Permission.TASKS_READ)
    rows = progress.groups_with_counts(request.actor, days_of(request.actor.body))
    context = {"tabs": watch_tabs(), "current": "progress"}
    return GROUPS.respond(request, rows, context, note=f"{TASK_RULE} {SHARE_RULE}")


@desk_view
def grid(request: DeskRequest) -> HttpResponse:
    """Show where each body stands with each task."""
    require(request.actor, Permission.TASKS_READ)
    form = PartFilter(request.GET, request=request)
    parts = form.apply(work.list_parts(request.actor))
    found = grid_of(parts, body_page=request.GET.get("page"), task_page=request.GET.get("tasks"))
    kept = request.GET.copy()
    for name in ("page", "tasks", "task", "body"):
        kept.pop(name, None)
    context = {
        "grid": found,
        "rows": [
            (
                row,
                [
                    (head, square, square and part_status(square.part))
                    for head, square in zip(found.heads, row.squares, strict=True)
                ],
            )
            for row in found.rows
        ],
        "form": form,
        "kept": kept.urlencode(),
        "tabs": watch_tabs(),
        "current": "grid",
        "nav_key": "watch",
    }
    return render(request, "tasks/work_grid.html", context)
