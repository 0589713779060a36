"""Answers the supervisor's and a balancer's question whether this web process works."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from loa.ops import queries


@never_cache
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Say 200 when the database answers, 503 when it does not."""
    if queries.database_answers():
        return HttpResponse("ok\n", content_type="text/plain")
    return HttpResponse("database: no answer\n", status=503, content_type="text/plain")
