"""Totals by unit: what was counted, restated in the units of any day."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from loa.units import totals
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.forms.totals import TotalsFilter, asked
from loa.units.permissions import Permission
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

TOTALS = ListScreen(
    key="totals",
    title=gettext_lazy("Tổng theo đơn vị"),
    nav_key="areas",
    template="units/totals.html",
    search=("folded", "area__code"),
    search_label=gettext_lazy("Tìm theo tên hoặc mã"),
    filters=TotalsFilter,
    default_sort="-total",
    page_size=50,
    columns=(
        Column(
            "name",
            gettext_lazy("Địa bàn"),
            value=str,
            sort="sort_key",
            url=lambda row: f"/desk/areas/{row.area_id}/",
        ),
        Column("parent_name", gettext_lazy("Trực thuộc"), sort=("parent_name", "sort_key")),
        Column("total", gettext_lazy("Tổng"), sort=("total", "sort_key"), numeric=True),
        Column("approximate", gettext_lazy("Trong đó ước tính"), sort="approximate", numeric=True),
        Column("code", gettext_lazy("Mã"), value=lambda row: row.area.code, sort="area__code"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có số liệu nào được đếm đến ngày này"),
        gettext_lazy("Chọn số liệu khác hoặc ngày đếm muộn hơn."),
        symbol="chart-bar",
    ),
)


@desk_view
def list_totals(request: DeskRequest) -> HttpResponse:
    """Show a total of one day in the units of another; what cannot be placed is said."""
    require(request.actor, Permission.UNITS_READ)
    given = asked(request)
    found = totals.restate(request.actor, given.key, counted_by=given.counted_by, units_on=given.units_on)
    context = {"asked": given, "rollup": found, "unplaced": sum(found.unplaced.values())}
    return TOTALS.respond(request, totals.areas_with_total(found, given.units_on), context)
