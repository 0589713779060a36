"""Dated transfers of named rights, resting on a document; never more than the giver holds, never passed on again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import squeeze
from loa.units import access, reach
from loa.units.actor import Actor
from loa.units.errors import AlreadyEnded, BadPlace, BadSpan, BeyondOwnRights, NeedsDocument, NotForOneself
from loa.units.models import BodyVersion, Delegation, Post
from loa.units.permissions import Permission
from loa.units.rules import delegable
from loa.units.versions import latest


def delegate(
    *,
    actor: Actor,
    receiver: Post,
    permissions: Collection[Permission],
    kind: Delegation.Kind,
    source_document: str,
    valid_from: datetime,
    valid_until: datetime,
    giver: Post | None = None,
) -> Delegation:
    """Let another post use named rights of the giver's for a time; an administrator may enter it for the giver.

    Raises:
        BeyondOwnRights: when the giver does not hold one of them by a grant of its own, or may not pass it on.
        NotForOneself: when giver and receiver are one person, or an administrator enters a transfer to himself.
        BadPlace: when the receiver belongs to another city's tree.

    Source: Decree 30/2020/NĐ-CP, article 13 (in writing, for a time, not passed on again).

    """
    giver = giver or actor.post
    if giver.pk != actor.post.pk:
        access.require(actor, Permission.PEOPLE_MANAGE, body=giver.body)
    _check(actor, giver, receiver, permissions)
    document = _document(source_document)
    if valid_until <= max(valid_from, clock.now()):
        raise BadSpan
    with transaction.atomic():
        delegation = Delegation.objects.create(
            kind=kind,
            giver=giver,
            receiver=receiver,
            permissions=sorted(permission.value for permission in permissions),
            source_document=document,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        _journal(actor, "units.rights_delegated", delegation, permissions=delegation.permissions)
    return delegation


def revoke_delegation(*, actor: Actor, delegation: Delegation) -> Delegation:
    """End a transfer at once: by its giver, its receiver, or an administrator over the giver's body."""
    if actor.post.pk not in (delegation.giver_id, delegation.receiver_id):
        access.require(actor, Permission.PEOPLE_MANAGE, body=delegation.giver.body)
    with transaction.atomic():
        now = clock.now()
        live = Delegation.objects.filter(pk=delegation.pk, revoked_at=None, valid_until__gt=now)
        if not live.update(revoked_at=now):
            raise AlreadyEnded
        _journal(actor, "units.delegation_revoked", delegation)
    delegation.refresh_from_db()
    return delegation


def _journal(actor: Actor, verb: str, delegation: Delegation, **facts: object) -> None:
    facts |= {"giver": delegation.giver_id, "receiver": delegation.receiver_id}
    journal.write(actor=actor, verb=verb, thing=f"units.delegation:{delegation.pk}", facts=facts)


def _check(actor: Actor, giver: Post, receiver: Post, permissions: Collection[Permission]) -> None:
    if giver.person_id == receiver.person_id:
        raise NotForOneself
    if giver.pk != actor.post.pk and receiver.person_id == actor.person.pk:
        raise NotForOneself
    held = frozenset[Permission]().union(*(item.rights for item in reach.reaches(Actor(giver.person, giver))))
    if not permissions or not set(permissions) <= delegable(held):
        raise BeyondOwnRights
    if not reach.active_posts().filter(pk=receiver.pk).exists() or _root(giver) != _root(receiver):
        raise BadPlace


def _document(text: str) -> str:
    document = squeeze(text)
    if not document or len(document) > 200:
        raise NeedsDocument
    return document


def _root(post: Post) -> str:
    path = latest(BodyVersion, clock.today()).filter(body=post.body_id).values_list("path", flat=True).first()
    return (path or "").split("/")[0]
