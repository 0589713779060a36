"""Parts on screen: what waits for acceptance, the parts of a task, one part with its entries, judging it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.tasks.actions import assigning, reporting
from loa.tasks.forms.parts import AcceptForm, OfficerForm, PartForm, ReasonForm
from loa.tasks.models import Assignment
from loa.tasks.queries import pages
from loa.tasks.queries.visible import access_assignment, access_task, may, require_any
from loa.tasks.queries.waiting import waiting_for
from loa.tasks.rules.moves import AT_WORK
from loa.tasks.rules.words import AssignmentState, ProgressKind
from loa.tasks.status import part_status
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.units.voices import speaks_for
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import new_idempotency_key
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

ACCEPT = Permission.TASKS_ACCEPT
ASSIGN = Permission.TASKS_ASSIGN
OF_TASK = "task__holder"


def _to_part(row: Assignment) -> str:
    return f"/desk/tasks/parts/{row.pk}/"


TO_ACCEPT = ListScreen(
    key="to-accept",
    title=gettext_lazy("Chờ nghiệm thu"),
    nav_key="to_accept",
    search=("task__folded",),
    search_label=gettext_lazy("Tìm theo tên hoặc mã nhiệm vụ"),
    default_sort="reported_at",
    columns=(
        Column("title", gettext_lazy("Nhiệm vụ"), value=lambda row: row.task.title, url=_to_part),
        Column("holder_name", gettext_lazy("Đơn vị"), sort="holder_name"),
        Column("reported_at", gettext_lazy("Báo cáo lúc"), sort="reported_at"),
        Column(
            "due_on",
            gettext_lazy("Hạn"),
            value=lambda row: row.due_on or row.task.due_on,
            sort="task__due_on",
        ),
    ),
    empty=Empty(
        gettext_lazy("Không còn kết quả nào chờ nghiệm thu"),
        gettext_lazy("Khi đơn vị báo cáo hoàn thành, kết quả sẽ hiện ở đây."),
        gettext_lazy("Xem nhiệm vụ"),
        "/desk/tasks/",
        "circle-check",
    ),
)


@desk_view
def to_accept(request: DeskRequest) -> HttpResponse:
    """Show what waits for the actor's acceptance."""
    lead = _("Người báo cáo không tự nghiệm thu được; kết quả của chính mình không hiện ở đây.")
    return TO_ACCEPT.respond(request, waiting_for(request.actor), {"lead": lead})


@desk_view
def list_of(request: DeskRequest, task_id: int) -> HttpResponse:
    """Lead an address that was shared before to the list of parts, narrowed to one task."""
    access_task(request.actor, task_id)
    wish = request.GET.copy()
    wish["task"] = str(task_id)
    return redirect(f"{reverse('work:rows')}?{wish.urlencode()}")


@desk_view
def show(request: DeskRequest, part_id: int) -> HttpResponse:
    """Show one body's part with its entries, and what may be done with it."""
    part = access_assignment(request.actor, part_id)
    may_judge = may(request.actor, ACCEPT, part.task.holder)
    entries = list(pages.entries_of(part))
    evidence = next((entry for entry in entries if entry.kind == ProgressKind.EVIDENCE), None)
    is_counted = part.state not in {AssignmentState.ACCEPTED, AssignmentState.WITHDRAWN}
    context = {
        "part": part,
        "task": part.task,
        "status": part_status(part),
        "holder_name": body_name(part.holder),
        "given_to": body_name(part.body) if part.body_id != part.holder_id else "",
        "officer": part.officer.person.full_name if part.officer else "",
        "due_on": part.due_on or part.task.due_on,
        "milestones": [(n <= part.milestone, name) for n, name in enumerate(part.task.milestones, 1)],
        "entries": entries,
        "may_accept": may_judge and waiting_for(request.actor).filter(pk=part.pk).exists(),
        "may_return": may_judge and part.state == AssignmentState.REPORTED,
        "may_reopen": may_judge and part.state == AssignmentState.ACCEPTED,
        "may_change": may(request.actor, ASSIGN, part.task.holder) and is_counted,
        "may_report": speaks_for(request.actor, Permission.TASKS_REPORT, part.holder_id)
        and AssignmentState(part.state) in AT_WORK,
        "may_name": is_counted
        and any(may(request.actor, right, part.holder) for right in assigning.MAY_NAME),
        "accept": AcceptForm(auto_id="accept_%s", initial={"seen": evidence.pk if evidence else None}),
        "evidence": evidence,
        "give_back": ReasonForm(auto_id="back_%s"),
        "key": new_idempotency_key(),
        "nav_key": "tasks",
    }
    return render(request, "tasks/part.html", context)


@require_POST
@desk_view
def accept(request: DeskRequest, part_id: int) -> HttpResponse:
    """Accept what a body handed in."""
    part = access_assignment(request.actor, part_id, ACCEPT, of=OF_TASK)
    form = AcceptForm(request.POST)
    form.is_valid()
    seen = form.cleaned_data.get("seen") or 0  # a page that does not say what it showed accepts nothing
    reporting.accept(actor=request.actor, assignment=part, seen=seen, text=form.data.get("text", "")[:500])
    left = waiting_for(request.actor).count()
    said = _("Đã nghiệm thu. Còn %(n)d kết quả chờ nghiệm thu.") if left else _("Đã nghiệm thu.")
    messages.success(request, said % {"n": left} if left else said)
    return redirect("tasks:to_accept" if left else "tasks:task", *([] if left else [part.task_id]))


@desk_view
def give_back(request: DeskRequest, part_id: int) -> HttpResponse:
    """Return what a body handed in, with what is missing."""
    part = access_assignment(request.actor, part_id, ACCEPT, of=OF_TASK)
    form = ReasonForm(posted(request))
    if attempt(form, reporting.return_, actor=request.actor, assignment=part):
        messages.success(request, _("Đã trả lại; đơn vị được báo kèm lý do."))
        return redirect("tasks:part", part_id)
    return _page(request, form, part, title=_("Trả lại, cần bổ sung"), submit=_("Trả lại"))


@desk_view
def reopen(request: DeskRequest, part_id: int) -> HttpResponse:
    """Open accepted work again."""
    part = access_assignment(request.actor, part_id, ACCEPT, of=OF_TASK)
    form = ReasonForm(posted(request))
    if attempt(form, reporting.reopen, actor=request.actor, assignment=part):
        messages.success(request, _("Đã mở lại; đơn vị được báo kèm lý do."))
        return redirect("tasks:part", part_id)
    return _page(request, form, part, title=_("Mở lại kết quả đã nghiệm thu"), submit=_("Mở lại"))


@desk_view
def withdraw(request: DeskRequest, part_id: int) -> HttpResponse:
    """Take a part back from a body."""
    part = access_assignment(request.actor, part_id, ASSIGN, of=OF_TASK)
    form = ReasonForm(posted(request))
    if attempt(form, assigning.withdraw, actor=request.actor, assignment=part):
        messages.success(request, _("Đã thôi giao; những gì đơn vị đã báo cáo vẫn được giữ."))
        return redirect("tasks:task", part.task_id)
    return _page(request, form, part, title=_("Thôi giao cho đơn vị"), submit=_("Thôi giao"))


@desk_view
def change(request: DeskRequest, part_id: int) -> HttpResponse:
    """Change a body's part or its own limit."""
    part = access_assignment(request.actor, part_id, ASSIGN, of=OF_TASK)
    form = PartForm(posted(request), initial={"part": part.part, "due_on": part.due_on})
    if attempt(form, assigning.change_part, actor=request.actor, assignment=part):
        messages.success(request, _("Đã lưu."))
        return redirect("tasks:part", part_id)
    return _page(request, form, part, title=_("Sửa vai trò, hạn"), submit=_("Lưu"))


@desk_view
def officer(request: DeskRequest, part_id: int) -> HttpResponse:
    """Say who at the body does the work."""
    part = access_assignment(request.actor, part_id)
    require_any(request.actor, assigning.MAY_NAME, part.holder)
    form = OfficerForm(posted(request), part=part, initial={"officer": part.officer_id})
    if attempt(form, assigning.set_officer, actor=request.actor, assignment=part):
        messages.success(request, _("Đã lưu."))
        return redirect("tasks:part", part_id)
    return _page(request, form, part, title=_("Phân công cán bộ"), submit=_("Lưu"))


def _page(
    request: DeskRequest, form: forms.Form, part: Assignment, *, title: str, submit: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        lead=f"{body_name(part.holder)} – {part.task.title}",
        submit=submit,
        back=reverse("tasks:part", args=[part.pk]),
        key=new_idempotency_key(),
        nav_key="tasks",
    )
