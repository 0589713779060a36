"""Who proved what and when in this session: the one module that reaches into allauth's inner parts.

allauth offers no public way to note a proof, to sign a person in by a password just set, or to set up an app for
somebody; its version is pinned to the series this was written against. It must not decide what a proof allows; doors
do.
"""

from __future__ import annotations

from typing import cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

PROVIDER_METHOD = "socialaccount"


def last_proof_at(request: HttpRequest) -> float | None:
    """Return when the signed-in person last proved who they are, by any factor, in seconds since 1970; None if never."""
    records = get_authentication_records(request, request.user)
    return max((float(record["at"]) for record in records), default=None)


def note_code(request: HttpRequest, person: AbstractBaseUser) -> None:
    """Note that the person showed a current code of the app just now."""
    record_authentication(request, person, "mfa", type="totp")


def give_app(person: AbstractBaseUser) -> Authenticator:
    """Set up an authenticator app with a new secret, and recovery codes, without the person at the screen."""
    made: Authenticator = TOTP.activate(person, generate_totp_secret()).instance
    RecoveryCodes.activate(person)
    return made


def sign_in_by_password(
    request: HttpRequest, person: AbstractBaseUser, email: str, *, then: str
) -> HttpResponse:
    """Sign in a person who just set the password, through every stage of the ordinary sign-in, and lead on to `then`."""
    login = Login(user=person, email=email, redirect_url=then)
    return cast("HttpResponse", perform_password_login(request, {"email": email}, login))


def sign_in_by_provider(
    request: HttpRequest, person: AbstractBaseUser, email: str, *, then: str
) -> HttpResponse:
    """Sign in a person whom the provider vouches for, through every stage of the ordinary sign-in, and lead on to `then`."""
    record_authentication(request, person, PROVIDER_METHOD, provider="oidc")
    return cast("HttpResponse", perform_login(request, Login(user=person, email=email, redirect_url=then)))


def came_by_provider(request: HttpRequest, person: AbstractBaseUser) -> bool:
    """Say whether the provider vouched for the person in this very session."""
    return any(record["method"] == PROVIDER_METHOD for record in get_authentication_records(request, person))
