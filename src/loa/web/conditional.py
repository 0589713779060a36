"""Public documents that machines ask for again and again: the whole thing once, afterwards "nothing new"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from loa.lib import clock

_STEADY_AFTER = timedelta(seconds=1)  # HTTP tells whole seconds: within one, more may come


def answer(
    request: HttpRequest, *, version: str, changed_at: datetime, media_type: str, write: Callable[[], bytes]
) -> HttpResponseBase:
    """Return the document, or 304 to a reader who has this version; it is written only where it is needed.

    `version` changes whenever a byte of the document does.
    """
    etag = quote_etag(version)
    moment = int(changed_at.timestamp()) if clock.now() - changed_at >= _STEADY_AFTER else None
    response = get_conditional_response(request, etag=etag, last_modified=moment)
    if response is None:
        response = HttpResponse(write(), content_type=f"{media_type}; charset=utf-8")
    response["ETag"] = etag
    if moment is not None:
        response["Last-Modified"] = http_date(moment)
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"  # public, and nobody signs in here
    return response
