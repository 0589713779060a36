"""Reads of newsrooms: the list with masked addresses, what each takes, what went there last."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from loa.audience.models import ContactKind
from loa.audience.rules import masked_contact
from loa.channels.models import Account, AccountState
from loa.kinds.press import vault
from loa.kinds.press.links import read_stop_token
from loa.kinds.press.models import Choice, Newsroom
from loa.units.access import Who, bodies_in_reach
from loa.units.lists import body_name_of
from loa.units.models import Area, Topic
from loa.units.permissions import Permission
from loa.units.queries import area_names


def list_newsrooms(actor: Who) -> QuerySet[Newsroom]:
    """Return the newsrooms of bodies whose receivers the actor may see, with `body_name` and `language`."""
    bodies = bodies_in_reach(actor, Permission.AUDIENCE_READ)
    present = Choice.objects.filter(newsroom=OuterRef("pk"), until__isnull=True)
    return (
        Newsroom.objects.filter(account__body__in=bodies)
        .select_related("account__body")
        .annotate(body_name=body_name_of("account__body"), language=Subquery(present.values("language")[:1]))
    )


def masked_address(newsroom: Newsroom) -> str:
    """Return the address as lists and files show it."""
    return masked_contact(ContactKind.EMAIL, vault.unseal(newsroom.pk, newsroom.address))


def address_of(newsroom: Newsroom) -> str:
    """Return the address in clear, for who may mend it."""
    return vault.unseal(newsroom.pk, newsroom.address)


def accounts_to_choose(actor: Who) -> QuerySet[Account]:
    """Return the press accounts in use whose receivers the actor may manage."""
    bodies = bodies_in_reach(actor, Permission.AUDIENCE_MANAGE)
    accounts = Account.objects.filter(kind="press", body__in=bodies).exclude(state=AccountState.CLOSED)
    return accounts.select_related("body").order_by("name")


def choice_of(newsroom: Newsroom) -> Choice:
    """Return what the newsroom takes now."""
    return newsroom.choices.get(until__isnull=True)


def chosen_areas(choice: Choice) -> QuerySet[Area]:
    """Return the areas of a choice."""
    return Area.objects.filter(code__in=choice.areas)


def area_names_of(choice: Choice) -> list[str]:
    """Return the names of the areas of a choice."""
    return sorted(area_names(chosen_areas(choice).values_list("pk", flat=True)).values())


def chosen_topics(choice: Choice) -> QuerySet[Topic]:
    """Return the topics of a choice."""
    return Topic.objects.filter(code__in=choice.topics)


def check_stop_link(token: str) -> None:
    """Refuse a forged link of stopping. Raises: BadStopLink."""
    read_stop_token(token)
