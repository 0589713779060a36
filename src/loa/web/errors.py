"""The one place where an error becomes a page, an htmx fragment or problem JSON; nothing is swallowed.

It must not touch the database: it also answers when the database is away.
"""

from __future__ import annotations

import logging
import secrets
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from loa.lib.errors import DomainError
from loa.web import problem
from loa.web.problem import Problem

log = logging.getLogger("loa.web")

DATABASE_AWAY = (OperationalError, InterfaceError)
NEVER_SHOWN_AGAIN = frozenset(
    {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}
)
LONGEST_KEPT = 200_000


class ErrorsMiddleware:
    """Answer the refusals that actions raise inside views, and a database that is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer to an error that a person can act on; leave the others to the 500 page."""
        if isinstance(error, DomainError):
            return answer(request, problem.of_error(error))
        if isinstance(error, DATABASE_AWAY):
            log.error("database away at %s: %s", request.path, type(error).__name__)
            return answer(request, problem.no_database(), keep_form=True)
        return None


def answer(request: HttpRequest, found: Problem, *, keep_form: bool = False) -> HttpResponse:
    """Say what happened and what comes next, in the form the client asked for.

    With `keep_form` a page carries the posted fields, so that nothing typed is lost.
    """
    if problem.wants_json(request):
        response: HttpResponse = problem.as_json(request, found)
    elif request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted"):
        response = _fragment(found)
    else:
        response = _page(request, found, keep_form=keep_form)
    if found.status in {429, 503}:
        response.headers["Retry-After"] = "60"
    add_never_cache_headers(response)
    return response


def _fragment(found: Problem) -> HttpResponse:
    """Return the message alone, aimed at the page's place for errors whatever the request meant to swap."""
    return HttpResponse(
        render_to_string("errors/_fragment.html", {"problem": found}, None),
        status=found.status,
        headers={"HX-Retarget": "#errors", "HX-Reswap": "innerHTML show:top"},
    )


def _page(request: HttpRequest, found: Problem, *, keep_form: bool) -> HttpResponse:
    kept = kept_fields(request) if keep_form and request.method == "POST" else []
    facts = {
        "problem": found,
        "kept": kept,
        "resend_to": request.get_full_path(),
        "token": get_token(request) if kept else "",
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "mode": "live",
    }
    return HttpResponse(render_to_string("errors/page.html", facts, None), status=found.status)


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, without secrets and tokens."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_SHOWN_AGAIN
        for value in values
        if isinstance(value, str) and len(value) <= LONGEST_KEPT
    ]


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Answer an address that leads nowhere."""
    return answer(request, problem.not_found())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer Django's own refusals."""
    return answer(request, problem.forbidden())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request that could not be read."""
    return answer(request, problem.bad_request())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is stale, keeping what was typed."""
    log.warning("form token refused at %s: %s", request.path, reason)
    return answer(request, problem.lost_token(), keep_form=True)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own mistakes; errors raised outside views (sessions) end here too."""
    error = sys.exc_info()[1]
    if isinstance(error, DomainError):
        return answer(request, problem.of_error(error))
    if isinstance(error, DATABASE_AWAY):
        return answer(request, problem.no_database(), keep_form=True)
    code = secrets.token_hex(4)
    log.error("failure %s at %s", code, request.path)
    return answer(request, problem.failure(code), keep_form=True)
