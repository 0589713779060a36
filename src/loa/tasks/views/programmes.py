"""Programmes on screen: the list, one with its groups and counts, making, starting, closing, copying."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.tasks.actions import programmes as actions
from loa.tasks.forms.lists import ProgrammeFilter
from loa.tasks.forms.parts import Yes
from loa.tasks.forms.planning import CopyForm, GroupForm, NewProgrammeForm, ProgrammeForm
from loa.tasks.models import Programme
from loa.tasks.queries.days import days_of
from loa.tasks.queries.pages import list_programmes, programme_page
from loa.tasks.queries.visible import access_programme, may
from loa.tasks.rules import done
from loa.tasks.rules.words import ProgrammeState
from loa.tasks.status import programme_status
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import new_idempotency_key
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

ASSIGN = Permission.TASKS_ASSIGN
NAV = "programmes"

PROGRAMMES = ListScreen(
    key="programmes",
    title=gettext_lazy("Chương trình"),
    nav_key=NAV,
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên hoặc mã"),
    filters=ProgrammeFilter,
    default_sort="-year",
    columns=(
        Column(
            "name",
            gettext_lazy("Chương trình"),
            sort="name",
            url=lambda row: f"/desk/tasks/programmes/{row.pk}/",
        ),
        Column("code", gettext_lazy("Mã"), sort="code"),
        Column("year", gettext_lazy("Năm"), sort=("year", "code"), numeric=True),
        Column("body_name", gettext_lazy("Cơ quan"), sort="body_name"),
        Column(
            "done",
            gettext_lazy("Đã xong/tổng"),
            value=lambda row: f"{row.done}/{row.counted}",
            sort="counted",
        ),
        Column("state", gettext_lazy("Trạng thái"), value=programme_status, sort="state"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có chương trình nào"),
        gettext_lazy(
            "Lập chương trình của năm, chia nhóm rồi giao nhiệm vụ; hoặc chép chương trình năm trước."
        ),
        gettext_lazy("Lập chương trình"),
        "/desk/tasks/programmes/new/",
        "list-check",
    ),
)


@desk_view
def list_screen(request: DeskRequest) -> HttpResponse:
    """Show the programmes that the actor may see."""
    action = {}
    if may(request.actor, ASSIGN):
        action = {"action_url": reverse("tasks:new_programme"), "action_label": _("Lập chương trình")}
    lead = str(done.SHARE_RULE)
    return PROGRAMMES.respond(request, list_programmes(request.actor), {"lead": lead} | action)


@desk_view
def new(request: DeskRequest) -> HttpResponse:
    """Make a programme of the actor's body."""
    require(request.actor, ASSIGN)
    form = NewProgrammeForm(posted(request), actor=request.actor)
    if made := attempt(form, actions.create_programme, actor=request.actor):
        messages.success(request, _("Đã lập. Thêm nhóm nhiệm vụ, rồi thêm nhiệm vụ."))
        return redirect("tasks:programme", made.value.pk)
    return form_page(
        request,
        form,
        title=_("Lập chương trình"),
        lead=body_name(request.actor.body),
        submit=_("Lập chương trình"),
        back=reverse("tasks:programmes"),
        nav_key=NAV,
    )


@desk_view
def show(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Show a programme: its groups with done of all, what came up apart, the rule beside the figure."""
    programme = access_programme(request.actor, programme_id)
    rows = f"{reverse('tasks:list')}?programme={programme.pk}"
    context = {
        "programme": programme,
        "planned_url": f"{rows}&origin=planned&state=given",
        "came_up_url": f"{rows}&origin=came_up&state=given",
        "waiting_url": f"{reverse('work:rows')}?programme={programme.pk}&state=reported",
        "status": programme_status(programme),
        "body_name": body_name(programme.holder),
        "set_up_by": body_name(programme.body) if programme.body_id != programme.holder_id else "",
        "found": programme_page(request.actor, programme, days_of(request.actor.body)),
        "rules": [done.SHARE_RULE, done.TASK_RULE, done.GROUPS_RULE],
        "may_plan": may(request.actor, ASSIGN, programme.holder),
        "is_open": programme.state != ProgrammeState.CLOSED,
        "is_running": programme.state == ProgrammeState.RUNNING,
        "events": history_of(programme.thing, most=20),
        "nav_key": NAV,
    }
    return render(request, "tasks/programme.html", context)


def _plannable(request: DeskRequest, programme_id: int) -> Programme:
    return access_programme(request.actor, programme_id, ASSIGN)


@desk_view
def change(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Change a programme's name, code and document."""
    programme = _plannable(request, programme_id)
    form = ProgrammeForm(posted(request), actor=request.actor, initial=ProgrammeForm.of(programme))
    if attempt(form, actions.change_programme, actor=request.actor, programme=programme):
        messages.success(request, _("Đã lưu."))
        return redirect("tasks:programme", programme_id)
    return _page(request, form, programme, title=_("Sửa chương trình"), submit=_("Lưu"))


@desk_view
def start(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Ask once, then give the drafts of a programme out."""
    programme = _plannable(request, programme_id)
    form = Yes(posted(request))
    if attempt(form, actions.start, actor=request.actor, programme=programme):
        messages.success(request, _("Đã giao; các đơn vị được báo."))
        return redirect("tasks:programme", programme_id)
    drafts = programme_page(request.actor, programme, days_of(request.actor.body)).drafts
    lead = _("%(n)d nhiệm vụ đang soạn sẽ được giao; mỗi đơn vị được báo một lần.") % {"n": drafts}
    return _page(
        request, form, programme, title=_("Giao nhiệm vụ của chương trình"), submit=_("Giao"), lead=lead
    )


@desk_view
def close(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Ask once, then close a programme."""
    programme = _plannable(request, programme_id)
    form = Yes(posted(request))
    if attempt(form, actions.close, actor=request.actor, programme=programme):
        messages.success(request, _("Đã kết thúc chương trình."))
        return redirect("tasks:programme", programme_id)
    share = programme_page(request.actor, programme, days_of(request.actor.body)).counts.planned
    lead = _(
        "Đã xong %(share)s nhiệm vụ. Sau khi kết thúc không thêm, sửa nhiệm vụ; đơn vị vẫn báo cáo được."
    )
    return _page(
        request,
        form,
        programme,
        title=_("Kết thúc chương trình"),
        submit=_("Kết thúc"),
        lead=lead % {"share": share},
    )


@desk_view
def copy(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Copy a programme to another year."""
    programme = _plannable(request, programme_id)
    form = CopyForm(posted(request), initial={"year": programme.year + 1})
    if made := attempt(form, actions.copy_programme, actor=request.actor, source=programme):
        messages.success(request, _("Đã chép; ngày được dời theo năm. Hãy xem lại rồi giao."))
        return redirect("tasks:programme", made.value.pk)
    lead = _("Chép nhóm và nhiệm vụ theo chương trình; không chép nhiệm vụ phát sinh và tiến độ.")
    return _page(request, form, programme, title=_("Chép chương trình"), submit=_("Chép"), lead=lead)


@desk_view
def new_group(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Add a group."""
    programme = _plannable(request, programme_id)
    form = GroupForm(posted(request))
    if attempt(form, actions.add_group, actor=request.actor, programme=programme):
        messages.success(request, _("Đã thêm nhóm."))
        return redirect("tasks:programme", programme_id)
    return _page(request, form, programme, title=_("Thêm nhóm nhiệm vụ"), submit=_("Thêm nhóm"))


@desk_view
def change_group(request: DeskRequest, programme_id: int, group_id: int) -> HttpResponse:
    """Change a group."""
    programme = _plannable(request, programme_id)
    group = access(programme.groups.select_related("programme"), request.actor, id=group_id, to=None)
    form = GroupForm(posted(request), initial=GroupForm.of(group))
    if attempt(form, actions.change_group, actor=request.actor, group=group):
        messages.success(request, _("Đã lưu."))
        return redirect("tasks:programme", programme_id)
    return _page(request, form, programme, title=_("Sửa nhóm nhiệm vụ"), submit=_("Lưu"))


def _page(
    request: DeskRequest,
    form: Yes | GroupForm | CopyForm | ProgrammeForm,
    programme: Programme,
    *,
    title: str,
    submit: str,
    lead: str = "",
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        lead=lead or programme.name,
        submit=submit,
        back=reverse("tasks:programme", args=[programme.pk]),
        back_label=programme.name,
        key=new_idempotency_key(),
        nav_key=NAV,
    )
