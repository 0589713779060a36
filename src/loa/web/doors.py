"""Doors before the weightiest acts: a sign-in not older than five minutes, with a second factor.

It must not decide who may act; rights are the business of `units`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from loa.web.errors import kept_fields
from loa.web.proofs import last_proof_at

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]
SUSPENDED = "suspended_act"
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def fresh_sign_in(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open the view only within five minutes of proving who one is, and only to people with a second factor.

    Put it below `desk_view`. What was posted is kept and, after the proof, shown with one button that sends it again: no act
    is carried out that was not pressed.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not has_second_factor(request):
            return _lead(request, reverse("mfa_activate_totp"))
        if not signed_in_lately(request):
            if request.method == "POST":
                request.session[SUSPENDED] = {"path": request.get_full_path(), "fields": kept_fields(request)}
            return _lead(request, f"{_proof_url(request)}?{urlencode({'next': request.get_full_path()})}")
        if request.method == "GET" and (kept := _take_suspended(request)):
            return render(request, "desk/resume.html", {"fields": kept})
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", door)


def signed_in_lately(request: HttpRequest) -> bool:
    """Say whether the person proved who they are, by any factor, within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    if not request.user.is_authenticated:
        return False
    proved_at = last_proof_at(request)
    limit: int = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return proved_at is not None and time.time() - proved_at < limit


def has_second_factor(request: HttpRequest, *, kinds: tuple[str, ...] = SECOND_FACTORS) -> bool:
    """Say whether the person has set up a second factor of one of the kinds."""
    return bool(Authenticator.objects.filter(user=request.user.pk, type__in=kinds).exists())


def _proof_url(request: HttpRequest) -> str:
    """Return the quickest proof the person has: a code, a key, else the password."""
    if has_second_factor(request, kinds=(Authenticator.Type.TOTP,)):
        return reverse("mfa_reauthenticate")
    return reverse("mfa_reauthenticate_webauthn")


def _take_suspended(request: HttpRequest) -> list[list[str]] | None:
    """Return the fields posted to this address before the proof, once."""
    held = request.session.get(SUSPENDED)
    if not held or held["path"] != request.get_full_path():
        return None
    del request.session[SUSPENDED]
    fields: list[list[str]] = held["fields"]
    return fields


def _lead(request: HttpRequest, url: str) -> HttpResponse:
    htmx = request.headers.get("HX-Request") == "true"
    return HttpResponseClientRedirect(url) if htmx else HttpResponseRedirect(url)
