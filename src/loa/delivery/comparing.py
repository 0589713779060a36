"""The ledger beside what a channel says it has: what only they have, and what only we have. Run each night.

It changes no state: a difference is for a person to look at. Only kinds that can tell are asked (`Kind.can_report`).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction

from loa.channels import reach, registry
from loa.channels.base import Outlet, Reported
from loa.channels.models import Account, AccountState
from loa.channels.queries import outlet
from loa.delivery.models import Comparison, Delivery, Difference, Dispatch, Event, Target
from loa.delivery.states import PENDING, REACHED, State
from loa.lib import clock
from loa.lib.errors import DomainError

log = logging.getLogger(__name__)

LOOKS_BACK = timedelta(days=7)
SETTLES = timedelta(hours=1)
"""What was sent within the last hour is still on its way."""
KEPT = timedelta(days=30)
LONGEST = 600.0
MOST = 1_000
"""Differences of one account that are listed; their number is told in full."""
T = TypeVar("T")
_KEY = re.compile(r"loa-([0-9]{1,18})\Z")
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """One difference: what the other side calls it, our delivery and what we say of it (empty: we know nothing)."""

    key: str
    delivery_id: int | None
    state: str


@dataclass(slots=True)
class Both:
    """What a comparison came to."""

    compared: int = 0
    theirs: list[Found] = field(default_factory=list)
    ours: list[Found] = field(default_factory=list)


def run_all() -> int:
    """Compare every open account whose kind can tell; return how many were compared."""
    able = [kind.key for kind in registry.all_kinds() if kind.can_report]
    accounts = Account.objects.filter(kind__in=able).exclude(state=AccountState.CLOSED).order_by("pk")
    number = sum(run_one(account) for account in accounts)
    Difference.objects.filter(last_at__lt=clock.now() - KEPT).delete()
    return number


def run_one(account: Account) -> bool:
    """Compare one account and write down what differs; False when the channel did not tell, which is written too."""
    now = clock.now()
    since = now - LOOKS_BACK
    try:
        told = asyncio.run(_told(outlet(account), since))
    except (DomainError, TimeoutError) as refusal:
        return _note_problem(account, getattr(refusal, "code", "timeout"))
    except Exception:
        log.exception("account %s could not be compared", account.pk)
        return _note_problem(account, "broken")
    _keep(account, compare(account, told, since, now - SETTLES), since, now)
    return True


def compare(account: Account, told: Sequence[Reported], since: datetime, until: datetime) -> Both:
    """Return both directions for what was sent between two moments; the report may reach further back."""
    found = Both()
    ids = {each.key: int(match[1]) for each in told if (match := _KEY.match(each.key))}
    names, reported = {each.provider_id for each in told} - {""}, set(ids.values())
    fresh = [each.key for each in told if each.at is None or each.at >= since]
    for keys in _parts(fresh):
        found.theirs += _only_theirs(account, {key: ids.get(key) for key in keys})
    for rows in _parts(_reached(account, since, until)):
        found.compared += len(rows)
        found.ours += _only_ours([row for row in rows if row.pk not in reported], names)
    return found


async def _told(spoken: Outlet[Any], since: datetime) -> list[Reported]:
    kind = registry.get(spoken.kind)
    try:
        with reach.sending(spoken.mode):
            async with asyncio.timeout(LONGEST):
                return [each async for each in kind.report(spoken, since)]
    finally:
        await kind.close()


def _parts(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while part := list(islice(left, _BATCH)):
        yield part


def _only_theirs(account: Account, ids: Mapping[str, int | None]) -> Iterator[Found]:
    """Yield what they have and the ledger does not hold for sent; what is under way says nothing yet."""
    rows = Delivery.objects.filter(pk__in=filter(None, ids.values()), account_id=account.pk)
    states = dict(rows.values_list("pk", "state"))
    ended = [pk for pk, state in states.items() if state not in REACHED | PENDING]
    once = Event.objects.filter(delivery_id__in=ended, state__in=REACHED)
    handed_over = set(
        once.values_list("delivery_id", flat=True)
    )  # what came back later was there all the same
    for key, delivery_id in ids.items():
        state = states.get(delivery_id or 0)
        if state is None:
            yield Found(key, None, "")
        elif state not in REACHED | PENDING and delivery_id not in handed_over:
            yield Found(key, delivery_id, state)


def _reached(account: Account, since: datetime, until: datetime) -> Iterator[Delivery]:
    """Yield the deliveries that the ledger holds for sent, dispatch by dispatch."""
    targets = Target.objects.filter(account=account).values("dispatch")
    for dispatch in Dispatch.objects.filter(pk__in=targets, started_at__range=(since, until)).order_by("pk"):
        rows = Delivery.objects.filter(
            month=dispatch.month, dispatch_id=dispatch.pk, account_id=account.pk, state__in=REACHED
        )
        yield from rows.only("pk", "month", "state").iterator(_BATCH)


def _only_ours(rows: Sequence[Delivery], names: set[str]) -> Iterator[Found]:
    """Yield what they do not name, neither by our key nor by their own id of it."""
    events = Event.objects.filter(
        month__in={row.month for row in rows}, delivery_id__in=[row.pk for row in rows], state__in=REACHED
    )
    known = {pk for pk, name in events.values_list("delivery_id", "provider_id") if name in names}
    for row in rows:
        if row.pk not in known:
            yield Found(f"loa-{row.pk}", row.pk, State(row.state).value)


@transaction.atomic
def _keep(account: Account, found: Both, since: datetime, now: datetime) -> None:
    """Write down what differs, and forget what differs no more."""
    Comparison.objects.update_or_create(
        account=account,
        defaults={
            "at": now,
            "since": since,
            "compared": found.compared,
            "only_theirs": len(found.theirs),
            "only_ours": len(found.ours),
            "problem": "",
        },
    )
    for side, rows in ((Difference.Side.THEIRS, found.theirs), (Difference.Side.OURS, found.ours)):
        for row in rows[:MOST]:
            Difference.objects.update_or_create(
                account=account,
                side=side,
                key=row.key[:200],
                defaults={"delivery_id": row.delivery_id, "state": row.state, "last_at": now},
                create_defaults={
                    "delivery_id": row.delivery_id,
                    "state": row.state,
                    "found_at": now,
                    "last_at": now,
                },
            )
    Difference.objects.filter(account=account, found_at__gte=since, last_at__lt=now).delete()


def _note_problem(account: Account, code: str) -> bool:
    values = {"at": clock.now(), "problem": code[:60]}
    Comparison.objects.update_or_create(account=account, defaults=values)
    return False
