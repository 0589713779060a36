"""A person passed a bulletin on to a chat group: counted as that person's word, never as proof."""

from __future__ import annotations

from django.db import transaction

from loa.bulletins.actions.moving import take
from loa.bulletins.models import Bulletin, GroupShare
from loa.bulletins.queries.sharing import take_out
from loa.journal import actions as journal
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission


@transaction.atomic
def share_in_group(*, actor: Actor, bulletin: Bulletin) -> GroupShare:
    """Record that the actor says the bulletin was passed on to the actor's group; a second tap changes nothing.

    Raises:
        NotOut, NoLongerInForce: when it may not be passed on.
        RightMissing: without the right to confirm for the own body.

    """
    taken = take_out(take(bulletin))
    access.require(actor, Permission.DELIVERY_CONFIRM, body=actor.body)
    share, made = GroupShare.objects.get_or_create(
        bulletin=taken, body=actor.body, person=actor.person, defaults={"at": clock.now()}
    )
    if made:
        facts = {"body": actor.body.pk, "self_reported": True}
        journal.write(actor=actor, verb="bulletins.shared_in_group", thing=taken.thing, facts=facts)
    return share
