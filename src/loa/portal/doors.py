"""A door for public forms: one visitor may not send them in floods; nothing about the visitor is kept.

The count lives a minute in memory under a keyed hash of the address, never in a table or a log.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from loa.portal.errors import TooManyRequests

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
MOST, WITHIN = 10, 60  # times, seconds


def not_too_often(action: str) -> Callable[[View[P]], View[P]]:
    """Refuse a form that one address sends more than ten times a minute. Raises: TooManyRequests."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "POST" and _count(action, _address(request)) > MOST:
                raise TooManyRequests
            return view(request, *args, **kwargs)

        return cast("View[P]", door)

    return wrap


def _count(action: str, address: str) -> int:
    place = "portal." + salted_hmac(action, address).hexdigest()[:32]
    cache.add(place, 0, WITHIN)
    try:
        return cache.incr(place)
    except ValueError:  # the minute ended between the two calls
        return 1


def _address(request: HttpRequest) -> str:
    """Return the visitor's address; a proxy's word counts only where one was configured."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
