"""Feeds on the public site: fetch, answer "nothing new" where that is so, write."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from loa.kinds.rss.errors import NoSuchFeed
from loa.kinds.rss.queries import read_feed
from loa.kinds.rss.rules import wanted_of
from loa.kinds.rss.writing import FORMS, write
from loa.web.conditional import answer


@require_safe
def feed(request: HttpRequest, name: str, account_id: int | None = None) -> HttpResponseBase:
    """Answer with a page of the feed of an account, or of the whole site; 304 when the reader has it already."""
    if name not in FORMS:
        raise NoSuchFeed
    found = read_feed(account_id, wanted_of(request.GET.dict()))
    response = answer(
        request,
        version=f"{found.version}-{name}",
        changed_at=found.updated_at,
        media_type=FORMS[name].media_type,
        write=lambda: write(found, name),
    )
    response["Content-Language"] = found.wanted.language
    return response
