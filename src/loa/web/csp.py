"""The content security policy: own scripts and styles only, nothing inline, no frames."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()"


class SecurityPolicyMiddleware:
    """Give each answer the policy with a fresh nonce; a view that set its own (a served file) keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]  # read by the page frame
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


_NONCE = re.compile(r" 'nonce-([^']+)'")


def nonce_of(policy: str) -> str:
    """Return the nonce that a policy names, empty where it names none."""
    found = _NONCE.search(policy)
    return found[1] if found else ""


def without_nonce(policy: str) -> str:
    """Return the policy for a page that has no inline code at all; stricter than with a nonce."""
    return _NONCE.sub("", policy)
