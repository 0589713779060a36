"""Stations and run sheets on screen: the lists, one tap, and a sheet for paper with its QR code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.delivery.states import State
from loa.kinds.manual import actions, printing, queries
from loa.kinds.manual.forms import OfficerAnswerForm, SheetFilter, StationFilter, StationForm
from loa.kinds.manual.models import Station
from loa.kinds.manual.shell_items import CLOSED, OPEN, WAITS
from loa.kinds.manual.standing import HALTED, MENDED, standing_of
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import Words, attempt, form_page, posted
from loa.web.forms import ErrorsSummary
from loa.web.kept import told
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen
from loa.web.problem import wants_json


def said_of(row: Any) -> Words:
    """Return what a line of the list of sheets says: the word that was given, or why none is asked for."""
    if row.word:
        return State(row.word).label
    return MENDED.get(row.mended or "", HALTED if row.halted else "")


TAKEN = gettext_lazy("Đã ghi nhận là tự báo, kèm tên người báo.")

STATIONS = ListScreen(
    key="stations",
    title=gettext_lazy("Điểm phát"),
    nav_key="stations",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên, người phụ trách, địa bàn hoặc địa chỉ"),
    also=lambda _request, typed: queries.stations_in(typed),
    filters=StationFilter,
    default_sort="name",
    columns=(
        Column("name", gettext_lazy("Điểm phát"), sort="name"),
        Column("form", gettext_lazy("Hình thức"), value=lambda row: row.get_form_display(), sort="form"),
        Column("body_name", gettext_lazy("Cơ quan quản lý"), sort="body_name"),
        Column("area_name", gettext_lazy("Địa bàn"), sort="area_name"),
        Column("keeper", gettext_lazy("Người phụ trách"), sort="keeper"),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            value=lambda row: CLOSED if row.closed_at else OPEN,
            sort="closed_at",
        ),
        Column(
            "act",
            gettext_lazy("Thao tác"),
            value=lambda row: "" if row.closed_at else _("Đóng"),
            export=lambda _row: None,
            url=lambda row: f"/desk/stations/{row.pk}/close/",
        ),
    ),
    empty=Empty(
        gettext_lazy("Chưa có điểm phát nào"),
        gettext_lazy("Ghi các đài FM, xe loa, bảng tin, nhóm Zalo tổ dân phố mà cơ quan dùng để đưa tin."),
        gettext_lazy("Thêm điểm phát"),
        "/desk/stations/new/",
        "map-pin",
    ),
)

SHEETS = ListScreen(
    key="sheets",
    title=gettext_lazy("Phiếu thực hiện"),
    template="manual/sheets.html",
    nav_key="sheets",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo nội dung, mã bản tin, điểm phát hoặc địa bàn"),
    also=lambda _request, typed: queries.sheets_in(typed),
    filters=SheetFilter,
    default_sort="-handed_at",
    columns=(
        Column(
            "title",
            gettext_lazy("Nội dung"),
            sort="title",
            url=lambda row: f"/desk/sheets/{row.pk}/",
        ),
        Column(
            "station", gettext_lazy("Điểm phát"), value=lambda row: row.station.name, sort="station__name"
        ),
        Column(
            "form",
            gettext_lazy("Hình thức"),
            value=lambda row: row.station.get_form_display(),
            sort="station__form",
        ),
        Column("area_name", gettext_lazy("Địa bàn"), sort="area_name"),
        Column("handed_at", gettext_lazy("Giao lúc"), sort="handed_at"),
        Column(
            "word",
            gettext_lazy("Kết quả"),
            value=lambda row: said_of(row) or ("" if row.may_confirm else WAITS.text),
            export=lambda row: said_of(row) or _("chờ xác nhận"),
            sort="word",
            template="manual/_tap.html",
        ),
    ),
    empty=Empty(
        gettext_lazy("Không có phiếu nào chờ xác nhận"),
        gettext_lazy("Phiếu hiện ra khi một bản tin được phát qua điểm phát thủ công."),
        gettext_lazy("Xem phiếu đã báo"),
        "/desk/sheets/?state=done",
        "clipboard-check",
    ),
)


@desk_view
def stations(request: DeskRequest) -> HttpResponse:
    """Show the stations in reach."""
    require(request.actor, Permission.CHANNELS_READ)
    context = {}
    if can(request.actor, Permission.CHANNELS_MANAGE):
        context = {"action_url": reverse("manual:open_station"), "action_label": _("Thêm điểm phát")}
    return STATIONS.respond(request, queries.list_stations(request.actor), context)


@desk_view
def open_station(request: DeskRequest) -> HttpResponse:
    """List a new station."""
    require(request.actor, Permission.CHANNELS_MANAGE)
    form = StationForm(posted(request), actor=request.actor)
    if attempt(form, actions.open_station, actor=request.actor):
        messages.success(request, _("Đã thêm điểm phát."))
        return redirect("manual:stations")
    return form_page(
        request,
        form,
        title=_("Thêm điểm phát"),
        submit=_("Thêm"),
        back=reverse("manual:stations"),
        nav_key="stations",
    )


@desk_view
def close_station(request: DeskRequest, station_id: int) -> HttpResponse:
    """Ask once, then take a station off the list."""
    station: Station = access(
        queries.list_stations(request.actor), request.actor, id=station_id, to=Permission.CHANNELS_MANAGE
    )
    if request.method == "POST":
        actions.close_station(actor=request.actor, station=station)
        messages.success(request, _("Đã đóng điểm phát; những lần đã thực hiện vẫn được tính."))
        return redirect("manual:stations")
    return render(request, "manual/close.html", {"station": station, "nav_key": "stations"})


@desk_view
def sheets(request: DeskRequest) -> HttpResponse:
    """Show what was handed over and waits for somebody's word."""
    require(request.actor, Permission.CHANNELS_READ)
    return SHEETS.respond(request, queries.list_sheets(request.actor))


def _sheet(request: DeskRequest, sheet_id: int) -> Any:
    """Return a sheet; whoever answers it must hold the right over the station's body."""
    to = Permission.DELIVERY_CONFIRM if request.method == "POST" else None
    return access(
        queries.list_sheets(request.actor), request.actor, id=sheet_id, to=to, body_field="station__body"
    )


@desk_view
def sheet(request: DeskRequest, sheet_id: int) -> HttpResponse:
    """Show a run sheet as it is printed; who may confirm sees its QR code and answers here, with a photo.

    A phone that kept the word while it had no network asks for JSON: 204, or 422 with what is wrong.
    """
    found = _sheet(request, sheet_id)
    receipt, standing = queries.find_receipt(found), standing_of(found)
    form = OfficerAnswerForm(posted(request), request.FILES or None, person_id=request.actor.person.pk)
    done = form.is_bound and (
        receipt or attempt(form, actions.confirm_as_officer, actor=request.actor, sheet=found)
    )
    if form.is_bound and wants_json(request):
        return told(form, done=bool(done))
    if done:
        messages.success(request, TAKEN)
        return redirect("manual:sheet", sheet_id)
    link = printing.sheet_url(found) if found.may_confirm else ""
    context = {
        "sheet": found,
        "standing": standing,
        "state": "answered" if receipt else "open" if found.may_confirm and standing.takes_words else "ended",
        "receipt": receipt,
        "form": form,
        "errors": ErrorsSummary(form),
        "code": printing.qr_data(link) if link else "",
        "link": link,
        "nav_key": "sheets",
    }
    return render(request, "manual/sheet.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def confirm(request: DeskRequest, sheet_id: int) -> HttpResponse:
    """Take an officer's word in one tap."""
    done = request.POST.get("done") == "yes"
    actions.confirm_as_officer(actor=request.actor, sheet=_sheet(request, sheet_id), done=done)
    messages.success(request, TAKEN)
    return redirect("manual:sheets")
