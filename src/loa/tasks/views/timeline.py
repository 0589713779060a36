"""A programme's year as bars, for the screen and for a sheet of A4."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from loa.tasks.queries import visible
from loa.tasks.queries.days import days_of
from loa.tasks.queries.progress import line_of
from loa.tasks.rules.done import SHARE_RULE
from loa.tasks.work_items import watch_tabs
from loa.units.doors import DeskRequest, desk_view


@desk_view
def timeline(request: DeskRequest, programme_id: int) -> HttpResponse:
    """Show the tasks of a programme over its year; the title says what is found."""
    programme = visible.access_programme(request.actor, programme_id)
    context = {
        "programme": programme,
        "line": line_of(request.actor, programme, days_of(request.actor.body)),
        "rule": SHARE_RULE,
        "tabs": watch_tabs(),
        "current": "progress",
        "nav_key": "watch",
    }
    return render(request, "tasks/work_timeline.html", context)
