"""The person's own notices and the page where they are chosen."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.kinds.webpush.queries import offered_key
from loa.notices import actions, devices, queries
from loa.notices.forms import DeviceForm, NoticeFilter, PathsForm
from loa.notices.models import Notice
from loa.units.doors import DeskRequest, desk_view
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen
from loa.web.status import Status

URGENT = Status("warn", gettext_lazy("Khẩn"))
ORDINARY = Status("info", gettext_lazy("Thường"))


def _urgency(row: Notice) -> Status:
    return URGENT if row.is_urgent else ORDINARY


NOTICES = ListScreen(
    key="notices",
    title=gettext_lazy("Thông báo"),
    nav_key="notices",
    template="notices/list.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm trong thông báo"),
    filters=NoticeFilter,
    columns=(
        Column("title", gettext_lazy("Việc"), url=lambda row: row.path, sort="title"),
        Column("event", gettext_lazy("Loại"), value=lambda row: row.get_event_display(), sort="event"),
        Column("urgency", gettext_lazy("Mức"), value=_urgency, sort="is_urgent"),
        Column("created_at", gettext_lazy("Lúc"), sort="created_at"),
    ),
    default_sort="-created_at",
    empty=Empty(
        gettext_lazy("Không còn thông báo nào"),
        gettext_lazy("Việc mới cần đồng chí biết sẽ hiện ở đây. Có thể chọn nhận thêm qua thư."),
        gettext_lazy("Cách nhận thông báo"),
        "/desk/notices/paths/",
        "bell",
    ),
)


@desk_view
def list_notices(request: DeskRequest) -> HttpResponse:
    """Show what the person has not put away."""
    return NOTICES.respond(request, queries.list_open(request.actor))


@require_POST
@desk_view
def clear(request: DeskRequest) -> HttpResponse:
    """Put all of one's own notices away."""
    cleared = actions.clear_all(actor=request.actor)
    messages.success(request, _("Đã cất %(n)d thông báo.") % {"n": cleared})
    return redirect("notices:list")


@desk_view
def paths(request: DeskRequest) -> HttpResponse:
    """Show and keep how the person wants to hear of each event."""
    quiet_from, quiet_until = queries.find_quiet_hours(request.actor)
    initial = {line.event.value: line.choice for line in queries.list_paths(request.actor)}
    form = PathsForm(
        request.POST or None, initial=initial | {"quiet_from": quiet_from, "quiet_until": quiet_until}
    )
    if form.is_bound and form.is_valid():
        quiet = (form.cleaned_data["quiet_from"], form.cleaned_data["quiet_until"])
        actions.choose_paths(actor=request.actor, choices=form.choices(), quiet=quiet)
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("notices:paths")
    context = {
        "form": form,
        "errors": ErrorsSummary(form),
        "nav_key": "notices",
        "push_key": offered_key(),
        "devices": devices.count_devices(request.actor),
        "is_on_here": devices.is_on(request.actor, request.COOKIES.get(devices.COOKIE, "")),
    }
    return render(request, "notices/paths.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def device_on(request: DeskRequest) -> HttpResponse:
    """Take in the browser at hand, and let it remember which device it is, so that signing out ends it."""
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": [line.text for line in ErrorsSummary(form)]}, status=422)
    device = devices.turn_on(actor=request.actor, given=form.subscription())
    response = JsonResponse({})
    response.set_cookie(
        devices.COOKIE,
        devices.token_of(device),
        max_age=devices.COOKIE_LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_POST
@desk_view
def device_off(request: DeskRequest) -> HttpResponse:
    """End notifications on every device of the person."""
    count = devices.turn_off_all(actor=request.actor)
    messages.success(
        request, _("Đã tắt thông báo trên %(n)d thiết bị; việc cần gửi ngay sẽ gửi thư.") % {"n": count}
    )
    return redirect("notices:paths")
