"""Which confirmed deliveries rest on a person's word alone: screens and files show them apart from proof.

Through a channel that reports itself every confirmation is such a word; there the tally's own cells tell. Through
any other channel only a delivery of unknown outcome can be confirmed by hand: those few are found by their receipts.
Once the channel says the same, the word has become proof.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from loa.channels import registry
from loa.channels.models import Account
from loa.delivery.models import Delivery, Dispatch, Event, Receipt
from loa.delivery.states import PROVEN, Origin, State

Cell = tuple[int, int, str, int]
"""Account, area, state, count."""


def kinds() -> list[str]:
    """Return the kinds of channel whose outcome a person reports."""
    return [kind.key for kind in registry.all_kinds() if kind.self_reported]


def accounts_among(account_ids: Iterable[int]) -> set[int]:
    """Return those of the accounts whose outcome a person reports."""
    return set(Account.objects.filter(pk__in=account_ids, kind__in=kinds()).values_list("pk", flat=True))


def among(cells: Collection[Cell], dispatch: Dispatch) -> list[Cell]:
    """Return the part of the tally's cells that rests on words alone; a word is never more than its cell."""
    proven = {(account, area, state): n for account, area, state, n in cells if State(state) in PROVEN and n}
    spoken = accounts_among({account for account, _, _ in proven})
    words = {place: n for place, n in proven.items() if place[0] in spoken}
    for account, area, state, n in by_hand(dispatch, spoken):
        words[account, area, state] = min(n, proven.get((account, area, state), 0))
    return [(*place, n) for place, n in words.items() if n]


def by_hand(dispatch: Dispatch, spoken: Collection[int]) -> list[Cell]:
    """Return the cells of what was confirmed by hand through accounts other than these, which report themselves."""
    told = Receipt.objects.filter(dispatch=dispatch, is_self_reported=True, state__in=PROVEN)
    rows = Delivery.objects.filter(
        ~Exists(_said_by_the_channel()),
        month=dispatch.month,
        dispatch_id=dispatch.pk,
        pk__in=told.values("delivery_id"),
        state__in=PROVEN,
    ).exclude(account_id__in=spoken)
    summed = rows.values("account_id", "area_id", "state").annotate(n=Count("pk")).order_by()
    return [(row["account_id"], row["area_id"], row["state"], row["n"]) for row in summed]


def word_alone(dispatch: Dispatch) -> Q:
    """Return the condition under which a delivery of the dispatch is confirmed by a person's word alone."""
    spoken = Account.objects.filter(pk__in=dispatch.targets.values("account"), kind__in=kinds())
    told = Receipt.objects.filter(delivery_id=OuterRef("pk"), is_self_reported=True, state__in=PROVEN)
    by_hand = Exists(told) & ~Exists(_said_by_the_channel())
    return Q(state__in=PROVEN) & (Q(account_id__in=spoken.values("pk")) | by_hand)


def is_word_alone(delivery: Delivery) -> bool:
    """Say whether one delivery is confirmed by a person's word alone."""
    dispatch = Dispatch.objects.get(pk=delivery.dispatch_id)
    return Delivery.objects.filter(word_alone(dispatch), pk=delivery.pk, month=delivery.month).exists()


def _said_by_the_channel() -> QuerySet[Event]:
    """Return the events by which something other than a person says what the delivery's state is."""
    mine = Event.objects.filter(month=OuterRef("month"), delivery_id=OuterRef("pk"), state=OuterRef("state"))
    return mine.exclude(origin=Origin.PERSON)
