"""The door of every staff screen: signed in, acting as a post, with a second factor where the rights ask for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from loa.units import reach
from loa.units.actor import Actor
from loa.units.errors import NoPost
from loa.units.models import Person
from loa.units.rules.roles import needs_second_factor

P = ParamSpec("P")
CHOOSE_POST = "units:choose_post"
SET_UP_SECOND_FACTOR = "mfa_activate_totp"
KEPT_NOWHERE = "no-store, private"


class DeskRequest(HttpRequest):
    """A request that passed the door: someone acts."""

    actor: Actor


def desk_view(
    view: Callable[Concatenate[Any, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open a view only to a signed-in person acting as a post; others are led to sign in, choose or set up.

    What it answers stays in no cache of the machine or on the way, unless the view says otherwise itself.

    Raises:
        NoPost: for a person who holds no post today.

    """

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person):
            return _lead(request, redirect_to_login(request.get_full_path()))
        actor = getattr(request, "actor", None)
        if actor is None:
            return _lead(request, _no_actor(person))
        if lacks_second_factor(actor):
            return _lead(request, redirect(SET_UP_SECOND_FACTOR))
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", KEPT_NOWHERE)
        return response

    door.is_desk_view = True  # type: ignore[attr-defined]
    return door


def lacks_second_factor(actor: Actor) -> bool:
    """Say whether the actor's rights ask for a second factor that the person has not set up."""
    rights = frozenset().union(*(item.rights for item in reach.reaches(actor)))
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return (
        needs_second_factor(rights)
        and not Authenticator.objects.filter(user=actor.person, type__in=kinds).exists()
    )


def _no_actor(person: Person) -> HttpResponseRedirect:
    if not reach.active_posts().filter(person=person).exists():
        raise NoPost
    return redirect(CHOOSE_POST)


def _lead(request: HttpRequest, response: HttpResponseRedirect) -> HttpResponse:
    """Send an htmx fragment's page, not the fragment, to the other address."""
    return HttpResponseClientRedirect(response.url) if getattr(request, "htmx", False) else response
