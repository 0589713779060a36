"""A figure as it was frozen, beside what it is now."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from loa.figures import queries
from loa.units.access import access
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission

_A_PAGE = 50


@desk_view
def show_snapshot(request: DeskRequest, snapshot_id: int) -> HttpResponse:
    """Show the number, the rows as they were, and whether the number is another one today."""
    rows = queries.snapshots_visible_to(request.actor)
    snapshot = access(rows, request.actor, id=snapshot_id, to=Permission.FIGURES_READ)
    frozen = queries.frozen_rows(request.actor, snapshot)
    now = queries.count_now(snapshot)
    context = {
        "nav_key": "figures",
        "snapshot": snapshot,
        "words": queries.words_of(snapshot),
        "scope": queries.scope_of(snapshot),
        "frozen": frozen,
        "page": Paginator(frozen.shown, _A_PAGE).get_page(request.GET.get("page")),
        "now": now,
        "has_changed": now is not None and (now.count, now.among) != (snapshot.count, snapshot.among),
    }
    return render(request, "figures/snapshot.html", context)
