"""Alerts and their feeds on the public site: fetch, answer "nothing new" where that is so, write."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from loa.kinds.cap.errors import NoSuchAlert
from loa.kinds.cap.feeds import FORMS, MEDIA_TYPE, write
from loa.kinds.cap.queries import get_alert, read_feed
from loa.web.conditional import answer


@require_safe
def feed(request: HttpRequest, name: str, account_id: int | None = None) -> HttpResponseBase:
    """Answer with the current alerts of an account, or of the whole site; 304 when the reader has them already."""
    if name not in FORMS:
        raise NoSuchAlert
    found = read_feed(account_id)
    return answer(
        request,
        version=f"{found.version}-{name}",
        changed_at=found.updated_at,
        media_type=FORMS[name].media_type,
        write=lambda: write(found, name),
    )


@require_safe
def alert(request: HttpRequest, account_id: int, name: str) -> HttpResponseBase:
    """Answer with the document of an alert as it was issued, also after it expired."""
    found = get_alert(account_id, name)
    return answer(
        request,
        version=f"alert-{found.pk}",
        changed_at=found.sent_at,
        media_type=MEDIA_TYPE,
        write=found.xml.encode,
    )
