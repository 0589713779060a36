"""Whether this web process works, for the supervisor and a balancer; whether the charter stands, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from loa.ops import queries
from loa.ops.charter.queries import get_page


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
