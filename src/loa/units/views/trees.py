"""Areas and bodies on screen, as of any day: lists, one unit through time, a map of the wards."""

from __future__ import annotations

from functools import partial

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.lib import clock
from loa.units import maps, queries, trees
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.forms.areas import AreaFilter, BodyFilter, day_asked
from loa.units.lists import body_name_of, labelled_posts
from loa.units.models import Area, Body
from loa.units.permissions import Permission
from loa.units.places import areas_meant, meant, told
from loa.units.views.reforms import AREA_REFORMS, BODY_REFORMS
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

AREAS = ListScreen(
    key="areas",
    title=gettext_lazy("Địa bàn"),
    nav_key="areas",
    template="units/areas.html",
    search=("folded", "area__code"),
    search_label=gettext_lazy("Tìm theo tên, tên cũ, địa chỉ hoặc mã"),
    also=lambda request, typed: meant(typed, day_asked(request)),
    filters=AreaFilter,
    default_sort="level",
    page_size=50,
    columns=(
        Column(
            "name",
            gettext_lazy("Địa bàn"),
            value=str,
            sort="sort_key",
            url=lambda row: f"/desk/areas/{row.area_id}/",
        ),
        Column(
            "level",
            gettext_lazy("Cấp"),
            value=lambda row: row.get_level_display(),
            sort=("level_order", "sort_key"),
        ),
        Column("parent_name", gettext_lazy("Trực thuộc"), sort=("parent_name", "sort_key")),
        Column("below", gettext_lazy("Địa bàn trực thuộc"), sort="below", numeric=True),
        Column("code", gettext_lazy("Mã"), value=lambda row: row.area.code, sort="area__code"),
        Column("valid_from", gettext_lazy("Tên này từ ngày"), sort="valid_from"),
    ),
    empty=Empty(
        gettext_lazy("Ngày này chưa có địa bàn nào"),
        gettext_lazy("Chọn ngày khác, hoặc nhập danh mục địa bàn từ tệp Excel."),
        gettext_lazy("Nhập từ Excel"),
        "/desk/import/areas/",
        "map-pin",
    ),
)

BODIES = ListScreen(
    key="bodies",
    title=pgettext_lazy("trình đơn", "Cơ quan, đơn vị"),
    nav_key="bodies",
    template="units/bodies.html",
    search=("folded", "body__code"),
    search_label=gettext_lazy("Tìm theo tên, mã hoặc địa chỉ trụ sở"),
    also=lambda request, typed: Q(seat_area__in=areas_meant(typed, day_asked(request))),
    filters=BodyFilter,
    default_sort="name",
    page_size=50,
    columns=(
        Column(
            "name", gettext_lazy("Cơ quan, đơn vị"), sort="sort_key", url=lambda row: f"/desk/bodies/{row.body_id}/"
        ),
        Column("system", gettext_lazy("Hệ thống"), value=lambda row: row.get_system_display(), sort="system"),
        Column("superior_name", gettext_lazy("Cấp trên"), sort=("superior_name", "sort_key")),
        Column("seat_name", gettext_lazy("Trụ sở"), sort=("seat_name", "sort_key")),
        Column("form", gettext_lazy("Thể thức"), value=lambda row: row.get_form_display(), sort="form"),
        Column("code", gettext_lazy("Mã"), value=lambda row: row.body.code, sort="body__code"),
        Column("valid_until", gettext_lazy("Đến ngày"), sort="valid_until"),
    ),
    empty=Empty(
        gettext_lazy("Ngày này chưa có cơ quan nào trong phạm vi được xem"),
        gettext_lazy("Chọn ngày khác, hoặc nhập danh sách cơ quan từ tệp Excel."),
        gettext_lazy("Nhập từ Excel"),
        "/desk/import/bodies/",
        "building",
    ),
)  # fmt: skip


@desk_view
def areas(request: DeskRequest) -> HttpResponse:
    """Show the territory as of a day."""
    require(request.actor, Permission.UNITS_READ)
    day = day_asked(request)
    context = {
        "day": day,
        "is_today": day == clock.today(),
        "tops": trees.tops(request.actor),
        "said": told(request.GET.get("q", ""), day),
        "ward_map": partial(maps.ward_map, day),  # drawn with the page, not with the swapped list
        "map_day": maps.DRAWN_ON,
    }
    return AREAS.respond(request, trees.list_areas(day), context)


@desk_view
def area(request: DeskRequest, area_id: int) -> HttpResponse:
    """Show one area through time."""
    found: Area = access(trees.areas_visible_to(request.actor), request.actor, id=area_id, to=None)
    day = day_asked(request)
    version = queries.area_version(found, day)
    context = {
        "area": found,
        "day": day,
        "version": version,
        "name": queries.area_name(found, day),
        "versions": trees.versions_of_area(found),
        "came_from": trees.came_from(found),
        "went_to": trees.went_to(found),
        "below": trees.list_areas(day).filter(parent=found),
        "seated": trees.list_bodies(request.actor, day).filter(seat_area=found),
        "reforms": AREA_REFORMS.items() if _may_change(request, found) and version else (),
        "events": trees.history_of_area(found),
        "nav_key": "areas",
    }
    return render(request, "units/area.html", context)


def _may_change(request: DeskRequest, found: Area) -> bool:
    return can(request.actor, Permission.UNITS_MANAGE, area=found)


@desk_view
def bodies(request: DeskRequest) -> HttpResponse:
    """Show the organisation as of a day."""
    require(request.actor, Permission.UNITS_READ)
    day = day_asked(request)
    context = {"day": day, "is_today": day == clock.today()}
    return BODIES.respond(request, trees.list_bodies(request.actor, day), context)


@desk_view
def body(request: DeskRequest, body_id: int) -> HttpResponse:
    """Show one body through time, its people, its committees."""
    found: Body = access(trees.bodies_visible_to(request.actor), request.actor, id=body_id, to=None)
    day = day_asked(request)
    version = queries.body_version(found, day)
    context = {
        "body": found,
        "day": day,
        "version": version,
        "name": queries.body_name(found, day),
        "versions": trees.versions_of_body(found),
        "below": trees.list_bodies(request.actor, day).filter(superior=found),
        "members": queries.committee_members(found, day).annotate(name=body_name_of("pk", day)),
        "posts": labelled_posts(trees.held_posts(found)),
        "reforms": BODY_REFORMS.items() if _may_reform(request, found) and version else (),
        "events": trees.history_of_body(found),
        "nav_key": "bodies",
    }
    return render(request, "units/body.html", context)


def _may_reform(request: DeskRequest, found: Body) -> bool:
    return can(request.actor, Permission.UNITS_MANAGE, body=found)
