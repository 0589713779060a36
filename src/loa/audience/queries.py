"""Reads of the audience: how many, what they chose, and masked lists for those who may manage them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from loa.audience import links, rules, vault
from loa.audience.errors import BadLink
from loa.audience.models import Contact, Subscriber
from loa.lib import clock
from loa.units import access
from loa.units.access import Who
from loa.units.models import Area, Topic
from loa.units.permissions import Permission
from loa.units.territory import areas_now


@dataclass(frozen=True)
class OwnPage:
    """What a subscriber sees of the own subscription; areas as they are today, whatever they were when picked."""

    address: str
    language: str
    kind: str
    areas: list[Area]
    topics: list[str]
    is_confirmed: bool
    is_stopped: bool


def visible_to(actor: Who) -> QuerySet[Subscriber]:
    """Return the subscribers of the bodies over which the actor may read the audience."""
    return Subscriber.objects.filter(body__in=access.bodies_in_reach(actor, Permission.AUDIENCE_READ))


def list_subscribers(actor: Who) -> QuerySet[Subscriber]:
    """Return the visible subscribers with what a list shows, newest first."""
    return visible_to(actor).prefetch_related("contacts", "subscriptions__area__versions").order_by("-pk")


def masked_address(subscriber: Subscriber) -> str:
    """Return the subscriber's address as staff see it."""
    contact = next(iter(subscriber.contacts.all()), None)
    if contact is None:
        return ""
    return rules.masked_contact(vault.unseal(subscriber.key, subscriber.pk, contact.value))


def get_own_page(token: str) -> OwnPage:
    """Return the page behind a subscriber's own link. Raises: BadLink."""
    contact = Contact.objects.select_related("subscriber").filter(pk=links.read_own_token(token)).first()
    if contact is None:
        raise BadLink
    subscriber = contact.subscriber
    current = list(subscriber.subscriptions.filter(until__isnull=True))
    chosen = [(s.area_id, s.since) for s in current]
    return OwnPage(
        address=vault.unseal(subscriber.key, subscriber.pk, contact.value),
        language=subscriber.language,
        kind=subscriber.kind,
        areas=list(Area.objects.filter(pk__in=areas_now(chosen, clock.today()))),
        topics=sorted({t for s in current for t in s.topics}),
        is_confirmed=contact.confirmed_at is not None,
        is_stopped=subscriber.stopped_at is not None,
    )


def list_topics() -> QuerySet[Topic]:
    """Return the public topics a subscriber may pick, in their order."""
    return Topic.objects.all()
