"""Two doors to knock at: one desk view that says who acts, and the pages a person is led to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from loa.lib.errors import DomainError
from loa.units.doors import DeskRequest, desk_view


@desk_view
def whoami(request: DeskRequest) -> HttpResponse:
    actor = request.actor
    return HttpResponse(f"{actor.person_key}/{actor.post_key}/{actor.on_behalf_key}")


def guarded(request: HttpRequest) -> HttpResponse:
    try:
        return whoami(request)
    except DomainError as error:
        return HttpResponse(str(error), status=error.status)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


urlpatterns = [
    path("whoami/", guarded),
    path("accounts/", include(([path("login/", page, name="account_login")], "x"))),
    path("login/", page, name="account_login"),
    path("totp/", page, name="mfa_activate_totp"),
    path("post/", include(([path("", page, name="choose_post")], "units"))),
]
