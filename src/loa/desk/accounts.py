"""The addresses of signing in: only those of allauth that this product uses (no sign-up, no reset by e-mail)."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from loa.desk.oidc import views as oidc

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("oidc/login/", oidc.start, name="oidc_login"),
    path("oidc/link/", oidc.link, name="oidc_link"),
    path("oidc/callback/", oidc.callback, name="oidc_callback"),
    path("2fa/", include("allauth.mfa.urls")),
]
