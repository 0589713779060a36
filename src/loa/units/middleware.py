"""Puts the acting post on every request of a signed-in person.

It reads the database at each request on purpose: a post that ended this second no longer acts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from loa.units import reach
from loa.units.actor import Actor
from loa.units.models import Delegation, Person, Post

POST_KEY = "acting_post"
DELEGATION_KEY = "acting_delegation"
_READING = frozenset({"GET", "HEAD"})


class ActorMiddleware:
    """Sets `request.actor`: an Actor, or None for anyone who is not acting as a post."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = self._actor(request)
        if actor and request.method in _READING:
            actor = replace(actor, seen={})
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        person = request.user
        if not isinstance(person, Person):
            return None
        return actor_of(person, request.session)


def actor_of(person: Person, session: SessionBase) -> Actor | None:
    """Return who the person acts as: the chosen post while it is held, or the only one."""
    posts = list(reach.active_posts().filter(person=person).select_related("body").order_by("pk"))
    chosen = session.get(POST_KEY)
    post = next((post for post in posts if post.pk == chosen), posts[0] if len(posts) == 1 else None)
    if post is None:
        return None
    post.person = person
    return Actor(person=person, post=post, delegation=_delegation(post, session.get(DELEGATION_KEY)))


def _delegation(post: Post, chosen: int | None) -> Delegation | None:
    if chosen is None:
        return None
    rows = reach.active_delegations().select_related("giver__person", "giver__body")
    return rows.filter(pk=chosen, receiver=post).first()
