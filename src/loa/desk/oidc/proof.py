"""What a provider's word counts for: whether it stands for a second factor, and whether a password still may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest

from loa.units.actions.provided import PROVIDER
from loa.units.models import Person
from loa.web.proofs import came_by_provider

PROVED = "provider_proved_factor"


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # allauth publishes no types
    """Asks for the second factor, unless the provider asked for one in this very sign-in and is trusted to."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not getattr(request, PROVED, False) and bool(super()._should_handle(request))


def has_proved_factor(claims: Mapping[str, Any]) -> bool:
    """Say whether the claims name a way of proof that the settings take for a second factor."""
    methods = claims.get("amr")
    named = {value for value in methods if isinstance(value, str)} if isinstance(methods, list) else set()
    if isinstance(claims.get("acr"), str):
        named.add(claims["acr"])
    return not named.isdisjoint(settings.OIDC_TRUSTS_MFA)


def must_use_provider(request: HttpRequest, person: Person) -> bool:
    """Say whether the person must come in by the provider and did not; the accounts behind the glass never must."""
    if not (settings.OIDC_ISSUER and settings.OIDC_ONLY) or person.email in settings.OIDC_BREAK_GLASS:
        return False
    bound = SocialAccount.objects.filter(provider=PROVIDER, user=person).exists()
    return bound and not came_by_provider(request, person)
