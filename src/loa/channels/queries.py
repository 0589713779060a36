"""Reading accounts: what a sender needs, the public register, what an actor may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from loa.channels import registry
from loa.channels.base import Outlet
from loa.channels.config import read_config
from loa.channels.models import Account, CanaryRun, Mode
from loa.channels.vault import read_secret
from loa.lib import clock
from loa.units.access import Who, bodies_in_reach
from loa.units.lists import body_name_of
from loa.units.models import Body
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.lists.filters import folded


def visible_to(actor: Who) -> QuerySet[Account]:
    """Return the accounts of the bodies over which the actor may read channels."""
    return Account.objects.filter(body__in=bodies_in_reach(actor, Permission.CHANNELS_READ)).select_related(
        "body"
    )


def public_register(at: datetime | None = None) -> QuerySet[Account]:
    """Return the live accounts that stand in the public register at a moment (charter 1)."""
    moment = at or clock.now()
    return (
        Account.objects.filter(mode=Mode.LIVE, listed_from__lte=moment)
        .filter(Q(listed_until__isnull=True) | Q(listed_until__gte=moment))
        .select_related("body")
        .order_by("body__code", "kind", "name")
    )


def outlet(account: Account) -> Outlet[Any]:
    """Return the account as its kind needs it for sending.

    Raises: UnknownKind, BadConfig, loa.lib.crypt.KeyMissing.
    """
    kind = registry.get(account.kind)
    return Outlet(
        id=account.pk,
        kind=account.kind,
        name=account.name,
        mode=account.mode,
        body_id=account.body_id,
        issuer=body_name(account.body_id),
        config=read_config(kind, account.config),
        secret=read_secret(account.pk, account.secret),
    )


def list_accounts(actor: Who) -> QuerySet[Account]:
    """Return the visible accounts with `body_name`, for lists and exports; `folded` is for search."""
    return visible_to(actor).annotate(body_name=body_name_of("body"), folded=folded("name"))


def name_taken(*, body: Body, kind: str, mode: str, name: str) -> bool:
    """Say whether the body has an account of the kind, mode and name already."""
    return Account.objects.filter(body=body, kind=kind, mode=mode, name=name.strip()).exists()


def runs_of(account: Account, *, most: int = 10) -> list[CanaryRun]:
    """Return the latest end-to-end tests of the account, the newest first."""
    return list(account.canary_runs.order_by("-started_at")[:most])
