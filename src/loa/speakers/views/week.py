"""A body's week as a calendar, its next 24 hours, and a day's run sheet for paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.lib import clock, tables
from loa.speakers.queries import dry_run, visible
from loa.speakers.queries.collisions import clashes_of
from loa.speakers.queries.week import bodies_of, body_asked, sheet_of, week_of
from loa.speakers.schedule_status import PRIORITIES
from loa.units import access
from loa.units import queries as units
from loa.units.doors import DeskRequest, desk_view
from loa.units.models import Body
from loa.units.permissions import Permission
from loa.web.fields import DayField
from loa.web.formats import clock_text, day_text
from loa.web.lists import export


def day_asked(request: DeskRequest) -> date:
    """Return the day named in an address, else today."""
    field = DayField(required=False)
    given = request.GET.get("day", "")
    return field.to_python(given) or clock.today() if _is_day(field, given) else clock.today()


def _is_day(field: forms.Field, given: str) -> bool:
    form = type("Asked", (forms.Form,), {"day": field})({"day": given})
    return form.is_valid() and (form.cleaned_data["day"] or clock.today()).year < 9000


def frame(request: DeskRequest, body: Body, current: str, **more: Any) -> dict[str, Any]:
    """Return what every page about one body's schedule reads."""
    query = f"?body={body.pk}"
    tabs = [
        ("week", _("Lịch tuần"), reverse("speakers:week")),
        ("next", _("24 giờ tới"), reverse("speakers:next")),
        ("clashes", _("Trùng giờ"), reverse("speakers:clashes")),
        ("sheet", _("Bảng lịch phát"), reverse("speakers:sheet")),
    ]
    return {
        "body": body,
        "body_name": units.body_name(body),
        "bodies": bodies_of(request.actor),
        "tabs": [{"key": key, "label": label, "url": url + query} for key, label, url in tabs],
        "current": current,
        "may_schedule": access.can(request.actor, Permission.SPEAKERS_SCHEDULE, body=body),
        "nav_key": "speakers_week",
        **more,
    }


@desk_view
def week(request: DeskRequest) -> HttpResponse:
    """Show a body's week: what holds, what waits, what is being written; blocks are moved by hand or by keys."""
    body = body_asked(request.actor, request.GET.get("body", ""))
    found = week_of(request.actor, body, day_asked(request))
    hours = [{"row": (hour - 5) * 12 + 1, "text": f"{hour:02}:00"} for hour in range(5, 21)]
    context = frame(request, body, "week", week=found, hours=hours, clashes=len(clashes_of(body)))
    return render(request, "speakers/week.html", context)


@desk_view
def next_day(request: DeskRequest) -> HttpResponse:
    """Show what will sound minute by minute in the next 24 hours, at all of a body's clusters or at one."""
    body = body_asked(request.actor, request.GET.get("body", ""))
    clusters = visible.clusters(request.actor).filter(body=body, closed_at__isnull=True).order_by("code")
    wanted = request.GET.get("cluster", "")
    chosen = access.access(clusters, request.actor, id=wanted, to=None) if wanted else None
    may = access.can(request.actor, Permission.SPEAKERS_SCHEDULE, body=body)
    run = dry_run.run(body, cluster=chosen.pk if chosen else None, may=may)
    context = frame(request, body, "next", run=run, clusters=clusters, chosen=chosen)
    return render(request, "speakers/next.html", context)


def sheet_columns() -> tuple[tables.Column, ...]:
    """Return the columns of a run sheet as a file."""
    return (
        tables.Column("at", _("Giờ")),
        tables.Column("title", _("Nội dung")),
        tables.Column("code", _("Mã")),
        tables.Column("minutes", _("Phút"), kind="decimal"),
        tables.Column("priority", _("Mức ưu tiên")),
        tables.Column("of", _("Khung giờ")),
    )


@desk_view
def sheet(request: DeskRequest) -> HttpResponse:
    """Show a day in order for paper, or as a file."""
    body = body_asked(request.actor, request.GET.get("body", ""))
    day = day_asked(request)
    lines = sheet_of(body, day)
    title = _("Bảng lịch phát ngày %(day)s") % {"day": day_text(day)}
    if wanted := request.GET.get("export", ""):
        rows: list[dict[str, tables.Value]] = [
            {
                "at": clock_text(line.item.begin),
                "title": line.item.title,
                "code": line.item.code,
                "minutes": line.item.minutes,
                "priority": str(PRIORITIES[line.item.priority]),
                "of": line.of,
            }
            for line in lines
        ]
        return export.table(
            request, wanted, key="speakers-sheet", title=title, columns=sheet_columns(), rows=rows
        )
    context = frame(
        request,
        body,
        "sheet",
        title=title,
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        lines=[(line, PRIORITIES[line.item.priority]) for line in lines],
        signer=request.actor.person.full_name,
        signer_post=request.actor.post.title,
    )
    return render(request, "speakers/sheet.html", context)
