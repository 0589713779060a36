"""Shared machines and the end of a session: idle limit, warning, wiping at the end.

A machine that others use too is known by the session and by a cookie that outlives it: whoever signs in there next is
covered without being asked, and the same person's own phone is not.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

SHARED_KEY = "shared_device"
SHARED_IDLE_SECONDS = 15 * 60
DEVICE_COOKIE = "loa_shared_device"
DEVICE_LASTS = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
POLL_HEADER = "X-Loa-Poll"
WIPE = '"cache", "storage"'


def is_shared_device(request: HttpRequest) -> bool:
    """Say whether others use this machine too, as this session or an earlier one on it was told."""
    wish = getattr(request, "shared_device_wish", None)
    if wish is not None:
        return bool(wish)
    return _is_known(request) or _is_shared_session(request)


def mark_shared(request: HttpRequest) -> None:
    """Note that others use this machine: from now on a session on it ends after 15 idle minutes."""
    request.shared_device_wish = True  # type: ignore[attr-defined]
    _limit(request)


def unmark_shared(request: HttpRequest) -> None:
    """Note that nobody else uses this machine any more."""
    request.shared_device_wish = False  # type: ignore[attr-defined]
    request.session.pop(SHARED_KEY, None)
    request.session.set_expiry(None)


def seconds_left(request: HttpRequest) -> int:
    """Return after how many seconds without a request the session ends; 0 for visitors."""
    if not request.user.is_authenticated:
        return 0
    return request.session.get_expiry_age()


class SharedDeviceMiddleware:
    """Keep the idle limit of a shared machine, remember the machine, and wipe its browser when a session ends.

    A page's own polling (header X-Loa-Poll) is no act of a person and does not prolong the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = _is_signed_in(request)
        shared = _is_known(request) or _is_shared_session(request)
        if was_in and shared and POLL_HEADER not in request.headers:
            _limit(request)
        response = self.get_response(request)
        _remember(request, response)
        if (
            shared
            and not _is_signed_in(request)
            and (was_in or request.path == resolve_url(settings.LOGIN_URL))
        ):
            response.headers["Clear-Site-Data"] = WIPE
        return response


def _limit(request: HttpRequest) -> None:
    """Let the session end after 15 minutes from now; the row is written anew, so that the minutes begin again."""
    request.session[SHARED_KEY] = True
    request.session.set_expiry(SHARED_IDLE_SECONDS)


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    wish = getattr(request, "shared_device_wish", None)
    if wish:
        response.set_cookie(
            DEVICE_COOKIE,
            "1",
            max_age=DEVICE_LASTS,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    elif wish is False:
        response.delete_cookie(DEVICE_COOKIE, samesite="Lax")


def _is_known(request: HttpRequest) -> bool:
    """Say whether somebody declared this machine shared before."""
    return bool(request.COOKIES.get(DEVICE_COOKIE))


def _has_session(request: HttpRequest) -> bool:
    """Say whether the browser brought a session; one without asks the database nothing."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and hasattr(request, "session")


def _is_shared_session(request: HttpRequest) -> bool:
    return _has_session(request) and bool(request.session.get(SHARED_KEY))


def _is_signed_in(request: HttpRequest) -> bool:
    return _has_session(request) and SESSION_KEY in request.session
