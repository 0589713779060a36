"""Accounts test themselves: a canary goes out through the account's own path and is seen arriving.

A run is no act of anybody, so the journal holds only what an officer asked for. It must not write to a receiver of
bulletins, nor know how a kind makes its canary.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from loa.channels import reach, registry, rules, slots
from loa.channels.base import Kind, Message, Outcome, Outlet, Result
from loa.channels.errors import NoCanary
from loa.channels.models import Account, AccountState, CanaryRun, CanaryState, Mode
from loa.channels.queries import outlet
from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.errors import DomainError
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.permissions import Permission

log = logging.getLogger(__name__)

AT_ONCE = 8
LONGEST = 60.0  # seconds that one canary may take, whatever its kind's patience
GOOD = Q(state=CanaryState.ARRIVED) | Q(state=CanaryState.ACCEPTED, finished_at__isnull=False)


@dataclass(frozen=True, slots=True)
class _Flight:
    """A run under way with what its kind needs."""

    run: CanaryRun
    kind: Kind[Any]
    outlet: Outlet[Any]


def can_test_itself(account: Account) -> bool:
    """Say whether an account of this kind and mode has a way to test itself."""
    return account.mode in registry.get(account.kind).canary_modes


def watched() -> QuerySet[Account]:
    """Return the accounts that test themselves each hour: live, in use, of a kind that can."""
    able = [kind.key for kind in registry.all_kinds() if Mode.LIVE in kind.canary_modes]
    return Account.objects.filter(state=AccountState.ACTIVE, mode=Mode.LIVE, kind__in=able)


# -- one run -------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(*, actor: Actor, account: Account) -> CanaryRun:
    """Let an account test itself now, paused or not; a test under way is not begun again.

    Raises: RightMissing, NoCanary.
    """
    require(actor, Permission.CHANNELS_MANAGE, body=account.body)
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.state == AccountState.CLOSED or not can_test_itself(account):
        raise NoCanary
    if under_way := account.canary_runs.filter(_open(), started_at__gt=clock.now() - rules.LATE).first():
        return under_way
    run = _begin(account)
    journal.write(actor=actor, verb="channels.tested", thing=f"channels.account:{account.pk}", facts={})
    app.configure_task("loa.channels.tasks.test_one").defer(run_id=run.pk)
    return run


def seen(account_id: int, token: str) -> bool:
    """Take the word that the canary with this token arrived; False where no run of the account awaits it.

    Whoever reads what arrives calls this: a public address of a kind, a reader of a mailbox.
    """
    run = CanaryRun.objects.filter(account=account_id, token=token).first()
    return run is not None and _move(run, CanaryState.ARRIVED, finished_at=clock.now(), reason="", code="")


def find_open(account_id: int, token: str) -> CanaryRun | None:
    """Return the run of the account that awaits this token, if there is one."""
    late = clock.now() - rules.LATE
    return CanaryRun.objects.filter(_open(), account=account_id, token=token, started_at__gt=late).first()


def run_one(run_id: int) -> None:
    """Send the canary of a run that stands begun."""
    run = CanaryRun.objects.select_related("account").get(pk=run_id)
    if run.state == CanaryState.BEGUN:
        _fly([run])


# -- all runs ------------------------------------------------------------------------------------------------


def run_due() -> int:
    """Let the accounts whose hour is over test themselves, those that waited longest first; return how many."""
    return _fly([_begin(account) for account in _due()])


def run_overdue() -> int:
    """Mark the canaries that did not arrive in time, and tell of them; return how many."""
    late = CanaryRun.objects.filter(_open(), started_at__lte=clock.now() - rules.LATE)
    return sum(_mark_overdue(run) for run in late.select_related("account__body"))


def run_prune() -> int:
    """Forget runs older than a month; return how many."""
    return CanaryRun.objects.filter(started_at__lt=clock.now() - rules.KEPT).delete()[0]


def _due() -> list[Account]:
    now = clock.now()
    last = CanaryRun.objects.filter(account=OuterRef("pk")).order_by("-started_at")
    rows = watched().annotate(
        last_state=Subquery(last.values("state")[:1]),
        last_at=Subquery(last.values("started_at")[:1]),
        recent=Count("canary_runs", filter=Q(canary_runs__started_at__gt=now - rules.RECENTLY)),
    )
    accounts = list(rows.order_by(F("last_at").asc(nulls_first=True), "pk"))
    due = [row for row in accounts if rules.is_due(row.last_state, row.last_at, row.recent, now)]
    return list(due[: rules.most_at_once(len(accounts))])


def _begin(account: Account) -> CanaryRun:
    token = secrets.token_urlsafe(24)
    return CanaryRun.objects.create(account=account, token=token, started_at=clock.now())


def _fly(runs: Sequence[CanaryRun]) -> int:
    """Send the canaries, a few at once, and settle each; return how many there were."""
    flights = [flight for run in runs if (flight := _prepared(run))]
    results = asyncio.run(_send_all(flights)) if flights else []
    for flight, result in zip(flights, results, strict=True):
        _settle(flight, result)
    return len(runs)


def _prepared(run: CanaryRun) -> _Flight | None:
    try:
        return _Flight(run, registry.get(run.account.kind), outlet(run.account))
    except DomainError as refusal:  # its settings no longer fit, or its secret cannot be opened
        _fail(run, refusal.code, refusal.text)
        return None


async def _send_all(flights: Sequence[_Flight]) -> list[Result]:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(flight: _Flight) -> Result:
        async with free:
            return await _send(flight)

    try:
        return list(await asyncio.gather(*map(one, flights)))
    finally:
        for kind in {flight.kind.key: flight.kind for flight in flights}.values():
            await kind.close()


async def _send(flight: _Flight) -> Result:
    """Return what came of one canary; whatever happens to it is an answer."""
    kind, message = flight.kind, Message.of_canary(flight.outlet)
    try:
        with reach.sending(flight.outlet.mode):
            async with asyncio.timeout(min(kind.patience, LONGEST)):
                result = await kind.canary(flight.outlet, flight.run.token)
    except TimeoutError:
        return Result.failed(message, "timeout", _("Kênh không trả lời kịp."))
    except DomainError as refusal:
        return Result.failed(message, refusal.code, refusal.text)
    except Exception:
        log.exception("the canary of account %s broke", flight.outlet.id)
        return Result.failed(message, "broken", _("Lần tự kiểm tra bị lỗi; xem nhật ký của máy chủ."))
    return result or Result.failed(message, "no_canary", str(NoCanary.message))


def _settle(flight: _Flight, result: Result) -> None:
    if result.state == Outcome.DELIVERED:
        _move(flight.run, CanaryState.ARRIVED, finished_at=clock.now())
    elif result.state == Outcome.ACCEPTED:
        awaits = flight.kind.reads_back(flight.outlet)
        _move(flight.run, CanaryState.ACCEPTED, finished_at=None if awaits else clock.now())
    else:
        _fail(flight.run, result.code, result.reason)


def _fail(run: CanaryRun, code: str, reason: str) -> None:
    with transaction.atomic():
        if _move(run, CanaryState.FAILED, finished_at=clock.now(), code=code[:60], reason=reason[:300]):
            _tell(run.account)


@transaction.atomic
def _mark_overdue(run: CanaryRun) -> bool:
    is_sent = run.state == CanaryState.ACCEPTED
    reason = (
        _("Đã gửi đi nhưng sau 10 phút chưa thấy đến.")
        if is_sent
        else _("Sau 10 phút lần thử chưa chạy xong.")
    )
    moved = _move(run, CanaryState.OVERDUE, finished_at=clock.now(), code="overdue", reason=reason)
    if moved:
        _tell(run.account)
    return moved


def _move(run: CanaryRun, to: CanaryState, **facts: object) -> bool:
    """Move a run that may go there; False when it came further meanwhile (it arrived before its sender knew)."""
    before = [state for state, after in rules.MOVES.items() if to in after]
    rows = CanaryRun.objects.filter(pk=run.pk, state__in=before)
    if to == CanaryState.OVERDUE:
        rows = rows.filter(_open())
    return bool(rows.update(state=to, **facts))


def _open() -> Q:
    """Return the condition that a run still awaits its end."""
    return Q(state__in=[CanaryState.BEGUN, CanaryState.ACCEPTED], finished_at__isnull=True)


def _tell(account: Account) -> None:
    """Tell whoever manages the account, once for a row of bad runs that lasts too long."""
    runs = account.canary_runs
    good = runs.filter(GOOD).order_by("-started_at").values_list("started_at", flat=True).first()
    bad = runs.filter(state__in=rules.BAD, **({"started_at__gt": good} if good else {}))
    first = bad.order_by("started_at").first()
    if first is None or not rules.must_tell(first.started_at, clock.now()):
        return
    title = _("Kênh “%(name)s” không qua được lần tự kiểm tra; tin gửi qua kênh này có thể không đến.")
    key, path = f"channels.account:{account.pk}:canary:{first.pk}", f"/desk/channels/{account.pk}/"
    slots.tell(slots.Trouble(account.body, key, (title % {"name": account.name})[:240], path))
