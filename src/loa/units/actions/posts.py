"""Posts open and close; what a post may do is granted over a body's branch and an area, and can be taken back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Q

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import squeeze
from loa.units import access, reach
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.errors import AlreadyEnded, AlreadyGranted, BadName, BadSpan, NotForOneself, NotInForce
from loa.units.models import Area, Body, BodyVersion, Delegation, Grant, Person, Post, Role
from loa.units.permissions import Permission
from loa.units.versions import in_force, latest


def open_post(
    *,
    actor: Who,
    person: Person,
    body: Body,
    role: Role,
    title: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    is_acting_deputy: bool = False,
    claim: str = "",
) -> Post:
    """Give a person a place in a body, with its role's rights over the body's branch in the area where it sits.

    `claim` names the sign-in provider's group that the post came from; it ends when the group is gone.

    Raises:
        NotForOneself: nobody widens his own rights.

    """
    access.require(actor, Permission.PEOPLE_MANAGE, body=body)
    _refuse_oneself(actor, person.pk)
    since, name = valid_from or clock.today(), squeeze(title)
    _check_span(since, valid_until, needs_end=is_acting_deputy)
    if not name or len(name) > 120:
        raise BadName
    with transaction.atomic():
        post = Post.objects.create(
            person=person,
            body=body,
            title=name,
            role=role,
            is_acting_deputy=is_acting_deputy,
            valid_from=since,
            valid_until=valid_until,
            claim=claim,
        )
        _grant(actor, post, role, body, _seat(body, since), since, valid_until)
        _write_opened(actor, post)
    return post


def close_post(*, actor: Who, post: Post, on: date | None = None) -> Post:
    """End a post: now, with sessions, grants and delegations given and received; or on a later day, all by itself.

    Raises:
        AlreadyEnded: when it ended before.
        BadSpan: when the day is not after today.

    """
    access.require(actor, Permission.PEOPLE_MANAGE, body=post.body)
    if on is not None and on <= max(clock.today(), post.valid_from):
        raise BadSpan
    with transaction.atomic():
        change = {"valid_until": on} if on else {"ended_at": clock.now()}
        if not Post.objects.filter(pk=post.pk, ended_at=None).update(**change):
            raise AlreadyEnded
        if on is None:
            _end_all(post)
        facts = {"person": post.person_id, "on": (on or clock.today()).isoformat()}
        journal.write(
            actor=access.author(actor), verb="units.post_closed", thing=f"units.post:{post.pk}", facts=facts
        )
    post.refresh_from_db()
    return post


def grant(
    *,
    actor: Who,
    post: Post,
    role: Role,
    body: Body,
    area: Area,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Grant:
    """Give a post a role's rights over a body's branch and an area's branch.

    Raises:
        NotForOneself: nobody widens his own rights.
        AlreadyGranted: when it holds the same for some of these days.

    """
    access.require(actor, Permission.PEOPLE_MANAGE, body=post.body)
    access.require(actor, Permission.PEOPLE_MANAGE, body=body, area=area)
    _refuse_oneself(actor, post.person_id)
    since = valid_from or clock.today()
    _check_span(since, valid_until)
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        made = _grant(actor, post, role, body, area, since, valid_until)
        facts = {"post": post.pk, "role": str(role), "body": body.pk, "area": area.code}
        journal.write(
            actor=access.author(actor),
            verb="units.right_granted",
            thing=f"units.grant:{made.pk}",
            facts=facts,
        )
    return made


def revoke(*, actor: Who, grant: Grant) -> Grant:
    """Take a grant back at once."""
    access.require(actor, Permission.PEOPLE_MANAGE, body=grant.post.body)
    access.require(actor, Permission.PEOPLE_MANAGE, body=grant.body, area=grant.area)
    with transaction.atomic():
        if not Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=clock.now()):
            raise AlreadyEnded
        facts = {"post": grant.post_id, "role": grant.role}
        journal.write(
            actor=access.author(actor),
            verb="units.right_revoked",
            thing=f"units.grant:{grant.pk}",
            facts=facts,
        )
    grant.refresh_from_db()
    return grant


def _write_opened(actor: Who, post: Post) -> None:
    facts: dict[str, object] = {"person": post.person_id, "body": post.body_id, "role": str(post.role)}
    if post.claim:
        facts["claim"] = post.claim
    journal.write(
        actor=access.author(actor), verb="units.post_opened", thing=f"units.post:{post.pk}", facts=facts
    )


def _refuse_oneself(actor: Who, person_id: int) -> None:
    if isinstance(actor, Actor) and actor.person.pk == person_id:
        raise NotForOneself


def _grant(
    actor: Who, post: Post, role: Role, body: Body, area: Area, since: date, until: date | None
) -> Grant:
    same = Grant.objects.filter(post=post, role=role, body=body, area=area, revoked_at=None)
    same = same.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=since))
    if same.filter(**({"valid_from__lt": until} if until else {})).exists():
        raise AlreadyGranted
    giver = actor.person if isinstance(actor, Actor) else None
    return Grant.objects.create(
        post=post, role=role, body=body, area=area, valid_from=since, valid_until=until, granted_by=giver
    )


def _end_all(post: Post) -> None:
    now = clock.now()
    Grant.objects.filter(post=post, revoked_at=None).update(revoked_at=now)
    given_or_received = Delegation.objects.filter(Q(giver=post) | Q(receiver=post), revoked_at=None)
    given_or_received.filter(valid_until__gt=now).update(revoked_at=now)
    _stand_down(post.person_id)
    Person.objects.filter(pk=post.person_id).update(session_epoch=F("session_epoch") + 1)


def _stand_down(person_id: int) -> None:
    """Take the person off as standing approver wherever no post above the body is left that this rested on."""
    held = set(reach.active_posts().filter(person=person_id).values_list("body_id", flat=True))
    for body in Body.objects.filter(standing_approver=person_id):
        version = latest(BodyVersion, clock.today()).get(body=body)
        if held.isdisjoint(int(part) for part in version.path.split("/")[:-1]):
            Body.objects.filter(pk=body.pk).update(standing_approver=None)


def _seat(body: Body, on: date) -> Area:
    version = in_force(BodyVersion, on).select_related("seat_area").filter(body=body).first()
    if version is None:
        raise NotInForce(unit=body.code, on=on.isoformat())
    return version.seat_area


def _check_span(since: date, until: date | None, *, needs_end: bool = False) -> None:
    if (until is None and needs_end) or (until is not None and until <= since):
        raise BadSpan
