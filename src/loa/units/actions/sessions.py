"""What a person sets about signing in: which post acts, a shared machine, a lost second factor."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import squeeze
from loa.units.actions.people import Oneself, require_over_person
from loa.units.actor import Actor
from loa.units.errors import AlreadyEnded, BadName, NotForOneself, UnknownThing
from loa.units.middleware import DELEGATION_KEY, POST_KEY, actor_of
from loa.units.models import Person, SecondFactorReset
from loa.units.permissions import Permission

RESET_LASTS = timedelta(hours=24)


def switch_post(
    *, person: Person, session: SessionBase, post_id: object, delegation_id: object = None
) -> Actor:
    """Act as one of the posts the person holds, or under a transfer to that post, from the next request on.

    Raises:
        UnknownThing: when the person does not hold it now, or the transfer is not in force.

    """
    post, delegation = _number(post_id), _number(delegation_id) if delegation_id else None
    before = {key: session.get(key) for key in (POST_KEY, DELEGATION_KEY)}
    session[POST_KEY], session[DELEGATION_KEY] = post, delegation
    actor = actor_of(person, session)
    if (
        actor is None
        or actor.post.pk != post
        or (actor.delegation.pk if actor.delegation else None) != delegation
    ):
        session.update(before)
        raise UnknownThing
    with transaction.atomic():
        facts = {"delegation": delegation} if delegation else {}
        journal.write(actor=actor, verb="units.post_switched", thing=f"units.post:{post}", facts=facts)
    return actor


def note_shared_device(*, person: Person, shared: bool) -> None:
    """Journal that a person declared the machine at hand shared, or no longer so; the machine itself remembers it."""
    with transaction.atomic():
        thing = f"units.person:{person.pk}"
        journal.write(
            actor=Oneself(person), verb="units.shared_device_set", thing=thing, facts={"shared": shared}
        )


def ask_second_factor_reset(*, actor: Actor, person: Person, reason: str) -> SecondFactorReset:
    """Ask that a lost second factor be removed; nothing changes until another person confirms.

    Raises:
        NotForOneself: for one's own.
        BadName: without a reason.

    """
    require_over_person(actor, person, Permission.PEOPLE_MANAGE)
    if person.pk == actor.person.pk:
        raise NotForOneself
    why = squeeze(reason)
    if not why or len(why) > 200:
        raise BadName
    now = clock.now()
    with transaction.atomic():
        reset = SecondFactorReset.objects.create(
            person=person, reason=why, asked_by=actor.person, asked_at=now, expires_at=now + RESET_LASTS
        )
        thing = f"units.secondfactorreset:{reset.pk}"
        journal.write(actor=actor, verb="units.reset_asked", thing=thing, facts={"person": person.pk})
    return reset


def confirm_second_factor_reset(*, actor: Actor, reset: SecondFactorReset) -> Person:
    """Remove the second factor and end all sessions; the person must set up a new one before doing anything.

    Raises:
        NotForOneself: for the one who asked and the one it is about.
        AlreadyEnded: when it was confirmed before or is too old.

    """
    require_over_person(actor, reset.person, Permission.PEOPLE_CONFIRM)
    if actor.person.pk in (reset.asked_by_id, reset.person_id):
        raise NotForOneself
    now = clock.now()
    with transaction.atomic():
        still_open = SecondFactorReset.objects.filter(pk=reset.pk, confirmed_at=None, expires_at__gt=now)
        if not still_open.update(confirmed_by=actor.person, confirmed_at=now):
            raise AlreadyEnded
        Authenticator.objects.filter(user=reset.person).delete()
        Person.objects.filter(pk=reset.person_id).update(session_epoch=F("session_epoch") + 1)
        thing = f"units.secondfactorreset:{reset.pk}"
        journal.write(
            actor=actor, verb="units.reset_confirmed", thing=thing, facts={"person": reset.person_id}
        )
    return Person.objects.get(pk=reset.person_id)


def end_sessions(*, person: Person) -> None:
    """End every session of the person, this one too: "sign out everywhere"."""
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
        journal.write(actor=Oneself(person), verb="units.sessions_ended", thing=f"units.person:{person.pk}")


def _number(key: object) -> int:
    text = str(key)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise UnknownThing
    return int(text)
