"""Reading where the ledger and what a channel says it has differ (`comparing.py` finds it)."""

from __future__ import annotations

from django.db.models import QuerySet

from loa.delivery.models import Comparison, Difference
from loa.units.access import Who, bodies_in_reach
from loa.units.permissions import Permission
from loa.web.lists.filters import folded


def differences(actor: Who) -> QuerySet[Difference]:
    """Return where the ledger and a channel's own list differ, of accounts whose sending the actor may read."""
    bodies = bodies_in_reach(actor, Permission.DELIVERY_READ)
    rows = Difference.objects.filter(account__body__in=bodies).select_related("account")
    return rows.annotate(folded=folded("account__name"))


def comparisons() -> list[Comparison]:
    """Return how each account that can be compared stood the last time, those that differ first."""
    rows = Comparison.objects.select_related("account").order_by("account__name", "pk")
    return sorted(rows, key=lambda row: -(row.only_theirs + row.only_ours))
