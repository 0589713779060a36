"""Newsrooms on screen: the list, one of them, listing, changing, stopping, resuming."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kinds.press import actions
from loa.kinds.press.forms import NewsroomFilter, NewsroomForm, ReasonForm, RegisterForm
from loa.kinds.press.models import Newsroom
from loa.kinds.press.queries import newsrooms as queries
from loa.kinds.press.shell_items import status_of
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

NEWSROOMS = ListScreen(
    key="newsrooms",
    title=gettext_lazy("Tòa soạn nhận thông cáo"),
    nav_key="newsrooms",
    template="pressroom/newsrooms.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên cơ quan báo chí"),
    filters=NewsroomFilter,
    default_sort="name",
    columns=(
        Column(
            "name",
            gettext_lazy("Cơ quan báo chí"),
            sort="name",
            url=lambda row: f"/desk/press/newsrooms/{row.pk}/",
        ),
        Column("address", gettext_lazy("Địa chỉ thư"), value=queries.masked_address),
        Column("language", gettext_lazy("Ngôn ngữ")),
        Column(
            "account",
            gettext_lazy("Tài khoản kênh"),
            value=lambda row: row.account.name,
            sort="account__name",
        ),
        Column("body_name", gettext_lazy("Cơ quan đứng tên"), sort="body_name"),
        Column("state", gettext_lazy("Trạng thái"), value=status_of, sort="stopped_at"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có tòa soạn nào nhận thông cáo"),
        gettext_lazy(
            "Mở tài khoản kênh báo chí, rồi thêm hộp thư chung của từng tòa soạn hoặc nhập từ bảng."
        ),
        gettext_lazy("Thêm tòa soạn"),
        "/desk/press/newsrooms/new/",
        "file-text",
    ),
)


@desk_view
def list_newsrooms(request: DeskRequest) -> HttpResponse:
    """Show the newsrooms in reach."""
    require(request.actor, Permission.AUDIENCE_READ)
    context = {"may_manage": can(request.actor, Permission.AUDIENCE_MANAGE)}
    return NEWSROOMS.respond(request, queries.list_newsrooms(request.actor), context)


def _newsroom(request: DeskRequest, newsroom_id: int, to: Permission | None) -> Newsroom:
    rows = queries.list_newsrooms(request.actor)
    return access(rows, request.actor, id=newsroom_id, to=to, body_field="account__body")


@desk_view
def register(request: DeskRequest) -> HttpResponse:
    """List a newsroom."""
    require(request.actor, Permission.AUDIENCE_MANAGE)
    form = RegisterForm(posted(request), actor=request.actor)
    if done := attempt(form, actions.register, actor=request.actor):
        messages.success(
            request, _("Đã thêm tòa soạn; từ nay tòa soạn nhận thông cáo phát qua tài khoản này.")
        )
        return redirect("pressroom:newsroom", newsroom_id=done.value.pk)
    return form_page(
        request,
        form,
        title=_("Thêm tòa soạn nhận thông cáo"),
        submit=_("Thêm"),
        back=reverse("pressroom:newsrooms"),
        nav_key="newsrooms",
    )


@desk_view
def show(request: DeskRequest, newsroom_id: int) -> HttpResponse:
    """Show one newsroom: what it takes, whether it still does, what was done to it."""
    newsroom = _newsroom(request, newsroom_id, to=None)
    choice = queries.choice_of(newsroom)
    context = {
        "newsroom": newsroom,
        "status": status_of(newsroom),
        "address": queries.masked_address(newsroom),
        "choice": choice,
        "areas": queries.area_names_of(choice),
        "topics": queries.chosen_topics(choice),
        "events": history_of(newsroom.thing),
        "may_manage": can(request.actor, Permission.AUDIENCE_MANAGE, body=newsroom.account.body),
        "mode": newsroom.account.mode,
        "nav_key": "newsrooms",
    }
    return render(request, "pressroom/newsroom.html", context)


@desk_view
def change(request: DeskRequest, newsroom_id: int) -> HttpResponse:
    """Change name, address and choice."""
    newsroom = _newsroom(request, newsroom_id, to=Permission.AUDIENCE_MANAGE)
    choice = queries.choice_of(newsroom)
    initial = {
        "name": newsroom.name,
        "address": queries.address_of(newsroom),
        "language": choice.language,
        "areas": queries.chosen_areas(choice),
        "topics": queries.chosen_topics(choice),
    }
    form = NewsroomForm(posted(request), actor=request.actor, initial=initial)
    if attempt(form, actions.change, actor=request.actor, newsroom=newsroom):
        messages.success(request, _("Đã lưu."))
        return redirect("pressroom:newsroom", newsroom_id=newsroom_id)
    return _page(request, form, newsroom, title=_("Sửa tòa soạn %(name)s"), submit=_("Lưu"))


@desk_view
def stop(request: DeskRequest, newsroom_id: int) -> HttpResponse:
    """Send nothing there any more."""
    newsroom = _newsroom(request, newsroom_id, to=Permission.AUDIENCE_MANAGE)
    form = ReasonForm(posted(request))
    if attempt(form, actions.stop, actor=request.actor, newsroom=newsroom):
        messages.success(request, _("Đã ngừng; lượt gửi nào còn chờ tới đây được ghi là không gửi."))
        return redirect("pressroom:newsroom", newsroom_id=newsroom_id)
    return _page(request, form, newsroom, title=_("Ngừng gửi tới %(name)s"), submit=_("Ngừng gửi"))


@desk_view
def resume(request: DeskRequest, newsroom_id: int) -> HttpResponse:
    """Send there again, because the newsroom asked for it."""
    newsroom = _newsroom(request, newsroom_id, to=Permission.AUDIENCE_MANAGE)
    form = ReasonForm(posted(request))
    if attempt(form, actions.resume, actor=request.actor, newsroom=newsroom):
        messages.success(request, _("Đã cho gửi lại, từ đợt gửi kế tiếp."))
        return redirect("pressroom:newsroom", newsroom_id=newsroom_id)
    return _page(
        request,
        form,
        newsroom,
        title=_("Gửi lại tới %(name)s"),
        submit=_("Gửi lại"),
        lead=_("Chỉ gửi lại khi tòa soạn đã đề nghị. Hãy ghi căn cứ, ví dụ số công văn."),
    )


def _page(
    request: DeskRequest, form: Any, newsroom: Newsroom, *, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title % {"name": newsroom.name},
        lead=lead,
        submit=submit,
        back=reverse("pressroom:newsroom", args=[newsroom.pk]),
        nav_key="newsrooms",
        mode=newsroom.account.mode,
    )
