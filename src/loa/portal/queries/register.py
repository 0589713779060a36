"""The public register of channels and accounts: who speaks where in whose name (charter 1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise

from loa.channels import registry
from loa.channels.models import Account
from loa.channels.queries import public_register
from loa.portal.queries.feeds import FeedLink, feeds_of
from loa.units.queries import body_names


@dataclass(frozen=True)
class Listed:
    """One account as the public sees it."""

    account: Account
    body: str
    kind: str | Promise
    feeds: list[FeedLink] = field(default_factory=list)


def list_accounts() -> list[Listed]:
    """Return every account of the register, by body."""
    accounts = list(public_register())
    names = body_names({account.body_id for account in accounts})
    kinds = {kind.key: kind.label for kind in registry.all_kinds()}
    listed = [
        Listed(
            account=a,
            body=names.get(a.body_id, ""),
            kind=kinds.get(a.kind, a.kind),
            feeds=feeds_of(a),
        )
        for a in accounts
    ]
    return sorted(listed, key=lambda row: (row.body, str(row.kind), row.account.name))
