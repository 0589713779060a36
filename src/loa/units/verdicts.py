"""Why a person may do something, post by post; and what a post may pass on. It only asks `access`."""

from __future__ import annotations

from dataclasses import dataclass

from loa.units import access, reach
from loa.units.access import Verdict
from loa.units.actor import Actor
from loa.units.lists import body_name_of
from loa.units.models import Area, Body, Person, Post
from loa.units.permissions import Permission
from loa.units.rules.roles import delegable
from loa.units.status import MAY, MAY_NOT
from loa.web.status import Status


@dataclass(frozen=True)
class Answer:
    """What one post of a person may do, with the sentences that say why."""

    post: Post
    verdict: Verdict

    @property
    def status(self) -> Status:
        """Return the verdict as a state on screen."""
        return MAY if self.verdict.allowed else MAY_NOT


def answers(
    *, person: Person, permission: Permission, body: Body | None = None, area: Area | None = None
) -> list[Answer]:
    """Return the verdict for every post the person holds now."""
    posts = reach.active_posts().filter(person=person).select_related("body").order_by("pk")
    return [
        Answer(post, access.why(Actor(person, post), permission, body=body, area=area))
        for post in posts.annotate(body_name=body_name_of("body"))
    ]


def may_pass_on(giver: Post) -> list[Permission]:
    """Return the rights that a post holds by its own grants and may lend, in the order they are declared."""
    held = frozenset[Permission]().union(*(item.rights for item in reach.reaches(Actor(giver.person, giver))))
    passed = delegable(held)
    return [right for right in Permission if right in passed]
