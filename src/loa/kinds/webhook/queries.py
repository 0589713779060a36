"""Reads of endpoints and of what went to them; the ledger is the log."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from loa.channels.models import Account, AccountState
from loa.delivery.models import Attempt, Content, Delivery, Event, Target
from loa.kinds.webhook.models import Call, Choice, Endpoint
from loa.units.access import Who, bodies_in_reach
from loa.units.lists import body_name_of
from loa.units.models import Area, Topic
from loa.units.permissions import Permission
from loa.units.queries import area_names
from loa.web.lists.filters import folded

LOGGED = 50
_DISPATCHES = 500


@dataclass(frozen=True)
class Logged:
    """One delivery in the log of an endpoint: how often it was tried, and the last word about it."""

    delivery: Delivery
    title: str
    attempts: int
    last: Event | None
    may_replay: bool


def list_endpoints(actor: Who) -> QuerySet[Endpoint]:
    """Return the endpoints of bodies whose channels the actor may read, with `account_name`, `body_name`, `language`."""
    bodies = bodies_in_reach(actor, Permission.CHANNELS_READ)
    present = Choice.objects.filter(endpoint=OuterRef("pk"), until__isnull=True)
    return (
        Endpoint.objects.filter(account__body__in=bodies)
        .select_related("account__body")
        .annotate(
            body_name=body_name_of("account__body"),
            language=Subquery(present.values("language")[:1]),
            folded=folded("organisation", "url"),
        )
    )


def accounts_to_choose(actor: Who) -> QuerySet[Account]:
    """Return the webhook accounts in use that the actor may manage."""
    bodies = bodies_in_reach(actor, Permission.CHANNELS_MANAGE)
    accounts = Account.objects.filter(kind="webhook", body__in=bodies).exclude(state=AccountState.CLOSED)
    return accounts.select_related("body").order_by("name")


def choice_of(endpoint: Endpoint) -> Choice:
    """Return what the endpoint takes now; of a closed one, what it took last."""
    found = endpoint.choices.order_by("-since").first()
    assert found is not None, "an endpoint is registered with a choice"
    return found


def chosen_areas(choice: Choice) -> QuerySet[Area]:
    """Return the areas of a choice."""
    return Area.objects.filter(code__in=choice.areas)


def area_names_of(choice: Choice) -> list[str]:
    """Return the names of the areas of a choice."""
    return sorted(area_names(chosen_areas(choice).values_list("pk", flat=True)).values())


def chosen_topics(choice: Choice) -> QuerySet[Topic]:
    """Return the topics of a choice."""
    return Topic.objects.filter(code__in=choice.topics)


def log_of(endpoint: Endpoint, *, most: int = LOGGED) -> list[Logged]:
    """Return the latest deliveries to the endpoint, from the ledger, in five queries whatever their number."""
    targets = Target.objects.filter(account=endpoint.account_id).order_by("-pk")[:_DISPATCHES]
    months = dict(targets.values_list("dispatch_id", "dispatch__month"))
    rows = Delivery.objects.filter(
        month__in=set(months.values()),
        dispatch_id__in=list(months),
        account_id=endpoint.account_id,
        receiver=endpoint.pk,
    )
    listed = list(rows.order_by("-pk")[:most])
    titles = dict(
        Content.objects.filter(pk__in=[row.content_id for row in listed]).values_list("pk", "payload__title")
    )
    mine = {"delivery_id__in": [row.pk for row in listed], "month__in": {row.month for row in listed}}
    attempts: dict[int, int] = {}
    for delivery_id in Attempt.objects.filter(**mine).values_list("delivery_id", flat=True):
        attempts[delivery_id] = attempts.get(delivery_id, 0) + 1
    last = {event.delivery_id: event for event in Event.objects.filter(**mine).order_by("id")}
    ready = not endpoint.paused_at and not endpoint.closed_at
    return [
        Logged(
            row, titles.get(row.content_id) or "", attempts.get(row.pk, 0), last.get(row.pk), may_replay=ready
        )
        for row in listed
    ]


def deliveries_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """Return every delivery to the endpoint; ask for one of them."""
    return Delivery.objects.filter(account_id=endpoint.account_id, receiver=endpoint.pk)


def calls_of(endpoint: Endpoint, *, most: int = 10) -> list[Call]:
    """Return the latest calls by hand, the newest first."""
    return list(endpoint.calls.select_related("person").order_by("-begun_at")[:most])


def count_left_alone(actor: Who) -> int:
    """Return how many endpoints stand paused because they failed or are gone."""
    bodies = bodies_in_reach(actor, Permission.CHANNELS_READ)
    mine = Endpoint.objects.filter(account__body__in=bodies, closed_at__isnull=True, paused_at__isnull=False)
    return mine.exclude(paused_by="officer").count()
