"""One name for one machine: 127.0.0.1 leads to localhost, since cookies and passkeys belong to a name."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

LOOPBACK = {"127.0.0.1", "[::1]"}


class TemporaryMove(HttpResponseRedirect):
    """A redirect that keeps the method and the body of the request."""

    status_code = 307


class OneHostMiddleware:
    """Send visitors of the bare loopback address to the site's name; health checks (/health…) stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_local_site = urlsplit(settings.PUBLIC_URL).hostname == "localhost"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host, _, port = (
            request.get_host().rpartition(":") if _has_port(request) else (request.get_host(), "", "")
        )
        if not self.is_local_site or host not in LOOPBACK or request.path.startswith("/health"):
            return self.get_response(request)
        name = f"localhost:{port}" if port else "localhost"
        return TemporaryMove(f"{request.scheme}://{name}{request.get_full_path()}")


def _has_port(request: HttpRequest) -> bool:
    return not request.get_host().endswith("]") and ":" in request.get_host()
