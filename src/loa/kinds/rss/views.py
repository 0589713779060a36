"""Feeds on the public site: fetch, answer "nothing new" where that is so, write."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from loa.kinds.rss.errors import NoSuchFeed
from loa.kinds.rss.queries import read_feed
from loa.kinds.rss.rules import wanted_of
from loa.kinds.rss.writing import FORMS, write


@require_safe
def feed(request: HttpRequest, name: str, account_id: int | None = None) -> HttpResponseBase:
    """Answer with a page of the feed of an account, or of the whole site; 304 when the reader has it already."""
    if name not in FORMS:
        raise NoSuchFeed
    found = read_feed(account_id, wanted_of(request.GET.dict()))
    etag, steady = quote_etag(f"{found.version}-{name}"), found.steady_since
    moment = int(steady.timestamp()) if steady else None
    response = get_conditional_response(request, etag=etag, last_modified=moment)
    if response is None:
        response = HttpResponse(write(found, name), content_type=f"{FORMS[name].media_type}; charset=utf-8")
    response["ETag"] = etag
    if moment is not None:
        response["Last-Modified"] = http_date(moment)
    response["Cache-Control"] = "public, no-cache"
    response["Content-Language"] = found.wanted.language
    response["Access-Control-Allow-Origin"] = "*"  # public, and nobody signs in here
    return response
