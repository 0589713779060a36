"""Reads of the audience: how many, what they chose, and masked lists for those who may manage them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from loa.audience import links, rules, vault
from loa.audience.errors import BadLink
from loa.audience.models import Contact, ContactKind, Subscriber, Subscription, Suppression
from loa.lib import clock
from loa.units import access
from loa.units.access import Who
from loa.units.errors import RightMissing
from loa.units.models import Area, Topic
from loa.units.permissions import Permission
from loa.units.territory import areas_now, picked_within


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
    """Return the subscribers who picked an area over which the actor may read the audience, whoever took them in."""
    return within_reach(actor, Permission.AUDIENCE_READ)


def within_reach(actor: Who, permission: Permission) -> QuerySet[Subscriber]:
    """Return the subscribers who picked an area over which the actor holds the right."""
    return Subscriber.objects.filter(pk__in=picked_in_reach(actor, permission).values("subscriber"))


def picked_in_reach(actor: Who, permission: Permission) -> QuerySet[Subscription]:
    """Return the choices that hold now for areas over which the actor holds the right."""
    return Subscription.objects.filter(in_reach(actor, permission), until__isnull=True)


def in_reach(actor: Who, permission: Permission) -> Q:
    """Return the condition that a choice lies where the actor holds the right, whatever reform came since."""
    return picked_within(access.branches_in_reach(actor, permission), clock.today())


def access_managed(actor: Who, rows: QuerySet[Subscriber], subscriber_id: int) -> Subscriber:
    """Return one of the visible rows over whose area the actor may manage the audience.

    Raises: UnknownThing, RightMissing.
    """
    found = access.access(rows, actor, id=subscriber_id, to=None)
    if not within_reach(actor, Permission.AUDIENCE_MANAGE).filter(pk=found.pk).exists():
        raise RightMissing(permission=Permission.AUDIENCE_MANAGE.value)
    return found


def ended_at(contact: Contact) -> datetime | None:
    """Return since when nothing is written to a contact: its owner stopped, or the address bounced; None while it is."""
    if contact.subscriber.stopped_at is not None:
        return contact.subscriber.stopped_at
    bounced = Suppression.objects.filter(kind=contact.kind, lookup=contact.lookup)
    return bounced.values_list("since", flat=True).first()


def has_bounced() -> Exists:
    """Return the condition that a subscriber's address does not exist any more, as mail servers say."""
    bounced = Suppression.objects.filter(reason=Suppression.Reason.BOUNCED)
    return Exists(Contact.objects.filter(subscriber=OuterRef("pk"), lookup__in=bounced.values("lookup")))


def get_own_page(token: str) -> OwnPage:
    """Return the page behind a subscriber's own link. Raises: BadLink."""
    contact = Contact.objects.select_related("subscriber").filter(pk=links.read_own_token(token)).first()
    if contact is None:
        raise BadLink
    subscriber = contact.subscriber
    current = list(subscriber.subscriptions.filter(until__isnull=True))
    chosen = [(s.area_id, s.since) for s in current]
    return OwnPage(
        address=rules.own_contact(
            ContactKind(contact.kind), vault.unseal(subscriber.key, subscriber.pk, contact.value)
        ),
        language=subscriber.language,
        kind=subscriber.kind,
        areas=list(Area.objects.filter(pk__in=areas_now(chosen, clock.today()))),
        topics=sorted({t for s in current for t in s.topics}),
        is_confirmed=contact.confirmed_at is not None,
        is_stopped=ended_at(contact) is not None,
    )


def find_active(kind: ContactKind, known_by: str) -> int | None:
    """Return the id of the contact that is written to under this value, if there is one."""
    known = Contact.objects.filter(kind=kind, lookup__in=vault.lookups(kind, known_by))
    active = known.filter(confirmed_at__isnull=False, subscriber__stopped_at__isnull=True)
    return active.values_list("pk", flat=True).first()


def list_topics() -> QuerySet[Topic]:
    """Return the public topics a subscriber may pick, in their order."""
    return Topic.objects.all()
