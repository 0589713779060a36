"""Shared machines and the end of a session: idle limit, warning, wiping on sign-out."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SHARED_KEY = "shared_device"
SHARED_IDLE_SECONDS = 15 * 60
POLL_HEADER = "X-Loa-Poll"
WIPE = '"cache", "storage"'


def is_shared_device(request: HttpRequest) -> bool:
    """Say whether this session was opened on a machine that others use too."""
    held = getattr(request, "session", None)
    return bool(held is not None and held.get(SHARED_KEY))


def mark_shared(request: HttpRequest, *, shared: bool) -> None:
    """Note at sign-in whether others use this machine; such a session ends after 15 idle minutes."""
    if shared:
        request.session[SHARED_KEY] = True
        request.session.set_expiry(SHARED_IDLE_SECONDS)


def seconds_left(request: HttpRequest) -> int:
    """Return after how many seconds without a request the session ends; 0 for visitors."""
    if not request.user.is_authenticated:
        return 0
    return request.session.get_expiry_age()


class SharedDeviceMiddleware:
    """Restart the idle limit of a shared machine at each act of the person, and wipe the browser at sign-out.

    A page's own polling (header X-Loa-Poll) is no act of a person and does not prolong the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shared = settings.SESSION_COOKIE_NAME in request.COOKIES and is_shared_device(request)
        if shared and POLL_HEADER not in request.headers:
            request.session.modified = True
        response = self.get_response(request)
        if shared and not is_shared_device(request):
            response.headers["Clear-Site-Data"] = WIPE
        return response
