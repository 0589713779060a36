"""Bodies with what they carry out, one body's page, and the lists behind every count."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from loa.tasks.queries import body_page as pages
from loa.tasks.queries import work
from loa.tasks.queries.days import days_of
from loa.tasks.rules.timeliness import Period, in_words
from loa.tasks.status import due_status, part_status, passed_status
from loa.tasks.work_filters import PartFilter, PassedFilter
from loa.tasks.work_items import watch_tabs
from loa.units import queries as units
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

PARTS = ListScreen(
    key="body-parts",
    title=gettext_lazy("Việc của các đơn vị"),
    nav_key="watch",
    template="tasks/work_list.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo nhiệm vụ, số hoặc đơn vị"),
    filters=PartFilter,
    default_sort="due",
    columns=(
        Column(
            "title",
            gettext_lazy("Nhiệm vụ"),
            value=lambda row: row.task.title,
            sort="task__title",
            url=lambda row: f"/desk/work/{row.pk}/",
        ),
        Column("code", gettext_lazy("Số"), value=lambda row: row.task.code, sort="task__code"),
        Column(
            "holder_name",
            gettext_lazy("Đơn vị"),
            sort="holder_name",
            url=lambda row: f"/desk/tasks/parts/{row.pk}/",
        ),
        Column("part", gettext_lazy("Vai trò"), value=lambda row: row.get_part_display(), sort="part"),
        Column("state", gettext_lazy("Trạng thái"), value=part_status, sort="care"),
        Column("due", gettext_lazy("Hạn"), sort="due"),
        Column("percent", gettext_lazy("Tiến độ (%)"), sort="percent", numeric=True),
        Column("giver_name", gettext_lazy("Cơ quan giao"), sort="giver_name"),
        Column("assigned_at", gettext_lazy("Giao lúc"), sort="assigned_at"),
        Column("acknowledged_at", gettext_lazy("Tiếp nhận"), sort="acknowledged_at"),
        Column("reported_at", gettext_lazy("Báo cáo hoàn thành"), sort="reported_at"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có việc nào được giao"),
        gettext_lazy("Khi một nhiệm vụ được giao cho đơn vị, phần việc của từng đơn vị hiện ở đây."),
        gettext_lazy("Việc của tôi"),
        "/desk/work/",
        "list-check",
    ),
)

PASSED = ListScreen(
    key="hand_overs",
    title=gettext_lazy("Chuyển việc giữa các đơn vị"),
    nav_key="watch",
    template="tasks/work_list.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo việc, nhiệm vụ hoặc đơn vị"),
    filters=PassedFilter,
    default_sort="due_at",
    columns=(
        Column(
            "what",
            gettext_lazy("Việc chuyển"),
            sort="what",
            url=lambda row: f"/desk/tasks/hand-overs/{row.pk}/",
        ),
        Column("task", gettext_lazy("Nhiệm vụ"), value=lambda row: row.task.title, sort="task__title"),
        Column("giver_name", gettext_lazy("Bên chuyển"), sort="giver_name"),
        Column("taker_name", gettext_lazy("Bên nhận"), sort="taker_name"),
        Column("state", gettext_lazy("Trạng thái"), value=passed_status, sort="state"),
        Column("given_at", gettext_lazy("Chuyển lúc"), sort="given_at"),
        Column("due_at", gettext_lazy("Hạn"), sort="due_at"),
    ),
    empty=Empty(
        gettext_lazy("Không có việc chuyển nào đang chờ"),
        gettext_lazy("Khi đơn vị chủ trì và đơn vị phối hợp chuyển việc cho nhau, thời hạn hiện ở đây."),
        gettext_lazy("Xem tất cả"),
        "/desk/work/hand-overs/?state=all",
        "transfer",
    ),
)


def _counted(key: str, title: str | Promise, rows: str) -> Column:
    """Return a column of counts, each of which opens its rows."""
    return Column(
        key, title, sort=key, numeric=True, url=lambda row: f"/desk/work/rows/?body={row.pk}&{rows}"
    )


BODIES = ListScreen(
    key="work_bodies",
    title=gettext_lazy("Đơn vị thực hiện"),
    nav_key="watch",
    template="tasks/work_list.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên đơn vị"),
    default_sort="label",
    columns=(
        Column(
            "label",
            gettext_lazy("Đơn vị"),
            sort=("order", "label"),
            url=lambda row: f"/desk/work/bodies/{row.pk}/",
        ),
        _counted("open", gettext_lazy("Chưa xong"), "state=open"),
        _counted("overdue", gettext_lazy("Quá hạn"), "age=late"),
        _counted("new", gettext_lazy("Mới giao"), "state=assigned"),
        _counted("waiting", gettext_lazy("Chờ nghiệm thu"), "state=reported"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có đơn vị nào được giao việc"),
        gettext_lazy("Đơn vị hiện ở đây khi được giao nhiệm vụ đầu tiên."),
        gettext_lazy("Việc của tôi"),
        "/desk/work/",
        "building",
    ),
)


def _watch(current: str) -> dict[str, object]:
    return {"tabs": watch_tabs(), "current": current}


@desk_view
def rows(request: DeskRequest) -> HttpResponse:
    """Show the parts behind a count, or those of one task."""
    require(request.actor, Permission.TASKS_READ)
    context = _watch("rows")
    if task := work.find_task(request.actor, request.GET.get("task", "")):
        back = reverse("tasks:task", args=[task.pk])
        context |= {"lead": task.title, "back_url": back, "back_label": task.code}
    return PARTS.respond(request, work.list_parts(request.actor), context)


@desk_view
def tasks(request: DeskRequest) -> HttpResponse:
    """Lead an address that was shared before to the one list of tasks."""
    require(request.actor, Permission.TASKS_READ)
    wish = request.GET.copy()
    wish.setdefault("state", "given")
    return redirect(f"{reverse('tasks:list')}?{wish.urlencode()}")


@desk_view
def hand_overs(request: DeskRequest) -> HttpResponse:
    """Show what bodies pass on to each other and how long it waits."""
    require(request.actor, Permission.TASKS_READ)
    return PASSED.respond(request, work.list_hand_overs(request.actor), _watch("hand_overs"))


@desk_view
def bodies(request: DeskRequest) -> HttpResponse:
    """Show the bodies that carry something out, with their counts."""
    require(request.actor, Permission.TASKS_READ)
    days = days_of(request.actor.body)
    return BODIES.respond(request, pages.list_bodies(request.actor, days), _watch("bodies"))


@desk_view
def body(request: DeskRequest, body_id: int) -> HttpResponse:
    """Show one body's work and its timeliness beside its own past; no person is named or counted."""
    found = access(pages.bodies_visible_to(request.actor), request.actor, id=body_id, to=None)
    wish = request.GET.get("period", "")
    period = Period(wish) if wish in Period.values else Period.QUARTER
    days = days_of(found)
    page = pages.body_page(request.actor, found, period, days)
    context = {
        "body": found,
        "name": units.body_name(found),
        "page": page,
        "parts": [(part, due_status(part, days)) for part in page.parts],
        "received": [(passed, passed_status(passed)) for passed in page.received],
        "given": [(passed, passed_status(passed)) for passed in page.given],
        "measured": [
            (row, *(tuple(map(in_words, (m.median, m.slowest))) for m in (row.now, row.before)))
            for row in page.timeliness
        ],
        "links": _links(found.pk),
        "periods": [
            {"key": p.value, "label": p.label, "url": f"?period={p.value}#timeliness"} for p in Period
        ],
        "period": period.value,
        "nav_key": "watch",
        **_watch("bodies"),
    }
    return render(request, "tasks/work_body.html", context)


def _links(body_id: int) -> dict[str, str]:
    """Return the list behind each number of a body's page."""
    wishes = {
        "open": "state=open",
        "leads": "state=open&part=lead",
        "joins": "state=open&part=co_unit",
        "overdue": "age=late",
        "new": "state=assigned",
        "waiting": "state=reported",
        "accepted": "state=accepted",
    }
    rows = {name: f"/desk/work/rows/?body={body_id}&{wish}" for name, wish in wishes.items()}
    return {**rows, "passed": f"/desk/work/hand-overs/?body={body_id}"}
