"""Reads of the staff shell: who sits here, in words."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from loa.units.actor import Actor
from loa.units.models import Person
from loa.units.permissions import Permission
from loa.units.queries import addressed, body_name
from loa.units.reach import active_posts, reaches
from loa.web.shell import Identity


def find_identity(request: HttpRequest) -> Identity | None:
    """Return who is acting in words for the header; a signed-in person without a post has a name only."""
    if not isinstance(request.user, Person):
        return None
    actor = getattr(request, "actor", None)
    if actor is None:
        return Identity(person=request.user.full_name, post=_("Chưa chọn chức vụ"), switch_url=_switch_url())
    rights = frozenset(right.value for reach in reaches(actor) for right in reach.rights)
    return Identity(
        person=actor.person.full_name,
        addressed=addressed(actor.person, actor.body),
        post=actor.post.title,
        body=body_name(actor.post.body),
        on_behalf_of=_on_behalf(actor),
        switch_url=_switch_url(),
        permissions=rights,
    )


def _on_behalf(actor: Actor) -> str:
    if actor.delegation is None:
        return ""
    return f"{actor.delegation.get_kind_display()} {actor.delegation.giver.person.full_name}"


def _switch_url() -> str:
    try:
        return reverse("units:choose_post")
    except NoReverseMatch:
        return ""


def permissions_held(person: Person) -> frozenset[Permission]:
    """Return every right the person holds in any post."""
    posts = active_posts().filter(person=person)
    return frozenset(
        right for post in posts for reach in reaches(Actor(person, post)) for right in reach.rights
    )
