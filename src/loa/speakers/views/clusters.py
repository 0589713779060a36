"""The clusters on screen: the list, worst first, the map, the table that goes out and comes back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels.models import Mode
from loa.speakers.cluster_map import drawn
from loa.speakers.forms.clusters import MANAGE, ClusterFilter
from loa.speakers.health_marks import HEALTH, health_of, skew_words
from loa.speakers.models import Cluster
from loa.speakers.queries import health, silences
from loa.speakers.queries.register import exported
from loa.speakers.queries.silence_page import words_of
from loa.speakers.queries.visible import READ, clusters
from loa.speakers.rules import cluster_sheet
from loa.units import access
from loa.units.doors import DeskRequest, desk_view
from loa.web.lists import export
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

NAV_KEY = "clusters"


def _named(row: Cluster) -> str:
    """Return how a cluster is listed; one of exercises or tests says so."""
    said = f"{row.code}, {row.place}"
    return said if row.mode == Mode.LIVE else f"{said} – {row.get_mode_display()}"


CLUSTERS = ListScreen(
    key="clusters",
    title=gettext_lazy("Cụm loa"),
    nav_key=NAV_KEY,
    template="speakers/clusters.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo mã hoặc vị trí"),
    filters=ClusterFilter,
    default_sort="state",
    page_size=50,
    columns=(
        Column(
            "code",
            gettext_lazy("Cụm loa"),
            value=_named,
            sort="code",
            url=lambda row: f"/desk/speakers/{row.pk}/",
        ),
        Column("state", gettext_lazy("Trạng thái"), value=health_of, sort=("rank", "code")),
        Column("body_name", gettext_lazy("Cơ quan quản lý"), sort=("body_name", "code")),
        Column("beat_at", gettext_lazy("Báo về lúc"), sort="beat_at"),
        Column("volume", gettext_lazy("Âm lượng, %"), sort="volume", numeric=True),
        Column("skew_ms", gettext_lazy("Lệch giờ"), value=lambda row: skew_words(row.skew_ms), sort="skew"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có cụm loa nào trong phạm vi được xem"),
        gettext_lazy("Nhập danh sách cụm loa từ tệp Excel, hoặc thêm từng cụm."),
        gettext_lazy("Nhập từ Excel"),
        "/desk/import/clusters/",
        "speakerphone",
    ),
)


ASK_FOR_IT = gettext_lazy("Người quản trị hệ thống thêm cụm loa cho từng cơ quan.")


def rights(request: DeskRequest) -> dict[str, object]:
    """Return what the head of the list and the map offers, and what stands silent."""
    return {
        "may_manage": access.can(request.actor, MANAGE),
        "may_silence": access.can(request.actor, silences.SILENCE),
        "silences": [(row, words_of(row)) for row in silences.standing(request.actor)],
        "nav_key": NAV_KEY,
    }


@desk_view
def list_clusters(request: DeskRequest) -> HttpResponse:
    """Show the clusters in reach, worst first."""
    access.require(request.actor, READ)
    screen = CLUSTERS if access.can(request.actor, MANAGE) else CLUSTERS.without_start(ASK_FOR_IT)
    return screen.respond(request, health.list_clusters(request.actor), rights(request))


@desk_view
def show_map(request: DeskRequest) -> HttpResponse:
    """Show the clusters in reach on the map, and how many stand in each state; the list has the same filters."""
    access.require(request.actor, READ)
    form = ClusterFilter(request.GET, request=request)
    rows = form.apply(health.list_clusters(request.actor))
    counts = health.counts(rows)
    context = rights(request) | {
        "form": form,
        "map": drawn(rows),
        "states": [(HEALTH[state], n, state) for state, n in counts.items()],
        "total": sum(counts.values()),
        "unplaced": rows.filter(latitude__isnull=True).count(),
    }
    return render(request, "speakers/map.html", context)


@desk_view
def table(request: DeskRequest, kind: str) -> HttpResponse:
    """Give the register as xlsx or csv, with the columns that come back in."""
    access.require(request.actor, MANAGE)
    return export.table(
        request,
        kind,
        key="cum-loa",
        title=_("Danh sách cụm loa"),
        columns=cluster_sheet.COLUMNS,
        rows=list(exported(clusters(request.actor, MANAGE))),
    )
