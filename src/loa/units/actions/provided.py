"""Accounts of a sign-in provider: whom one belongs to, and the posts that its claims stand for.

Only posts that came from claims are ended by claims; a post that a person opened is never touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import F

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.units import reach
from loa.units.access import Who, author
from loa.units.actions.people import Oneself, require_over_person
from loa.units.actions.posts import close_post, open_post
from loa.units.errors import AlreadyEnded, AlreadyLinked, NotInvited
from loa.units.models import Body, BodyVersion, Invitation, Person, Post
from loa.units.permissions import Permission
from loa.units.rules.claims import Claimed, ClaimRule
from loa.units.versions import in_force

PROVIDER = "oidc"
MOST_UNKNOWN = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What claims would do to a person's posts: those to open with their rule, to end, and to leave as they are."""

    opening: Sequence[tuple[Body, ClaimRule]]
    ending: Sequence[Post]
    standing: Sequence[Post]
    no_such_body: Sequence[ClaimRule]


def subject_key(issuer: str, subject: str) -> str:
    """Return the name under which an account of a provider is kept: a digest, never the subject itself."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def person_behind(*, issuer: str, subject: str, verified_email: str) -> Person:
    """Return whom an account of the provider belongs to; an invited person who has not come in yet is bound now.

    A verified address binds once, and only somebody whose invitation is open: whoever came in by a password links the
    account from the own page instead.

    Raises:
        NotInvited: for everybody else.

    """
    key = subject_key(issuer, subject)
    linked = SocialAccount.objects.select_related("user").filter(provider=PROVIDER, uid=key).first()
    if linked is not None:
        person: Person = linked.user
        if not person.is_active:
            raise NotInvited
        return person
    with transaction.atomic():
        invited = (
            Person.objects.select_for_update().filter(email=verified_email.lower(), is_active=True).first()
        )
        if not verified_email or invited is None or not _awaits(invited):
            raise NotInvited
        now = clock.now()
        Invitation.objects.filter(person=invited, used_at=None, expires_at__gt=now).update(used_at=now)
        _link(invited, key, how="invitation")
    return invited


def link_account(*, person: Person, issuer: str, subject: str) -> None:
    """Bind an account of the provider to the person who is signed in.

    Raises:
        AlreadyLinked: when it belongs to somebody, or the person has one.

    """
    key = subject_key(issuer, subject)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        held = SocialAccount.objects.filter(provider=PROVIDER)
        if held.filter(user=person).exists() or held.filter(uid=key).exists():
            raise AlreadyLinked
        _link(person, key, how="oneself")


def unlink_account(*, actor: Who, person: Person) -> None:
    """Take the provider's account off a person, end what came from its claims, and end all sessions.

    Raises:
        AlreadyEnded: when there is none.

    """
    require_over_person(actor, person, Permission.PEOPLE_MANAGE)
    with transaction.atomic():
        gone, _rows = SocialAccount.objects.filter(provider=PROVIDER, user=person).delete()
        if not gone:
            raise AlreadyEnded
        for post in _derived(person):
            close_post(actor=SYSTEM, post=post)
        Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
        journal.write(actor=author(actor), verb="units.account_unlinked", thing=f"units.person:{person.pk}")


def plan_of(person: Person | None, claimed: Claimed) -> Plan:
    """Return what claims would change for a person (or for somebody new) without changing it."""
    codes = {rule.body for rule in claimed.posts}
    standing_bodies = in_force(BodyVersion, clock.today()).filter(body__code__in=codes).values("body")
    bodies = {body.code: body for body in Body.objects.filter(pk__in=standing_bodies)}
    wanted = {(bodies[rule.body].pk, rule.role.value): rule for rule in claimed.posts if rule.body in bodies}
    held = list(reach.active_posts().filter(person=person).select_related("body")) if person else []
    have = {(post.body_id, post.role) for post in held}
    ending = [post for post in held if post.claim and (post.body_id, post.role) not in wanted]
    return Plan(
        opening=[(bodies[rule.body], rule) for key, rule in wanted.items() if key not in have],
        ending=ending,
        standing=[post for post in held if post not in ending],
        no_such_body=[rule for rule in claimed.posts if rule.body not in bodies],
    )


def follow_claims(*, person: Person, claimed: Claimed) -> Plan:
    """Open and end posts so that they are what the claims stand for; each is journalled as the software's act.

    Values that no rule knows are kept with the account, for the administrator to see.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        plan = plan_of(person, claimed)
        for post in plan.ending:
            close_post(actor=SYSTEM, post=post)
        for body, rule in plan.opening:
            open_post(
                actor=SYSTEM, person=person, body=body, role=rule.role, title=rule.title, claim=rule.value
            )
        unknown = [*claimed.unknown, *(rule.value for rule in plan.no_such_body)][:MOST_UNKNOWN]
        SocialAccount.objects.filter(provider=PROVIDER, user=person).update(
            extra_data={"unknown": [value[:80] for value in unknown]}
        )
    return plan


def _awaits(person: Person) -> bool:
    """Say whether a person was invited and has neither come in by a password nor been bound to an account."""
    is_invited = Invitation.objects.filter(person=person, used_at=None, expires_at__gt=clock.now()).exists()
    bound = SocialAccount.objects.filter(provider=PROVIDER, user=person).exists()
    return is_invited and not bound and not person.has_usable_password()


def _link(person: Person, key: str, *, how: str) -> None:
    SocialAccount.objects.create(user=person, provider=PROVIDER, uid=key, extra_data={})
    thing = f"units.person:{person.pk}"
    journal.write(actor=Oneself(person), verb="units.account_linked", thing=thing, facts={"how": how})


def _derived(person: Person) -> list[Post]:
    return list(reach.active_posts().filter(person=person).exclude(claim="").select_related("body"))
