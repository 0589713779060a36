"""Whether this web process works, whether the charter stands, for everybody; how the whole machine stands, for the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from loa.lib.ids import digest_bytes
from loa.ops import queries
from loa.ops.charter.queries import get_page
from loa.ops.status import picture
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission


@never_cache
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Say 200 when the database answers, 503 when it does not."""
    if queries.database_answers():
        return HttpResponse("ok\n", content_type="text/plain")
    return HttpResponse("database: no answer\n", status=503, content_type="text/plain")


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """Show the twelve rules and what the last check of them found."""
    return render(request, "ops/charter.html", {"page": get_page(), "nav": "charter"})


@desk_view
def status(request: DeskRequest) -> HttpResponse:
    """Show how channels, queue, processes and backups stand."""
    require(request.actor, Permission.OPERATION_READ)
    return render(request, "ops/status.html", {"picture": picture(), "nav_key": "status"})


@desk_view
@cache_control(private=True, no_cache=True)
def status_part(request: DeskRequest) -> HttpResponse:
    """Give the part that changes; the page asks every ten seconds and mostly hears "not modified"."""
    require(request.actor, Permission.OPERATION_READ)
    part = render(request, "ops/_status.html", {"picture": picture()})
    etag = quote_etag(digest_bytes(part.content)[:24])
    response = get_conditional_response(request, etag=etag, response=part) or part
    response["ETag"] = etag
    return response
