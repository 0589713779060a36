"""Accounts whose secrets end soon, and accounts that fail their tests, counted for those who manage them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from loa.channels import rules
from loa.channels.canaries import watched
from loa.channels.models import Account, AccountState, CanaryRun
from loa.lib import clock
from loa.units.access import Who, bodies_in_reach
from loa.units.models import Body
from loa.units.permissions import Permission


@dataclass(frozen=True, slots=True)
class Soon:
    """How many secrets end within a week or have ended, and how many more within a month."""

    now: int
    later: int


def within(accounts: QuerySet[Account], span: timedelta) -> QuerySet[Account]:
    """Return the accounts in use whose secret ends within the span, or has ended."""
    soon = accounts.filter(secret_expires_at__lt=clock.now() + span)
    return soon.exclude(state=AccountState.CLOSED)


def counted(actor: Who) -> Soon:
    """Return how many secrets of the accounts that the actor manages end soon."""
    mine = within(Account.objects.filter(body__in=_managed(actor)), rules.TOKEN_SOON)
    now = Q(secret_expires_at__lt=clock.now() + rules.TOKEN_NOW)
    found = mine.aggregate(now=Count("pk", filter=now), later=Count("pk", filter=~now))
    return Soon(found["now"], found["later"])


def count_bad(actor: Who) -> int:
    """Return how many of the accounts that the actor manages did not come through their last test."""
    ended = CanaryRun.objects.filter(account=OuterRef("pk"), finished_at__isnull=False).order_by(
        "-started_at"
    )
    mine = watched().filter(body__in=_managed(actor)).annotate(last=Subquery(ended.values("state")[:1]))
    return mine.filter(last__in=rules.BAD).count()


def _managed(actor: Who) -> QuerySet[Body]:
    return bodies_in_reach(actor, Permission.CHANNELS_MANAGE)
