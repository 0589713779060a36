"""Devices as contacts: a browser joins by its owner's act on it, and is forgotten once it is gone."""

from __future__ import annotations

from django.db import transaction

from loa.audience import rules, vault
from loa.audience.actions import Choice, add_contact, find_contact, keep_choice, note_consent
from loa.audience.errors import NothingChosen
from loa.audience.models import Consent, Contact, ContactKind, Subscriber, Suppression
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.units.models import Body


@transaction.atomic
def join(*, body: Body, kind: ContactKind, value: str, known_by: str, choice: Choice) -> Contact:
    """Take in a device whose owner just agreed on it: no link is needed, since the device itself asked.

    `value` is what is sealed, `known_by` the part of it that finds it again. A known device gets the new choice; one
    that had stopped gives a new consent. Raises: NothingChosen.
    """
    if not choice.areas:
        raise NothingChosen
    contact = find_contact(kind, known_by)
    if contact is None:
        contact = add_contact(
            body,
            value,
            choice,
            kind=kind,
            known_by=known_by,
            wording=rules.DEVICE_WORDING,
            confirmed_at=clock.now(),
        )
    else:
        keep_choice(contact.subscriber, choice)
        if contact.subscriber.stopped_at is not None:
            Subscriber.objects.filter(pk=contact.subscriber_id).update(stopped_at=None)
            Suppression.objects.filter(kind=contact.kind, lookup=contact.lookup).delete()
            note_consent(contact.subscriber, Consent.Source.FORM, rules.DEVICE_WORDING)
    journal.write(actor=SYSTEM, verb="audience.joined", thing=f"audience.subscriber:{contact.subscriber_id}")
    return contact


@transaction.atomic
def move(*, kind: ContactKind, known_by: str, value: str, known_by_now: str) -> bool:
    """Keep the new address of a device that its browser exchanged; choice and consent stay. False for an unknown one.

    Who stopped stays stopped: nothing is kept of their new address.
    """
    contact = find_contact(kind, known_by)
    if contact is None or contact.subscriber.stopped_at is not None or find_contact(kind, known_by_now):
        return False
    subscriber = contact.subscriber
    Contact.objects.filter(pk=contact.pk).update(
        value=vault.seal_anew(subscriber.key, subscriber.pk, value), lookup=vault.lookup(kind, known_by_now)
    )
    journal.write(actor=SYSTEM, verb="audience.moved", thing=f"audience.subscriber:{subscriber.pk}")
    return True


@transaction.atomic
def remove_gone(*, contact_id: int) -> None:
    """Forget a device that can never be reached again; an unknown one is no error.

    Nobody asked for an erasure, so none is put on the list: what an old backup brings back is found gone again.
    """
    if contact := Contact.objects.filter(pk=contact_id).first():
        Suppression.objects.filter(kind=contact.kind, lookup=contact.lookup).delete()
        Subscriber.objects.filter(pk=contact.subscriber_id).delete()
        journal.write(
            actor=SYSTEM, verb="audience.gone", thing=f"audience.subscriber:{contact.subscriber_id}"
        )
