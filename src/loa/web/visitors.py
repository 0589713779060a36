"""A door for public forms and machines that are strangers: one visitor may not send them in floods; nothing about the visitor is kept.

The count lives a minute in the memory of one web process, under a hash of the address with a key that the process
draws anew every day and never writes down: no table, log, file or backup holds either. So each web process counts by
itself (a visitor may send as often to each), and neighbours behind one address share a count.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from functools import wraps
from hashlib import blake2b
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.lib.errors import Busy

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class TooManyRequests(Busy):
    """One visitor sends a form too often."""

    code = "too_many_requests"
    message = _("Ông/bà vừa gửi nhiều lần liên tiếp. Hãy thử lại sau ít phút.")


MOST, WITHIN = 10, 60  # times, seconds
MOST_CHECKS = 30


def not_too_often(
    action: str, *, most: int = MOST, asked: Callable[[HttpRequest], bool] | None = None
) -> Callable[[View[P]], View[P]]:
    """Refuse what one address asks for more than `most` times a minute; `asked` says what counts, a POST otherwise.

    Raises: TooManyRequests.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            counts = asked(request) if asked else request.method == "POST"
            if counts and _count(action, _address(request)) > most:
                raise TooManyRequests
            return view(request, *args, **kwargs)

        return cast("View[P]", door)

    return wrap


class _Key:
    """The key of today, known to this process alone."""

    day: date | None = None
    secret = b""

    @classmethod
    def today(cls) -> bytes:
        """Return it, drawn anew where the day has changed."""
        if cls.day != clock.today():
            cls.day, cls.secret = clock.today(), secrets.token_bytes(32)
        return cls.secret


def _count(action: str, address: str) -> int:
    visitors = caches["visitors"]
    place = blake2b(f"{action} {address}".encode(), key=_Key.today(), digest_size=16).hexdigest()
    visitors.add(place, 0, WITHIN)
    try:
        return visitors.incr(place)
    except ValueError:  # the minute ended between the two calls
        return 1


def _address(request: HttpRequest) -> str:
    """Return the visitor's address; a proxy's word counts only where one was configured."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
