"""The page on which a website account finds its own test; nobody else knows its address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from loa.kinds.website.queries import get_canary


@never_cache
@require_safe
def canary(request: HttpRequest, account_id: int, token: str) -> HttpResponse:
    """Answer with the word of a test that is under way."""
    del request
    response = HttpResponse(get_canary(account_id, token), content_type="text/plain; charset=utf-8")
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
