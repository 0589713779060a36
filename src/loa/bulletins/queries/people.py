"""Who wrote a bulletin, who may release it, who may mend it alone."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from loa.bulletins.models import Bulletin, Rendition, Text
from loa.units import access
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import Body, Person, Post
from loa.units.permissions import Permission
from loa.units.queries import area_versions, body_version, holders_of, posts_of
from loa.units.reach import active_delegations
from loa.units.rules.humans import Human


def human(person: Person) -> Human:
    """Return a person as far as telling two accounts of one human being apart needs it."""
    return Human(person.pk, person.phone)


def hands(bulletin: Bulletin) -> list[Person]:
    """Return everybody who wrote any version of what goes out, its author first."""
    ids = {bulletin.author_id}
    ids |= set(Text.objects.filter(bulletin=bulletin).values_list("author_id", flat=True))
    ids |= set(Rendition.objects.filter(bulletin=bulletin).values_list("author_id", flat=True))
    ids |= set(bulletin.submissions.filter(state="open").values_list("sent_by_id", flat=True))
    people = Person.objects.filter(pk__in=ids)
    return sorted(people, key=lambda person: (person.pk != bulletin.author_id, person.pk))


def approvers_of(bulletin: Bulletin) -> list[Post]:
    """Return the posts that hold the right to release for this body now, own or delegated, nearest body first."""
    posts = holders_of(Permission.BULLETINS_RELEASE, body=bulletin.body)
    given = active_delegations().filter(giver__in=posts).select_related("receiver__person")
    received = [d.receiver for d in given if d.allows(Permission.BULLETINS_RELEASE)]
    return [*posts, *received]


def releaser(bulletin: Bulletin, actor: Actor) -> Actor | None:
    """Return the actor to release as: by own right, under a delegation that fits, or as standing approver.

    None when none of these holds. The same person answers for marks on persons.
    """
    if bulletin.body.standing_approver_id == actor.person.pk:
        return actor
    try:
        return access.acting(actor, Permission.BULLETINS_RELEASE, body=bulletin.body)
    except RightMissing:
        return None


def releasable(actor: Actor) -> Q:
    """Return the condition on a bulletin that its release is the actor's: own, delegated or standing."""
    mine = Q(body__standing_approver=actor.person)
    for way in _ways_of(actor):
        mine |= Q(body__in=access.body_ids_in_reach(way, Permission.BULLETINS_RELEASE))
    return mine


def bodies_to_release(actor: Actor) -> set[int]:
    """Return the ids of the bodies whose bulletins are the actor's to release, own, delegated or standing."""
    found = set(Body.objects.filter(standing_approver=actor.person).values_list("pk", flat=True))
    for way in _ways_of(actor):
        reach = access.bodies_in_reach(way, Permission.BULLETINS_RELEASE)
        found |= set(reach.values_list("pk", flat=True))
    return found


def _ways_of(actor: Actor) -> list[Actor]:
    """Return the actor as such, and acting under each transfer that passes the right to release on."""
    given = active_delegations().filter(receiver=actor.post).order_by("pk")
    return [
        actor,
        *(replace(actor, delegation=d) for d in given if d.allows(Permission.BULLETINS_RELEASE)),
    ]


def may_adapt(actor: Actor, bulletin: Bulletin, body: Body) -> bool:
    """Say whether the actor may word this bulletin for that body.

    The issuer's own writers always may; another body only when the bulletin is open to wards and the body sits in
    one of its areas.
    """
    if body.pk == bulletin.body_id:
        return access.can(actor, Permission.BULLETINS_WRITE, body=body)
    return (
        bulletin.open_to_wards
        and access.can(actor, Permission.BULLETINS_ADAPT, body=body)
        and bulletin.areas.filter(code__in=areas_above(body)).exists()
    )


def areas_above(body: Body) -> list[str]:
    """Return the codes of the area where a body sits and of all above it."""
    version = body_version(body)
    seat = area_versions().filter(area=version.seat_area_id).first() if version else None
    return seat.path.split("/") if seat else []


def possible_approvers(bulletin: Bulletin) -> list[Post]:
    """Return the posts that may release this bulletin now, nearest body first, then the standing approver.

    Nobody who wrote in it is among them, under whichever account.
    """
    wrote = [human(person) for person in hands(bulletin)]
    posts = approvers_of(bulletin)
    if standing := bulletin.body.standing_approver:
        posts += list(posts_of(standing)[:1])
    fitting = [p for p in posts if not any(human(p.person).is_same_as(hand) for hand in wrote)]
    return list({post.person_id: post for post in reversed(fitting)}.values())[::-1]
