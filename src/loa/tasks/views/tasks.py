"""Tasks on screen: the list, one with its bodies, making, changing, giving out, cancelling, repeating, ordering."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.documents.queries.visible import visible_to as documents_visible_to
from loa.tasks.actions import assigning, planning, repeating
from loa.tasks.forms.parts import AssignForm, ReasonForm
from loa.tasks.forms.planning import OccurrencesForm, OrderForm, TaskForm
from loa.tasks.models import Task
from loa.tasks.queries import pages
from loa.tasks.queries.choices import assignable_bodies
from loa.tasks.queries.visible import access_programme, access_task, may
from loa.tasks.rules import done
from loa.tasks.rules.words import Part, TaskState
from loa.tasks.status import part_status, passed_status, task_status
from loa.tasks.work_filters import TaskFilter
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import ErrorsSummary, new_idempotency_key
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

ASSIGN = Permission.TASKS_ASSIGN
NAV = "tasks"

TASKS = ListScreen(
    key="tasks",
    title=gettext_lazy("Nhiệm vụ"),
    nav_key=NAV,
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên hoặc mã"),
    filters=TaskFilter,
    default_sort="due_on",
    columns=(
        Column("title", gettext_lazy("Nhiệm vụ"), sort="title", url=lambda row: f"/desk/tasks/{row.pk}/"),
        Column("code", gettext_lazy("Mã"), sort="code"),
        Column(
            "group",
            gettext_lazy("Nhóm"),
            value=lambda row: row.group.name if row.group else row.get_origin_display(),
            sort=("group__programme", "group__position"),
        ),
        Column("due_on", gettext_lazy("Hạn"), sort="due_on"),
        Column("state", gettext_lazy("Trạng thái"), value=task_status, sort="state"),
        Column(
            "parts",
            gettext_lazy("Đơn vị đã nghiệm thu"),
            value=lambda row: f"{row.accepted}/{row.counted}",
            sort="counted",
        ),
        Column("waiting", gettext_lazy("Chờ nghiệm thu"), sort="waiting", numeric=True),
        Column("percent", gettext_lazy("Tiến độ (%)"), sort="percent", numeric=True),
    ),
    empty=Empty(
        gettext_lazy("Không có nhiệm vụ nào"),
        gettext_lazy("Nhiệm vụ theo chương trình được lập ở trang chương trình; việc phát sinh lập tại đây."),
        gettext_lazy("Thêm việc phát sinh"),
        "/desk/tasks/new/",
        "checks",
    ),
)


@desk_view
def list_screen(request: DeskRequest) -> HttpResponse:
    """Show the tasks that the actor may see."""
    action = {}
    if may(request.actor, ASSIGN):
        action = {"action_url": reverse("tasks:new"), "action_label": _("Thêm việc phát sinh")}
    return TASKS.respond(request, pages.list_tasks(request.actor), action, note=str(done.TASK_RULE))


@desk_view
def new(request: DeskRequest) -> HttpResponse:
    """Make a task that came up."""
    require(request.actor, ASSIGN)
    document = request.GET.get("document", "")
    asked = documents_visible_to(request.actor).filter(pk=document if document.isdecimal() else 0)
    initial = TaskForm.on(asked.first())
    form = TaskForm(posted(request), actor=request.actor, programme=None, initial=initial)
    if made := attempt(form, planning.create_task, actor=request.actor):
        return redirect("tasks:assign", made.value.pk)
    return form_page(
        request,
        form,
        title=_("Thêm việc phát sinh"),
        lead=body_name(request.actor.body),
        submit=_("Lưu và chọn đơn vị"),
        back=reverse("tasks:list"),
        key=new_idempotency_key(),
        nav_key=NAV,
    )


@desk_view
def new_in(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Make a task of a programme."""
    programme = access_programme(request.actor, programme_id, ASSIGN)
    initial = {"group": request.GET.get("group") or programme.groups.first()}
    form = TaskForm(posted(request), actor=request.actor, programme=programme, initial=initial)
    if made := attempt(form, planning.create_task, actor=request.actor):
        return redirect("tasks:assign", made.value.pk)
    return form_page(
        request,
        form,
        title=_("Thêm nhiệm vụ"),
        lead=programme.name,
        submit=_("Lưu và chọn đơn vị"),
        back=reverse("tasks:programme", args=[programme_id]),
        back_label=programme.name,
        key=new_idempotency_key(),
        nav_key="programmes",
    )


@desk_view
def show(request: DeskRequest, task_id: int) -> HttpResponse:
    """Show a task: what, why, on which document, who, until when, what proves it, and where each body stands."""
    task = access_task(request.actor, task_id)
    parts = list(pages.list_parts(request.actor, task)[: pages.SHOWN_PARTS + 1])
    counts = pages.part_counts(request.actor, task)
    may_plan = may(request.actor, ASSIGN, task.holder)
    context = {
        "task": task,
        "status": task_status(task),
        "body_name": body_name(task.holder),
        "set_up_by": body_name(task.body) if task.body_id != task.holder_id else "",
        "parts": [(part, part_status(part)) for part in parts[: pages.SHOWN_PARTS]],
        "has_more": len(parts) > pages.SHOWN_PARTS,
        "counts": [(state, state.label, number) for state, number in counts],
        "parts_url": f"{reverse('work:rows')}?task={task.pk}",
        "total": sum(number for _state, number in counts),
        "rule": done.TASK_RULE,
        "passed": [(one, passed_status(one)) for one in pages.hand_overs_of(request.actor, task)],
        "waited_for": [(one, task_status(one)) for one in pages.waited_for(request.actor, task)],
        "occurrences": [(one, task_status(one)) for one in pages.occurrences_of(request.actor, task)],
        "may_plan": may_plan,
        "is_standing": task.state in {TaskState.DRAFT, TaskState.OPEN},
        "may_assign": may_plan and task.state != TaskState.CANCELLED,
        "may_pass": task.state == TaskState.OPEN and may(request.actor, Permission.TASKS_REPORT),
        "events": history_of(task.thing, most=20),
        "nav_key": NAV,
        "key": new_idempotency_key(),
    }
    return render(request, "tasks/task.html", context)


def _plannable(request: DeskRequest, task_id: int) -> Task:
    return access_task(request.actor, task_id, ASSIGN)


@desk_view
def change(request: DeskRequest, task_id: int) -> HttpResponse:
    """Change what a task says."""
    task = _plannable(request, task_id)
    programme = task.group.programme if task.group else None
    form = TaskForm(
        posted(request), actor=request.actor, programme=programme, task=task, initial=TaskForm.of(task)
    )
    if attempt(form, planning.change_task, actor=request.actor, task=task):
        messages.success(request, _("Đã lưu."))
        return redirect("tasks:task", task_id)
    return _page(request, form, task, title=_("Sửa nhiệm vụ"), submit=_("Lưu"))


@require_POST
@desk_view
def open_(request: DeskRequest, task_id: int) -> HttpResponse:
    """Give a draft out."""
    task = _plannable(request, task_id)
    planning.open_task(actor=request.actor, task=task)
    messages.success(request, _("Đã giao; các đơn vị được báo."))
    return redirect("tasks:task", task_id)


@desk_view
def cancel(request: DeskRequest, task_id: int) -> HttpResponse:
    """Cancel a task with a reason."""
    task = _plannable(request, task_id)
    form = ReasonForm(posted(request))
    if attempt(form, planning.cancel, actor=request.actor, task=task):
        messages.success(request, _("Đã hủy nhiệm vụ."))
        return redirect("tasks:task", task_id)
    return _page(request, form, task, title=_("Hủy nhiệm vụ"), submit=_("Hủy nhiệm vụ"))


@desk_view
def reopen(request: DeskRequest, task_id: int) -> HttpResponse:
    """Take a cancelled task up again with a reason."""
    task = _plannable(request, task_id)
    form = ReasonForm(posted(request))
    if attempt(form, planning.reopen, actor=request.actor, task=task):
        messages.success(request, _("Đã mở lại nhiệm vụ."))
        return redirect("tasks:task", task_id)
    return _page(request, form, task, title=_("Mở lại nhiệm vụ"), submit=_("Mở lại"))


@desk_view
def occurrences(request: DeskRequest, task_id: int) -> HttpResponse:
    """Make the occurrences of a repeating task up to a day."""
    task = _plannable(request, task_id)
    form = OccurrencesForm(posted(request), initial={"horizon": OccurrencesForm.end_of_year()})
    if made := attempt(form, repeating.create_occurrences, actor=request.actor, task=task):
        messages.success(request, _("Đã lập thêm %(n)d kỳ.") % {"n": len(made.value)})
        return redirect("tasks:task", task_id)
    lead = _("Kỳ đã có được giữ nguyên; kỳ mới được giao cho cùng đơn vị.")
    return _page(request, form, task, title=_("Lập các kỳ tiếp theo"), submit=_("Lập các kỳ"), lead=lead)


@desk_view
def order(request: DeskRequest, task_id: int) -> HttpResponse:
    """Say what a task waits for."""
    task = _plannable(request, task_id)
    initial = {"after": pages.waited_for(request.actor, task)}
    form = OrderForm(posted(request), actor=request.actor, task=task, initial=initial)
    if attempt(form, planning.depends, actor=request.actor, task=task):
        messages.success(request, _("Đã lưu."))
        return redirect("tasks:task", task_id)
    return _page(request, form, task, title=_("Thứ tự thực hiện"), submit=_("Lưu"))


@desk_view
def assign(request: DeskRequest, task_id: int) -> HttpResponse:
    """Give parts to bodies: choose them, see how many they are, then give."""
    task = _plannable(request, task_id)
    form = AssignForm(posted(request), actor=request.actor, task=task)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        if data["confirmed"] == len(form.bodies):
            given = assigning.assign(
                actor=request.actor,
                task=task,
                bodies=form.bodies,
                part=Part(data["part"]),
                due_on=data["due_on"],
            )
            said = _("Đã giao cho %(added)d đơn vị; %(kept)d đơn vị đã được giao từ trước.")
            messages.success(request, said % {"added": given.added, "kept": given.kept})
            return redirect("tasks:task", task_id)
        return _confirm(request, task, form)
    context = {
        "task": task,
        "form": form,
        "errors": ErrorsSummary(form),
        "reach": assignable_bodies(request.actor).count(),
        "back": reverse("tasks:task", args=[task_id]),
        "nav_key": NAV,
    }
    return render(request, "tasks/assign.html", context, status=422 if form.is_bound else 200)


def _confirm(request: DeskRequest, task: Task, form: AssignForm) -> HttpResponse:
    """Show how many bodies are meant before they are given anything."""
    context = {
        "task": task,
        "form": form,
        "count": len(form.bodies),
        "some": [getattr(body, "label", str(body)) for body in form.bodies[:12]],
        "left": max(len(form.bodies) - 12, 0),
        "part": Part(form.cleaned_data["part"]).label,
        "kept": [(name, form.cleaned_data.get(name)) for name in ("part", "rule", "names")],
        "key": new_idempotency_key(),
        "back": reverse("tasks:assign", args=[task.pk]),
        "nav_key": NAV,
    }
    return render(request, "tasks/assign_confirm.html", context)


def _page(
    request: DeskRequest, form: forms.Form, task: Task, *, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        lead=lead or task.title,
        submit=submit,
        back=reverse("tasks:task", args=[task.pk]),
        back_label=task.code,
        key=new_idempotency_key(),
        nav_key=NAV,
    )
