"""People and their posts: the list, one person, inviting, opening and closing posts, a lost second factor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from loa.units import actions, lists
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.forms.people import (
    ClosePostForm,
    InviteForm,
    NothingToFill,
    PeopleFilter,
    PersonForm,
    PostForm,
    ReasonForm,
)
from loa.units.models import Person, Post
from loa.units.permissions import Permission
from loa.units.status import FACTOR, NO_FACTOR, person_status
from loa.web.acts import attempt, form_page, posted
from loa.web.doors import fresh_sign_in
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

PEOPLE = ListScreen(
    key="people",
    title=pgettext_lazy("trình đơn", "Cán bộ"),
    nav_key="people",
    template="units/people.html",
    search=("folded", "email"),
    search_label=gettext_lazy("Tìm theo tên hoặc thư điện tử"),
    filters=PeopleFilter,
    default_sort="full_name",
    columns=(
        Column(
            "full_name", gettext_lazy("Họ và tên"), sort="sort_key", url=lambda row: f"/desk/people/{row.pk}/"
        ),
        Column("posts_text", gettext_lazy("Chức vụ đang giữ")),
        Column("email", gettext_lazy("Thư điện tử"), sort="email"),
        Column("state", gettext_lazy("Tài khoản"), value=person_status, sort=("is_active", "is_invited")),
        Column(
            "factor",
            gettext_lazy("Xác thực hai lớp"),
            value=lambda row: FACTOR if row.has_second_factor else NO_FACTOR,
            sort="has_second_factor",
        ),
    ),
    empty=Empty(
        gettext_lazy("Chưa có cán bộ nào"),
        gettext_lazy("Mời từng người bằng liên kết một lần, hoặc nhập danh sách từ tệp Excel."),
        gettext_lazy("Mời cán bộ"),
        "/desk/people/invite/",
        "users",
    ),
)


@desk_view
def list_people(request: DeskRequest) -> HttpResponse:
    """Show who works where."""
    context = {
        "may_manage": can(request.actor, Permission.PEOPLE_MANAGE),
        "resets": lists.open_resets(request.actor),
    }
    return PEOPLE.respond(request, lists.list_people(request.actor), context)


@desk_view
def person(request: DeskRequest, person_id: int) -> HttpResponse:
    """Show one person: posts, rights, transfers, what was done."""
    found = lists.access_person(request.actor, person_id)
    context = {
        "person": found,
        "status": person_status(found),
        "factor": FACTOR if found.has_second_factor else NO_FACTOR,  # type: ignore[attr-defined]
        "posts": lists.posts_of_person(request.actor, found),
        "grants": lists.grants_visible_to(request.actor).filter(post__person=found).order_by("post", "pk"),
        "delegations": lists.delegations_of(request.actor, found),
        "resets": lists.open_resets(request.actor).filter(person=found),
        "provided": lists.provided_account(found),
        "may_manage": lists.may_manage_person(request.actor, found),
        "is_oneself": found.pk == request.actor.person.pk,
        "events": lists.history_of_person(found),
        "nav_key": "people",
    }
    return render(request, "units/person.html", context)


@never_cache
@desk_view
@fresh_sign_in
def invite(request: DeskRequest) -> HttpResponse:
    """Invite a new member of staff; the link is shown once."""
    require(request.actor, Permission.PEOPLE_MANAGE)
    form = InviteForm(posted(request), actor=request.actor)
    if done := attempt(form, actions.invite_person, actor=request.actor):
        return _show_link(request, done.value)
    return form_page(
        request,
        form,
        title=_("Mời cán bộ"),
        lead=_("Người được mời nhận một liên kết dùng một lần, tự đặt mật khẩu và xác thực hai lớp."),
        submit=_("Tạo liên kết mời"),
        back=reverse("units:people"),
        nav_key="people",
    )


@never_cache
@desk_view
@fresh_sign_in
@require_POST
def invite_again(request: DeskRequest, person_id: int) -> HttpResponse:
    """Void the old link and show a new one: an invitation, or a new password for who came in before."""
    found = lists.access_person(request.actor, person_id, to=Permission.PEOPLE_MANAGE)
    give = actions.give_password_link if found.has_usable_password() else actions.invite_again
    return _show_link(request, give(actor=request.actor, person=found))


def _show_link(request: DeskRequest, invited: actions.Invited) -> HttpResponse:
    path = reverse("units:accept", kwargs={"token": invited.token})
    context = {
        "person": invited.person,
        "link": request.build_absolute_uri(path),
        "lasts": actions.INVITATION_LASTS,
        "nav_key": "people",
    }
    return render(request, "units/invited.html", context)


@desk_view
@fresh_sign_in
def open_post(request: DeskRequest, person_id: int) -> HttpResponse:
    """Give a person another post."""
    found = lists.access_person(request.actor, person_id)
    require(request.actor, Permission.PEOPLE_MANAGE)
    form = PostForm(posted(request), actor=request.actor)
    if attempt(form, actions.open_post, actor=request.actor, person=found):
        messages.success(request, _("Đã mở chức vụ mới."))
        return redirect("units:person", person_id=person_id)
    return form_page(
        request,
        form,
        title=_("Mở chức vụ cho %(name)s") % {"name": found.full_name},
        submit=_("Mở chức vụ"),
        back=_page_of(found),
        nav_key="people",
    )


@desk_view
def close_post(request: DeskRequest, post_id: int) -> HttpResponse:
    """End a post, now or on a later day."""
    post: Post = access(
        lists.posts_visible_to(request.actor), request.actor, id=post_id, to=Permission.PEOPLE_MANAGE
    )
    form = ClosePostForm(posted(request))
    if attempt(form, actions.close_post, actor=request.actor, post=post):
        messages.success(request, _("Đã ghi nhận thôi giữ chức vụ."))
        return redirect("units:person", person_id=post.person_id)
    return form_page(
        request,
        form,
        title=_("Thôi giữ chức vụ %(title)s") % {"title": post.title},
        lead=post.person.full_name,
        submit=_("Kết thúc chức vụ"),
        back=_page_of(post.person),
        nav_key="people",
    )


@desk_view
@fresh_sign_in
def change_person(request: DeskRequest, person_id: int) -> HttpResponse:
    """Put somebody's name, sign-in address or phone right."""
    found = lists.access_person(request.actor, person_id, to=Permission.PEOPLE_MANAGE)
    initial = {"full_name": found.full_name, "email": found.email, "phone": found.phone}
    form = PersonForm(posted(request), initial=initial)
    if attempt(form, actions.change_person, actor=request.actor, person=found):
        messages.success(request, _("Đã cập nhật thông tin cán bộ."))
        return redirect("units:person", person_id=person_id)
    return form_page(
        request,
        form,
        title=_("Sửa thông tin của %(name)s") % {"name": found.full_name},
        lead=_("Đổi thư điện tử là đổi địa chỉ đăng nhập; mật khẩu và xác thực hai lớp giữ nguyên."),
        submit=_("Lưu thông tin"),
        back=_page_of(found),
        nav_key="people",
    )


@desk_view
@fresh_sign_in
def reopen_account(request: DeskRequest, person_id: int) -> HttpResponse:
    """Let somebody in again whose account was closed."""
    found = lists.access_person(request.actor, person_id, to=Permission.PEOPLE_MANAGE)
    form = NothingToFill(posted(request))
    if attempt(form, actions.reopen_account, actor=request.actor, person=found):
        messages.success(request, _("Đã mở lại tài khoản."))
        return redirect("units:person", person_id=person_id)
    return form_page(
        request,
        form,
        title=_("Mở lại tài khoản của %(name)s") % {"name": found.full_name},
        lead=_("Các chức vụ chưa hết hạn có hiệu lực trở lại. Hãy xem lại danh sách chức vụ trước khi mở."),
        submit=_("Mở lại tài khoản"),
        back=_page_of(found),
        nav_key="people",
    )


@desk_view
def close_account(request: DeskRequest, person_id: int) -> HttpResponse:
    """Shut a person out at once; posts and their history stay."""
    found = lists.access_person(request.actor, person_id, to=Permission.PEOPLE_MANAGE)
    form = NothingToFill(posted(request))
    if attempt(form, actions.close_account, actor=request.actor, person=found):
        messages.success(request, _("Đã đóng tài khoản và kết thúc mọi phiên đăng nhập."))
        return redirect("units:person", person_id=person_id)
    return form_page(
        request,
        form,
        title=_("Đóng tài khoản của %(name)s") % {"name": found.full_name},
        lead=_("Người này không đăng nhập được nữa; chức vụ và nhật ký vẫn được giữ."),
        submit=_("Đóng tài khoản"),
        back=_page_of(found),
        nav_key="people",
    )


@desk_view
@fresh_sign_in
def unlink_account(request: DeskRequest, person_id: int) -> HttpResponse:
    """Take the account of the sign-in provider off somebody."""
    found = lists.access_person(request.actor, person_id, to=Permission.PEOPLE_MANAGE)
    form = NothingToFill(posted(request))
    if attempt(form, actions.unlink_account, actor=request.actor, person=found):
        messages.success(request, _("Đã gỡ tài khoản đăng nhập chung và kết thúc mọi phiên đăng nhập."))
        return redirect("units:person", person_id=person_id)
    return form_page(
        request,
        form,
        title=_("Gỡ tài khoản đăng nhập chung của %(name)s") % {"name": found.full_name},
        lead=_("Các chức vụ mở theo hệ thống đăng nhập sẽ kết thúc; chức vụ mở bằng tay vẫn giữ."),
        submit=_("Gỡ tài khoản"),
        back=_page_of(found),
        nav_key="people",
    )


@desk_view
@fresh_sign_in
def ask_reset(request: DeskRequest, person_id: int) -> HttpResponse:
    """Ask that a lost second factor be removed; a second person must confirm."""
    found = lists.access_person(request.actor, person_id, to=Permission.PEOPLE_MANAGE)
    form = ReasonForm(posted(request))
    if attempt(form, actions.ask_second_factor_reset, actor=request.actor, person=found):
        messages.success(request, _("Đã gửi yêu cầu. Cần một người thứ hai xác nhận trong 24 giờ."))
        return redirect("units:person", person_id=person_id)
    return form_page(
        request,
        form,
        title=_("Đặt lại xác thực hai lớp của %(name)s") % {"name": found.full_name},
        lead=_("Hãy gặp hoặc gọi lại số đã biết để chắc chắn đúng người. Một người thứ hai phải xác nhận."),
        submit=_("Gửi yêu cầu"),
        back=_page_of(found),
        nav_key="people",
    )


@desk_view
@fresh_sign_in
@require_POST
def confirm_reset(request: DeskRequest, reset_id: int) -> HttpResponse:
    """Be the second person: remove the lost second factor."""
    reset = access(lists.resets_visible_to(request.actor), request.actor, id=reset_id, to=None)
    freed = actions.confirm_second_factor_reset(actor=request.actor, reset=reset)
    messages.success(
        request,
        _("Đã gỡ xác thực hai lớp cũ. %(name)s phải thiết lập lại khi đăng nhập.")
        % {"name": freed.full_name},
    )
    return redirect("units:person", person_id=freed.pk)


def _page_of(found: Person) -> str:
    return reverse("units:person", kwargs={"person_id": found.pk})
