"""Addresses that mail servers call gone: written to no more, until an officer or a new confirmation says otherwise.

Who bounced withdrew nothing: consent and choice stay as they are.
"""

from __future__ import annotations

from django.db import transaction

from loa.audience.models import Contact, ContactKind, Suppression
from loa.audience.queries import access_managed, visible_to
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.units.actor import Actor


def leave_alone(contact: Contact) -> None:
    """Write to this contact no more, inside the caller's transaction."""
    _row, is_new = Suppression.objects.get_or_create(
        kind=contact.kind,
        lookup=contact.lookup,
        defaults={"reason": Suppression.Reason.BOUNCED, "since": clock.now()},
    )
    if is_new:
        thing = f"audience.subscriber:{contact.subscriber_id}"
        journal.write(actor=SYSTEM, verb="audience.bounced", thing=thing)


@transaction.atomic
def lift_bounce(*, actor: Actor, subscriber_id: int, reason: str) -> bool:
    """Write again to an address that bounced; False when nothing stood against it. A stop is never lifted so.

    Raises: UnknownThing, RightMissing.
    """
    found = access_managed(actor, visible_to(actor), subscriber_id)
    lookups = Contact.objects.filter(subscriber=found).values("lookup")
    gone, _by_model = Suppression.objects.filter(
        reason=Suppression.Reason.BOUNCED, kind=ContactKind.EMAIL, lookup__in=lookups
    ).delete()
    if gone:
        facts = {"reason": journal.masked(reason)}
        journal.write(
            actor=actor, verb="audience.lifted", thing=f"audience.subscriber:{found.pk}", facts=facts
        )
    return bool(gone)
