"""Asking, confirming, choosing, stopping, erasing, and bringing in lists with proof of consent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from loa.audience import bounced, links, queries, rules, vault, waiting
from loa.audience.errors import BadLink, ConsentMissing, NothingChosen
from loa.audience.models import (
    Consent,
    Contact,
    ContactKind,
    Erasure,
    Language,
    Subscriber,
    SubscriberKind,
    Subscription,
    Suppression,
)
from loa.audience.queries import access_managed, visible_to
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.journal.erased import list_erased, record_erased
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Area, Body
from loa.units.permissions import Permission

_BATCH = 500  # rows of a list that come in with one statement each


@dataclass(frozen=True)
class Choice:
    """What a subscriber picked."""

    areas: Collection[Area]
    topics: Collection[str] = ()
    language: Language = Language.VI
    kind: SubscriberKind = SubscriberKind.PERSON


@dataclass(frozen=True)
class Arrival:
    """One row of a list that is brought in: an address and its choice."""

    address: str
    choice: Choice


@dataclass
class Imported:
    """What became of a list: how many came in, were there before, had stopped."""

    added: int = 0
    known: int = 0
    stopped: int = 0
    ids: list[int] = field(default_factory=list)


@transaction.atomic
def ask_to_subscribe(*, body: Body, address: str, choice: Choice, agreed: bool) -> None:
    """Take a request from the public form and send one link to the address, whatever is known of it.

    Who stopped, or whose address bounced, and asks again is treated like somebody new: the new choice counts, once
    the link was followed. The answer is the same for a new, a waiting and a confirmed address, so that the form tells nobody who is
    on the list. Nothing is sent to the address but that link until it was followed (double opt-in).

    Raises: BadContact, NothingChosen, ConsentMissing.
    """
    if not agreed:
        raise ConsentMissing
    if not choice.areas:
        raise NothingChosen
    value = rules.normal_contact(ContactKind.EMAIL, address)
    contact = find_contact(ContactKind.EMAIL, value) or add_contact(body, value, choice)
    stopped_at = queries.ended_at(contact)
    if contact.confirmed_at is None or stopped_at is not None:
        keep_choice(contact.subscriber, choice)
    if rules.may_ask_again(contact.asked_at, clock.now(), stopped_at=stopped_at):
        Contact.objects.filter(pk=contact.pk).update(asked_at=clock.now())
        _send_link_later(contact.pk)


@transaction.atomic
def confirm(*, token: str) -> Subscriber:
    """Take the click on the link: from now on the subscriber is written to. Repeating it changes nothing.

    Who stopped and asked again gives a new consent here; the one withdrawn stays on record as it was.

    Raises: BadLink, also for a link from before the stop that nobody asked for since.
    """
    contact = _contact_of(links.read_confirm_token(token))
    subscriber = contact.subscriber
    stopped_at = queries.ended_at(contact)
    if stopped_at is not None and not rules.asked_since(stopped_at, contact.asked_at):
        raise BadLink
    if contact.confirmed_at is None or stopped_at is not None:
        Contact.objects.filter(pk=contact.pk).update(confirmed_at=clock.now())
        Subscriber.objects.filter(pk=subscriber.pk).update(stopped_at=None)
        Suppression.objects.filter(kind=contact.kind, lookup=contact.lookup).delete()
        if subscriber.stopped_at is not None:
            note_consent(subscriber, Consent.Source.FORM)
        journal.write(actor=SYSTEM, verb="audience.confirmed", thing=f"audience.subscriber:{subscriber.pk}")
    return subscriber


@transaction.atomic
def choose(*, token: str, choice: Choice) -> Subscriber:
    """Keep what the owner of the page picked now. Raises: BadLink, NothingChosen."""
    if not choice.areas:
        raise NothingChosen
    subscriber = _contact_of(links.read_own_token(token)).subscriber
    keep_choice(subscriber, choice)
    journal.write(actor=SYSTEM, verb="audience.chosen", thing=f"audience.subscriber:{subscriber.pk}")
    return subscriber


@transaction.atomic
def stop(*, token: str) -> None:
    """Stop everything for the owner of the link, before the next send; repeating it changes nothing.

    Raises: BadLink.
    """
    _stop(_contact_of(links.read_own_token(token)), Suppression.Reason.STOPPED)


@transaction.atomic
def suppress(*, contact_id: int, reason: Suppression.Reason) -> None:
    """Write to this contact no more, because it bounced or complained; an unknown one is no error.

    A complaint ends the consent as a stop does. Who bounced withdrew nothing: only the address is left alone.
    """
    if contact := _held(contact_id):
        if reason == Suppression.Reason.BOUNCED:
            bounced.leave_alone(contact)
        else:
            _stop(contact, reason)


@transaction.atomic
def erase(*, token: str) -> None:
    """Erase the owner of the link: rows, key and look-up go; totals and a bare number stay (charter 12).

    Raises: BadLink.
    """
    _erase([_contact_of(links.read_own_token(token)).subscriber_id], SYSTEM)


@transaction.atomic
def erase_subscriber(*, actor: Actor, subscriber_id: int) -> None:
    """Erase somebody who asked an officer to (Law 91/2025/QH15). Raises: NotFound, Forbidden."""
    _erase([access_managed(actor, visible_to(actor), subscriber_id).pk], actor)


@transaction.atomic
def reapply_erasures() -> int:
    """Erase again everyone on the list, after an older backup brought them back; return how many.

    The list in the backup ends with the backup; the one beside the database goes on.
    """
    since = Q(pk__in=list_erased("audience.subscriber"))
    back = Subscriber.objects.filter(Q(pk__in=Erasure.objects.values("subscriber")) | since)
    ids = list(back.values_list("pk", flat=True))
    if ids:
        _erase(ids, SYSTEM)
    return len(ids)


@transaction.atomic
def import_subscribers(*, actor: Actor, body: Body, arrivals: Iterable[Arrival], basis: str) -> Imported:
    """Bring in a list of people who agreed on paper; `basis` names that paper.

    Who stopped before stays stopped, who is known stays as chosen. All rows come in or none.

    Raises: Forbidden, ConsentMissing without a basis, BadContact, NothingChosen.
    """
    access.require(actor, Permission.AUDIENCE_MANAGE, body=body)
    if not basis.strip():
        raise ConsentMissing
    done = Imported()
    rows = iter(arrivals)
    while batch := list(islice(rows, _BATCH)):
        _bring_in(body, batch, basis.strip(), done)
    facts = {"added": done.added, "known": done.known, "stopped": done.stopped}
    journal.write(actor=actor, verb="audience.imported", thing=f"units.body:{body.pk}", facts=facts)
    return done


@transaction.atomic
def run_purge() -> int:
    """Remove addresses that nobody confirmed in time; return how many."""
    late = clock.now() - rules.CONFIRM_WITHIN
    stale = Contact.objects.filter(confirmed_at__isnull=True).filter(
        Q(asked_at__lt=late) | Q(asked_at__isnull=True, created_at__lt=late)
    )
    ids = list(stale.values_list("subscriber_id", flat=True))
    Subscriber.objects.filter(pk__in=ids).delete()
    return len(ids)


def _send_link_later(contact_id: int) -> None:
    """Defer the letter in this very transaction, by the task's name, since tasks call actions."""
    app.configure_task("loa.audience.tasks.send_link", queue="audience").defer(contact_id=contact_id)


def find_contact(kind: ContactKind, value: str) -> Contact | None:
    """Return the contact that is kept under this value, if there is one."""
    known = Contact.objects.filter(kind=kind, lookup__in=vault.lookups(kind, value))
    return known.select_related("subscriber").first()


def _bring_in(body: Body, batch: list[Arrival], basis: str, done: Imported) -> None:
    """Bring in some rows of a list with a handful of statements, whatever their number."""
    if not all(arrival.choice.areas for arrival in batch):
        raise NothingChosen
    typed = [(rules.normal_contact(ContactKind.EMAIL, row.address), row.choice) for row in batch]
    tokens = {value: set(vault.lookups(ContactKind.EMAIL, value)) for value, _choice in typed}
    asked = Q(kind=ContactKind.EMAIL, lookup__in=set().union(*tokens.values()))
    stopped = set(Suppression.objects.filter(asked).values_list("lookup", flat=True))
    known = set(Contact.objects.filter(asked).values_list("lookup", flat=True))
    fresh: dict[str, Choice] = {}
    for value, choice in typed:
        if stopped & tokens[value]:
            done.stopped += 1
        elif known & tokens[value] or value in fresh:
            done.known += 1
        else:
            fresh[value] = choice
    done.added += len(fresh)
    done.ids += _add_all(body, fresh, basis)


def _add_all(body: Body, fresh: Mapping[str, Choice], basis: str) -> list[int]:
    """Add confirmed subscribers, each under a key of its own; return the ids of their contacts in order."""
    now = clock.now()
    people, contacts, consents, subscriptions = [], [], [], []
    for pk, (value, choice) in zip(_new_ids(len(fresh)), fresh.items(), strict=True):
        key, wrapped = vault.new_key(pk)
        mine = {"kind": choice.kind, "language": choice.language, "created_at": now}
        people.append(Subscriber(pk=pk, body=body, key=wrapped, **mine))
        contacts.append(
            Contact(
                subscriber_id=pk,
                kind=ContactKind.EMAIL,
                value=vault.seal(key, pk, value),
                lookup=vault.lookup(ContactKind.EMAIL, value),
                created_at=now,
                confirmed_at=now,
            )
        )
        proof = {"wording": rules.CONSENT_WORDING, "source": Consent.Source.IMPORT, "basis": basis}
        consents.append(Consent(subscriber_id=pk, given_at=now, **proof))
        subscriptions += _subscriptions(pk, choice, now)
    Subscriber.objects.bulk_create(people)
    made = Contact.objects.bulk_create(contacts)
    Consent.objects.bulk_create(consents)
    Subscription.objects.bulk_create(subscriptions)
    return [contact.pk for contact in made]


def _new_ids(count: int) -> list[int]:
    """Take numbers for new subscribers: the key of each is bound to its number before the row is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('audience_subscriber', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def add_contact(
    body: Body,
    value: str,
    choice: Choice,
    *,
    kind: ContactKind = ContactKind.EMAIL,
    known_by: str = "",
    wording: str = rules.CONSENT_WORDING,
    confirmed_at: datetime | None = None,
) -> Contact:
    """Add a subscriber under a key of its own, with contact, consent and choice; `known_by` finds the contact again."""
    now = clock.now()
    subscriber = Subscriber.objects.create(
        body=body, kind=choice.kind, language=choice.language, created_at=now, key=""
    )
    key, wrapped = vault.new_key(subscriber.pk)
    subscriber.key = wrapped
    subscriber.save(update_fields=["key"])
    contact = Contact.objects.create(
        subscriber=subscriber,
        kind=kind,
        value=vault.seal(key, subscriber.pk, value),
        lookup=vault.lookup(kind, known_by or value),
        created_at=now,
        confirmed_at=confirmed_at,
    )
    note_consent(subscriber, Consent.Source.FORM, wording)
    keep_choice(subscriber, choice)
    return contact


def note_consent(
    subscriber: Subscriber, source: Consent.Source, wording: str = rules.CONSENT_WORDING
) -> None:
    """Note that the subscriber agreed now, to which wording and where."""
    Consent.objects.create(subscriber=subscriber, wording=wording, source=source, given_at=clock.now())


def keep_choice(subscriber: Subscriber, choice: Choice) -> None:
    """Let what was picked count from now on."""
    now = clock.now()
    Subscriber.objects.filter(pk=subscriber.pk).update(language=choice.language, kind=choice.kind)
    subscriber.subscriptions.filter(until__isnull=True).update(until=now)
    Subscription.objects.bulk_create(_subscriptions(subscriber.pk, choice, now))


def _subscriptions(subscriber_id: int, choice: Choice, now: datetime) -> list[Subscription]:
    topics = sorted(set(choice.topics))
    areas = {area.pk: area for area in choice.areas}.values()
    return [Subscription(subscriber_id=subscriber_id, area=area, topics=topics, since=now) for area in areas]


def _contact_of(contact_id: int) -> Contact:
    contact = _held(contact_id)
    if contact is None:
        raise BadLink
    return contact


def _held(contact_id: int) -> Contact | None:
    """Return a contact that nobody changes until the transaction ends, its look-up included."""
    held = Contact.objects.select_related("subscriber").select_for_update(of=("self",))
    return held.filter(pk=contact_id).first()


def _stop(contact: Contact, reason: Suppression.Reason) -> None:
    now = clock.now()
    changed = Subscriber.objects.filter(pk=contact.subscriber_id, stopped_at__isnull=True).update(
        stopped_at=now
    )
    held = {"reason": reason, "since": now}
    row, _is_new = Suppression.objects.get_or_create(kind=contact.kind, lookup=contact.lookup, defaults=held)
    if row.reason == Suppression.Reason.BOUNCED:  # a person's word weighs more: nobody lifts it
        Suppression.objects.filter(pk=row.pk).update(**held)
    if changed:
        Consent.objects.filter(subscriber=contact.subscriber_id, withdrawn_at__isnull=True).update(
            withdrawn_at=now
        )
        journal.write(
            actor=SYSTEM,
            verb="audience.stopped",
            thing=f"audience.subscriber:{contact.subscriber_id}",
            facts={"reason": reason.value},
        )


def _erase(ids: list[int], actor: Actor | journal.Author) -> None:
    now = clock.now()
    contacts = Contact.objects.select_for_update().filter(subscriber_id__in=ids)
    Suppression.objects.filter(lookup__in=list(contacts.values_list("lookup", flat=True))).delete()
    Erasure.objects.bulk_create([Erasure(subscriber=pk, erased_at=now) for pk in ids], ignore_conflicts=True)
    Subscriber.objects.filter(pk__in=ids).delete()
    record_erased(f"audience.subscriber:{pk}" for pk in ids)
    for pk in ids:
        waiting.erased(actor=actor, subscriber_id=pk)
        journal.write(actor=actor, verb="audience.erased", thing=f"audience.subscriber:{pk}")
