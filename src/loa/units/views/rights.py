"""Rights: granting, delegating, who may do what where, and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.units import actions, lists, verdicts
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.forms.rights import DelegateForm, GrantFilter, GrantForm, WhyForm
from loa.units.models import Post, Role
from loa.units.permissions import Permission
from loa.units.rules.roles import ROLE_PERMISSIONS
from loa.web.acts import attempt, form_page, posted
from loa.web.doors import fresh_sign_in
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

RIGHTS = ListScreen(
    key="rights",
    title=gettext_lazy("Ai làm được gì, ở đâu"),
    nav_key="rights",
    template="units/rights.html",
    search=("post__person__folded",),
    search_label=gettext_lazy("Tìm theo tên cán bộ"),
    filters=GrantFilter,
    default_sort="person",
    columns=(
        Column(
            "person",
            gettext_lazy("Cán bộ"),
            value=lambda row: row.post.person.full_name,
            sort="post__person__sort_key",
            url=lambda row: f"/desk/people/{row.post.person_id}/",
        ),
        Column("post", gettext_lazy("Chức vụ"), value=lambda row: f"{row.post.title} – {row.post_body_name}"),
        Column("role", gettext_lazy("Vai trò"), value=lambda row: row.get_role_display(), sort="role"),
        Column("body_name", gettext_lazy("Tại cơ quan và cấp dưới"), sort="body_name"),
        Column("area_name", gettext_lazy("Trên địa bàn"), sort="area_name"),
        Column("valid_until", gettext_lazy("Đến ngày"), sort="valid_until"),
    ),
    empty=Empty(
        gettext_lazy("Chưa ai được giao quyền"),
        gettext_lazy("Quyền đi theo chức vụ: mời cán bộ và mở chức vụ trước."),
        gettext_lazy("Xem cán bộ"),
        "/desk/people/",
        "key",
    ),
)


@desk_view
def list_rights(request: DeskRequest) -> HttpResponse:
    """Show the grants in force in one's reach."""
    require(request.actor, Permission.UNITS_READ)
    return RIGHTS.respond(request, lists.grants_visible_to(request.actor))


@desk_view
def matrix(request: DeskRequest) -> HttpResponse:
    """Show which role carries which right."""
    rows = [(r, [(role.label, r in ROLE_PERMISSIONS[role]) for role in Role]) for r in Permission]
    return render(request, "units/matrix.html", {"roles": list(Role), "rows": rows, "nav_key": "rights"})


@desk_view
def why(request: DeskRequest) -> HttpResponse:
    """Say in sentences why somebody may do something somewhere, or what is missing."""
    people = lists.people_to_choose(request.actor)
    asked = request.GET if "permission" in request.GET else None
    form = WhyForm(asked, actor=request.actor, people=people, initial={"person": request.actor.person})
    context = {
        "form": form,
        "errors": ErrorsSummary(form),
        "answers": verdicts.answers(**form.cleaned_data) if form.is_bound and form.is_valid() else None,
        "nav_key": "rights",
    }
    return render(request, "units/why.html", context, status=422 if form.is_bound and form.errors else 200)


@desk_view
@fresh_sign_in
def grant(request: DeskRequest, post_id: int) -> HttpResponse:
    """Give a post a role's rights over a branch."""
    post = _post(request, post_id, to=Permission.PEOPLE_MANAGE)
    form = GrantForm(posted(request), actor=request.actor)
    if attempt(form, actions.grant, actor=request.actor, post=post):
        messages.success(request, _("Đã giao quyền."))
        return redirect("units:person", person_id=post.person_id)
    return form_page(
        request,
        form,
        title=_("Giao quyền cho %(name)s") % {"name": post.person.full_name},
        lead=_("Quyền có hiệu lực tại cơ quan đã chọn và mọi cấp dưới, trong địa bàn đã chọn."),
        submit=_("Giao quyền"),
        back=_page_of(post),
        nav_key="people",
    )


@require_POST
@desk_view
def revoke(request: DeskRequest, grant_id: int) -> HttpResponse:
    """Take a grant back at once."""
    found = access(lists.grants_visible_to(request.actor), request.actor, id=grant_id, to=None)
    actions.revoke(actor=request.actor, grant=found)
    messages.success(request, _("Đã thu hồi quyền; có hiệu lực ngay."))
    return redirect("units:person", person_id=found.post.person_id)


@desk_view
def delegate(request: DeskRequest, post_id: int) -> HttpResponse:
    """Lend named rights of a post to another for a time."""
    giver = _post(request, post_id, to=None)
    if giver.pk != request.actor.post.pk:
        require(request.actor, Permission.PEOPLE_MANAGE, body=giver.body)
    form = DelegateForm(
        posted(request),
        offered=verdicts.may_pass_on(giver),
        receivers=lists.posts_to_choose(request.actor, Permission.UNITS_READ).exclude(person=giver.person),
    )
    if attempt(form, actions.delegate, actor=request.actor, giver=giver):
        messages.success(request, _("Đã ghi nhận. Người nhận chọn “Đổi chức vụ” để dùng quyền được giao."))
        return redirect("units:person", person_id=giver.person_id)
    return form_page(
        request,
        form,
        title=_("Giao quyền của %(title)s cho người khác") % {"title": giver.title},
        lead=_("Nhật ký ghi cả người giao và người làm thay. Quyền được giao không giao tiếp được."),
        submit=_("Giao quyền"),
        back=_page_of(giver),
        nav_key="people",
    )


@require_POST
@desk_view
def revoke_delegation(request: DeskRequest, delegation_id: int) -> HttpResponse:
    """End a transfer at once."""
    found = access(lists.delegations_visible_to(request.actor), request.actor, id=delegation_id, to=None)
    actions.revoke_delegation(actor=request.actor, delegation=found)
    messages.success(request, _("Đã chấm dứt việc giao quyền; có hiệu lực ngay."))
    return redirect("units:person", person_id=found.giver.person_id)


def _post(request: DeskRequest, post_id: int, *, to: Permission | None) -> Post:
    return access(lists.posts_visible_to(request.actor), request.actor, id=post_id, to=to)


def _page_of(post: Post) -> str:
    return reverse("units:person", kwargs={"person_id": post.person_id})
