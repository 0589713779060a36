"""Leading to the provider and taking its answer; the secrets of a sign-in wait in the session, ten minutes."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk.errors import ProviderRefused
from loa.desk.oidc.mapping import current_map
from loa.desk.oidc.proof import PROVED, has_proved_factor
from loa.lib import oidc
from loa.lib.errors import NotFound
from loa.units import actions
from loa.units.doors import DeskRequest, desk_view
from loa.units.rules.claims import posts_of
from loa.web.doors import fresh_sign_in
from loa.web.proofs import sign_in_by_provider

PENDING = "oidc_pending"
LASTS = 600  # seconds
MOST = 5  # sign-ins begun at once in one browser


@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    client, then = _client(), _next(request)
    if request.user.is_authenticated:
        return redirect(then)
    return _send(request, client, {"then": then})


@never_cache
@require_GET
@desk_view
@fresh_sign_in
def link(request: DeskRequest) -> HttpResponse:
    """Send a signed-in person to the provider, to bind its account."""
    return _send(request, _client(), {"person": request.actor.person.pk})


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer: check it, find the person, bring the posts up to date, sign in."""
    client = _client()
    kept = _take(request)
    code = request.GET.get("code", "")
    if not code or "error" in request.GET or request.GET.get("iss", client.issuer) != client.issuer:
        raise ProviderRefused
    claims = oidc.redeem(client, oidc.Asked(**kept["asked"]), code)
    if "person" in kept:
        return _link(request, kept["person"], client, claims)
    return _sign_in(request, kept["then"], client, claims)


def _sign_in(request: HttpRequest, then: str, client: oidc.Client, claims: dict[str, Any]) -> HttpResponse:
    known = current_map()
    person = actions.person_behind(
        issuer=client.issuer, subject=claims["sub"], verified_email=_verified_email(claims)
    )
    if known is not None:
        actions.follow_claims(person=person, claimed=posts_of(claims, known))
        person.refresh_from_db()
    setattr(request, PROVED, has_proved_factor(claims))
    return sign_in_by_provider(request, person, person.email, then=then)


def _link(request: HttpRequest, person_id: int, client: oidc.Client, claims: dict[str, Any]) -> HttpResponse:
    actor = getattr(request, "actor", None)
    if actor is None or actor.person.pk != person_id:
        raise ProviderRefused
    actions.link_account(person=actor.person, issuer=client.issuer, subject=claims["sub"])
    messages.success(request, _("Đã gắn tài khoản. Từ lần sau có thể đăng nhập bằng tài khoản này."))
    return redirect("units:me")


def _client() -> oidc.Client:
    """Return how this site is known to the provider; where none is set, the addresses do not exist."""
    if not settings.OIDC_ISSUER:
        raise NotFound
    return oidc.Client(
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        redirect_uri=f"{settings.PUBLIC_URL}{reverse('oidc_callback')}",
    )


def _send(request: HttpRequest, client: oidc.Client, kept: dict[str, Any]) -> HttpResponse:
    asked = oidc.new_ask()
    place = oidc.authorize_url(client, asked)
    waiting: dict[str, Any] = request.session.get(PENDING, {})
    newest = sorted(waiting.items(), key=lambda item: item[1]["at"])[1 - MOST :]
    entry = kept | {"asked": asdict(asked), "at": time.time()}
    request.session[PENDING] = dict(newest) | {asked.state: entry}
    return HttpResponseRedirect(place)


def _take(request: HttpRequest) -> dict[str, Any]:
    """Return what was kept for the answer's state, once."""
    waiting: dict[str, Any] = request.session.get(PENDING, {})
    kept: dict[str, Any] | None = waiting.pop(request.GET.get("state", ""), None)
    request.session[PENDING] = waiting
    if kept is None or time.time() - kept["at"] > LASTS:
        raise ProviderRefused
    return kept


def _verified_email(claims: dict[str, Any]) -> str:
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else ""


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else reverse("desk:today")
