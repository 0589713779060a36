"""Due days as a month or a list, the secret address for calendar programs, and the feed behind it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from loa.clocks.months import month_of, parse_month
from loa.lib import clock
from loa.lib.errors import NotFound
from loa.tasks.actions import calendar_link
from loa.tasks.queries import calendar as reads
from loa.tasks.queries.days import days_of
from loa.tasks.rules import calendar_feed
from loa.tasks.status import due_status
from loa.tasks.work_items import work_tabs
from loa.units import queries as units
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.conditional import answer


@desk_view
def month(request: DeskRequest) -> HttpResponse:
    """Show a month's due days by the working calendar, as a sheet or as a list."""
    require(request.actor, Permission.TASKS_READ)
    days = days_of(request.actor.body)
    found = month_of(parse_month(request.GET.get("month", ""), days.today), days.calendar, days.today)
    given = request.GET.get("whose") == "given"
    due = reads.due_in(request.actor, found, given=given)
    context = {
        "month": found,
        "weeks": reads.weeks_of(due),
        "due": [(one, [(part, due_status(part, days)) for part in one.parts]) for one in due if one.parts],
        "given": given,
        "as_list": request.GET.get("view") == "list",
        "total": sum(len(one.parts) for one in due),
        "tabs": work_tabs(),
        "nav_key": "work",
    }
    return render(request, "tasks/work_calendar.html", context)


@desk_view
def address(request: DeskRequest) -> HttpResponse:
    """Show whether the post has a secret address; a press makes one, shown this once, and ends the earlier one."""
    require(request.actor, Permission.TASKS_READ, body=request.actor.body)
    made = ""
    if request.method == "POST":
        token = calendar_link.open_calendar_link(actor=request.actor)
        made = settings.PUBLIC_URL + reverse("work:feed", args=[token])
    context = {
        "made": made,
        "webcal": made.replace("https://", "webcal://").replace("http://", "webcal://"),
        "link": reads.find_link(request.actor),
        "tabs": work_tabs(),
        "nav_key": "work",
    }
    return render(request, "tasks/work_address.html", context)


@require_POST
@desk_view
def stop(request: DeskRequest) -> HttpResponse:
    """End the post's address."""
    if calendar_link.close_calendar_link(actor=request.actor):
        messages.success(request, _("Địa chỉ lịch đã dừng; ứng dụng lịch không đọc được nữa."))
    return redirect("work:address")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer a calendar program with what the post's body carries out; an address that ended is as one that never was."""
    reader = reads.reader_of(token)
    if reader is None:
        raise NotFound
    entries = reads.entries_for(reader, settings.PUBLIC_URL)
    name = _("Nhiệm vụ – %(body)s") % {"body": units.body_name(reader.body)}
    response = answer(
        request,
        version=calendar_feed.version(entries),
        changed_at=max((entry.changed_at for entry in entries), default=clock.now()),
        media_type="text/calendar",
        write=lambda: calendar_feed.write(
            entries, host=urlsplit(settings.PUBLIC_URL).hostname or "loa", name=name
        ),
    )
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    del response["Access-Control-Allow-Origin"]
    return response
