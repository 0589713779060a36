"""Endpoints on screen: the list, one with its log, registering, changing, secrets, pausing, calls by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from loa.delivery.shell_items import STATES
from loa.kinds.webhook import actions, by_hand, queries
from loa.kinds.webhook.forms import EndpointFilter, EndpointForm, PauseForm, RegisterForm
from loa.kinds.webhook.models import Call, Endpoint
from loa.kinds.webhook.shell_items import status_of
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

ENDPOINTS = ListScreen(
    key="webhooks",
    title=gettext_lazy("Địa chỉ nhận webhook"),
    nav_key="webhooks",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tổ chức hoặc địa chỉ"),
    filters=EndpointFilter,
    default_sort="organisation",
    columns=(
        Column(
            "organisation",
            gettext_lazy("Tổ chức nhận tin"),
            sort="organisation",
            url=lambda row: f"/desk/webhooks/{row.pk}/",
        ),
        Column("url", gettext_lazy("Địa chỉ nhận (URL)"), sort="url"),
        Column(
            "account",
            gettext_lazy("Tài khoản kênh"),
            value=lambda row: row.account.name,
            sort="account__name",
        ),
        Column("body_name", gettext_lazy("Cơ quan đứng tên"), sort="body_name"),
        Column("language", gettext_lazy("Ngôn ngữ")),
        Column("state", gettext_lazy("Trạng thái"), value=status_of, sort="paused_at"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có hệ thống nào nhận tin qua webhook"),
        gettext_lazy("Mở một tài khoản kênh webhook, rồi ghi địa chỉ của tổ chức muốn nhận."),
        gettext_lazy("Thêm địa chỉ nhận"),
        "/desk/webhooks/new/",
        "link",
    ),
)


@desk_view
def list_endpoints(request: DeskRequest) -> HttpResponse:
    """Show the endpoints in reach."""
    require(request.actor, Permission.CHANNELS_READ)
    context = {}
    if can(request.actor, Permission.CHANNELS_MANAGE):
        context = {"action_url": reverse("webhook:register"), "action_label": _("Thêm địa chỉ nhận")}
    return ENDPOINTS.respond(request, queries.list_endpoints(request.actor), context)


def _endpoint(request: DeskRequest, endpoint_id: int, to: Permission | None) -> Endpoint:
    rows = queries.list_endpoints(request.actor)
    return access(rows, request.actor, id=endpoint_id, to=to, body_field="account__body")


@never_cache
@desk_view
def register(request: DeskRequest) -> HttpResponse:
    """Register an endpoint and show its secret, this once."""
    require(request.actor, Permission.CHANNELS_MANAGE)
    form = RegisterForm(posted(request), actor=request.actor)
    if done := attempt(form, actions.register, actor=request.actor):
        return _secret(request, done.value)
    return form_page(
        request,
        form,
        title=_("Thêm địa chỉ nhận webhook"),
        submit=_("Thêm và tạo khóa ký"),
        back=reverse("webhook:list"),
        nav_key="webhooks",
    )


def _secret(request: DeskRequest, opened: actions.Opened) -> HttpResponse:
    context = {"endpoint": opened.endpoint, "secret": opened.secret, "nav_key": "webhooks"}
    return render(request, "webhook/secret.html", context)


@desk_view
def show(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Show one endpoint: what it takes, how it stands, what went there."""
    endpoint = _endpoint(request, endpoint_id, to=None)
    choice = queries.choice_of(endpoint)
    context = {
        "endpoint": endpoint,
        "status": status_of(endpoint),
        "choice": choice,
        "areas": queries.area_names_of(choice),
        "topics": queries.chosen_topics(choice),
        "log": queries.log_of(endpoint),
        "states": STATES,
        "calls": queries.calls_of(endpoint),
        "events": history_of(endpoint.thing),
        "may_manage": can(request.actor, Permission.CHANNELS_MANAGE, body=endpoint.account.body)
        and endpoint.closed_at is None,
        "mode": endpoint.account.mode,
        "nav_key": "webhooks",
    }
    return render(request, "webhook/show.html", context)


@desk_view
def change(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Change name, address and choice."""
    endpoint = _endpoint(request, endpoint_id, to=Permission.CHANNELS_MANAGE)
    choice = queries.choice_of(endpoint)
    initial = {
        "organisation": endpoint.organisation,
        "url": endpoint.url,
        "language": choice.language,
        "areas": queries.chosen_areas(choice),
        "topics": queries.chosen_topics(choice),
    }
    form = EndpointForm(posted(request), actor=request.actor, initial=initial)
    if attempt(form, actions.change, actor=request.actor, endpoint=endpoint):
        messages.success(request, _("Đã lưu."))
        return redirect("webhook:show", endpoint_id=endpoint_id)
    return _page(request, form, endpoint, title=_("Sửa địa chỉ nhận của %(name)s"), submit=_("Lưu"))


@never_cache
@desk_view
def rotate(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Ask once, then give a new secret and show it, this once."""
    endpoint = _endpoint(request, endpoint_id, to=Permission.CHANNELS_MANAGE)
    if request.method == "POST":
        return _secret(request, actions.rotate_secret(actor=request.actor, endpoint=endpoint))
    return render(request, "webhook/rotate.html", {"endpoint": endpoint, "nav_key": "webhooks"})


@desk_view
def pause(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Stop sending there for a while."""
    endpoint = _endpoint(request, endpoint_id, to=Permission.CHANNELS_MANAGE)
    form = PauseForm(posted(request))
    if attempt(form, actions.pause, actor=request.actor, endpoint=endpoint):
        messages.success(request, _("Đã tạm dừng; các lượt gửi tới đây được ghi là không gửi."))
        return redirect("webhook:show", endpoint_id=endpoint_id)
    return _page(request, form, endpoint, title=_("Tạm dừng gửi tới %(name)s"), submit=_("Tạm dừng"))


@require_POST
@desk_view
def resume(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Send there again."""
    endpoint = _endpoint(request, endpoint_id, to=Permission.CHANNELS_MANAGE)
    actions.resume(actor=request.actor, endpoint=endpoint)
    messages.success(request, _("Đã cho gửi tiếp. Lượt nào bị lỡ thì bấm “Gửi lại” ở nhật ký gửi."))
    return redirect("webhook:show", endpoint_id=endpoint_id)


@desk_view
def close(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Ask once, then take the endpoint off the list."""
    endpoint = _endpoint(request, endpoint_id, to=Permission.CHANNELS_MANAGE)
    if request.method == "POST":
        actions.close(actor=request.actor, endpoint=endpoint)
        messages.success(request, _("Đã đóng; nhật ký gửi vẫn được giữ."))
        return redirect("webhook:list")
    return render(request, "webhook/close.html", {"endpoint": endpoint, "nav_key": "webhooks"})


@require_POST
@desk_view
def ping(request: DeskRequest, endpoint_id: int) -> HttpResponse:
    """Call the endpoint with an event that says nothing."""
    endpoint = _endpoint(request, endpoint_id, to=Permission.CHANNELS_MANAGE)
    return _called(request, by_hand.ping(actor=request.actor, endpoint=endpoint))


@require_POST
@desk_view
def replay(request: DeskRequest, endpoint_id: int, delivery_id: int) -> HttpResponse:
    """Send one delivery there once more."""
    endpoint = _endpoint(request, endpoint_id, to=Permission.CHANNELS_MANAGE)
    delivery = access(queries.deliveries_of(endpoint), request.actor, id=delivery_id, to=None)
    return _called(request, by_hand.replay(actor=request.actor, endpoint=endpoint, delivery=delivery))


def _called(request: DeskRequest, call: Call) -> HttpResponse:
    if call.is_good:
        messages.success(request, _("Bên nhận đã nhận."))
    else:
        messages.error(request, _("Bên nhận chưa nhận: %(why)s") % {"why": call.reason})
    return redirect("webhook:show", endpoint_id=call.endpoint_id)


def _page(request: DeskRequest, form: Any, endpoint: Endpoint, *, title: str, submit: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title % {"name": endpoint.organisation},
        lead=endpoint.url,
        submit=submit,
        back=reverse("webhook:show", args=[endpoint.pk]),
        nav_key="webhooks",
        mode=endpoint.account.mode,
    )
