"""People come in by a one-time link; what they may do hangs on posts, never on the person."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import squeeze
from loa.units import access, reach
from loa.units.access import Who
from loa.units.actions.posts import open_post
from loa.units.actor import Actor
from loa.units.errors import (
    AlreadyOpen,
    BadInvitation,
    BadName,
    BadPassword,
    EmailTaken,
    NotForOneself,
    RightMissing,
    UnknownThing,
)
from loa.units.models import Body, Invitation, Person, Post, Role
from loa.units.permissions import Permission
from loa.units.rules import fold_unit, sort_key

INVITATION_LASTS = timedelta(hours=72)


@dataclass(frozen=True)
class Invited:
    """A new member of staff and the secret of the link, which is shown once and kept nowhere."""

    person: Person
    post: Post | None
    token: str


@dataclass(frozen=True)
class Oneself:
    """The author of what a person does before acting as a post: accepting, signing in."""

    person: Person
    post_key: str = ""
    body_key: str = ""
    on_behalf_key: str = ""

    @property
    def person_key(self) -> str:
        return str(self.person.pk)


def invite_person(
    *,
    actor: Who,
    email: str,
    full_name: str,
    body: Body,
    role: Role,
    title: str,
    phone: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    is_acting_deputy: bool = False,
) -> Invited:
    """Make an account without a password, open its first post, and return the token of the one-time link.

    Raises:
        EmailTaken: when someone already signs in with the address.

    """
    access.require(actor, Permission.PEOPLE_MANAGE, body=body)
    with transaction.atomic():
        person = _new_person(email, full_name, phone)
        post = open_post(
            actor=actor,
            person=person,
            body=body,
            role=role,
            title=title,
            valid_from=valid_from,
            valid_until=valid_until,
            is_acting_deputy=is_acting_deputy,
        )
        token = _new_token(actor, person)
        journal.write(
            actor=access.author(actor), verb="units.person_invited", thing=f"units.person:{person.pk}"
        )
    return Invited(person, post, token)


def invite_again(*, actor: Who, person: Person) -> Invited:
    """Void the open links of a person who has not come in yet and return a new one.

    Raises:
        BadInvitation: when the person already has a password.

    """
    require_over_person(actor, person, Permission.PEOPLE_MANAGE)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.has_usable_password():
            raise BadInvitation
        _void_links(person)
        token = _new_token(actor, person)
        journal.write(
            actor=access.author(actor), verb="units.person_invited_again", thing=f"units.person:{person.pk}"
        )
    return Invited(person, None, token)


def give_password_link(*, actor: Who, person: Person) -> Invited:
    """Return a one-time link by which somebody who forgot the password sets a new one; the second factor stays.

    Raises:
        NotForOneself: nobody gets around the own password.

    """
    require_over_person(actor, person, Permission.PEOPLE_MANAGE)
    if isinstance(actor, Actor) and actor.person.pk == person.pk:
        raise NotForOneself
    with transaction.atomic():
        _void_links(person)
        token = _new_token(actor, person)
        journal.write(
            actor=access.author(actor), verb="units.password_link_given", thing=f"units.person:{person.pk}"
        )
    return Invited(person, None, token)


def find_invitation(token: str) -> Invitation:
    """Return the open invitation that a link names.

    Raises:
        BadInvitation: when it is unknown, used or expired.

    """
    rows = Invitation.objects.select_related("person").filter(person__is_active=True)
    found = rows.filter(token_digest=_digest(token), used_at=None, expires_at__gt=clock.now()).first()
    if found is None:
        raise BadInvitation
    return found


def accept_invitation(*, token: str, password: str) -> Person:
    """Set the first password; the link works once.

    Raises:
        BadInvitation: when the link no longer works.
        BadPassword: when the password is too weak; the link still works.

    """
    with transaction.atomic():
        invitation = find_invitation(token)
        _check_password(password, invitation.person)
        used = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=clock.now())
        if not used:
            raise BadInvitation
        person = invitation.person
        person.set_password(password)
        person.save(update_fields=["password"])
        journal.write(
            actor=Oneself(person), verb="units.invitation_accepted", thing=f"units.person:{person.pk}"
        )
    return person


def close_account(*, actor: Who, person: Person) -> Person:
    """Shut a person out at once; posts and their history stay.

    Raises:
        NotForOneself: nobody shuts himself out.

    """
    require_over_person(actor, person, Permission.PEOPLE_MANAGE)
    if isinstance(actor, Actor) and actor.person.pk == person.pk:
        raise NotForOneself
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=False, session_epoch=F("session_epoch") + 1)
        Body.objects.filter(standing_approver=person).update(standing_approver=None)
        journal.write(
            actor=access.author(actor), verb="units.account_closed", thing=f"units.person:{person.pk}"
        )
    person.refresh_from_db()
    return person


def reopen_account(*, actor: Who, person: Person) -> Person:
    """Let a person in again whose account was closed; posts that still run count again, with the old second factor.

    Raises:
        AlreadyOpen: when the account is open.

    """
    require_over_person(actor, person, Permission.PEOPLE_MANAGE)
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            raise AlreadyOpen
        journal.write(
            actor=access.author(actor), verb="units.account_reopened", thing=f"units.person:{person.pk}"
        )
    person.refresh_from_db()
    return person


def change_person(*, actor: Who, person: Person, full_name: str, email: str, phone: str = "") -> Person:
    """Put a name, a sign-in address or a phone right; the journal keeps which, and keyed digests instead of the words.

    Raises:
        BadName: for an empty name or an address that is none.
        EmailTaken: when someone else signs in with the address.

    """
    require_over_person(actor, person, Permission.PEOPLE_MANAGE)
    with transaction.atomic():
        kept = Person.objects.select_for_update().get(pk=person.pk)
        new = {"full_name": _name(full_name), "email": _address(email), "phone": squeeze(phone)}
        changed = {key: value for key, value in new.items() if getattr(kept, key) != value}
        if "email" in changed:
            _refuse_taken(new["email"])
            _void_links(kept)
        if changed:
            Person.objects.filter(pk=kept.pk).update(**new, **_sorted_by(new["full_name"]))
            facts = {key: _keyed(value) for key, value in changed.items()}
            journal.write(
                actor=access.author(actor),
                verb="units.person_changed",
                thing=f"units.person:{kept.pk}",
                facts=facts,
            )
    person.refresh_from_db()
    return person


def require_over_person(actor: Who, person: Person, permission: Permission) -> None:
    """Refuse unless the actor holds the right over every body in which the person holds a post.

    Raises:
        UnknownThing: when none of the person's bodies is in the actor's reach.
        RightMissing: when some are not, so that a ward cannot reach into the city through a shared person.

    """
    if not isinstance(actor, Actor):
        access.require(actor, permission)
        return
    bodies = Body.objects.filter(pk__in=reach.active_posts().filter(person=person).values("body"))
    bodies = bodies or Body.objects.filter(pk__in=Post.objects.filter(person=person).values("body"))
    seen = access.bodies_in_reach(actor, Permission.UNITS_READ)
    if not bodies.filter(pk__in=seen).exists():
        raise UnknownThing
    if bodies.exclude(pk__in=access.bodies_in_reach(actor, permission)).exists():
        raise RightMissing(permission=permission.value)


def person_sort_key(full_name: str) -> bytes:
    """Return the key that sorts people by given name first, as Vietnamese lists do."""
    *family, given = full_name.split() or [""]
    return sort_key(" ".join([given, *family]))


def _new_person(email: str, full_name: str, phone: str) -> Person:
    name, address = _name(full_name), _address(email)
    _refuse_taken(address)
    return Person.objects.create_user(address, None, full_name=name, phone=squeeze(phone), **_sorted_by(name))


def _name(full_name: str) -> str:
    name = squeeze(full_name)
    if not name or len(name) > 120:
        raise BadName
    return name


def _sorted_by(name: str) -> dict[str, Any]:
    return {"folded": fold_unit(name), "sort_key": person_sort_key(name)}


def _refuse_taken(address: str) -> None:
    if Person.objects.filter(email=address).exists():
        raise EmailTaken


def _keyed(value: str) -> str:
    """Return a digest that nobody without the server's key can try phone numbers against; empty for nothing."""
    return salted_hmac("loa.units.person", value, algorithm="sha256").hexdigest() if value else ""


def _void_links(person: Person) -> None:
    now = clock.now()
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)


def _new_token(actor: Who, person: Person) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    Invitation.objects.create(
        person=person,
        token_digest=_digest(token),
        invited_by=actor.person if isinstance(actor, Actor) else None,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _address(email: str) -> str:
    address = squeeze(email).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadName(email="invalid") from error
    return address


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadPassword(reasons=list(error.messages)) from error
