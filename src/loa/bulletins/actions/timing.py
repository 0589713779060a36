"""What the clock does to bulletins: the end of a hold, a set time, a missed time, an expiry."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import OperationalError, transaction
from django.db.models import Model

from loa.bulletins.actions.dispatching import mark_sent, send, stop_replaced
from loa.bulletins.actions.moving import move, take
from loa.bulletins.actions.releasing import as_submitted, holds_still
from loa.bulletins.actions.telling import tell_missed
from loa.bulletins.errors import Moved, Stopped
from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries.screens import signature
from loa.bulletins.rules import release as rules
from loa.bulletins.rules.release import AfterHold
from loa.bulletins.rules.stops import StopCode
from loa.bulletins.rules.words import Missed, State
from loa.delivery.actions import stop_dispatch
from loa.delivery.models import Dispatch
from loa.delivery.states import DispatchState
from loa.delivery.states import State as Delivered
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.errors import DomainError, Stale
from loa.units.actor import Actor

log = logging.getLogger(__name__)
M = TypeVar("M", bound=Model)


def run_due_times() -> int:
    """Carry on every released bulletin whose hold or set time is over; return how many."""
    due = Release.objects.filter(
        bulletin__state=State.RELEASED, due_at__lte=clock.now(), undone_at__isnull=True, missed_because=""
    )
    return _each(due.select_related("bulletin").order_by("due_at"), lambda row: run_due(release=row))


def run_due(*, release: Release) -> bool:
    """Carry on one released bulletin; return whether anything changed.

    1. Its hold is over: it is sent as soon as the ledger has begun to send. Where the dispatch was cancelled or came
       too late instead, it is missed and the dispatch is closed for good: only a new release sends it.
    2. Its set time came: the approval is judged again (right, hash, stops), then handed to the ledger.
    3. It is more than ten minutes late, or no longer as approved: it is *missed* and a person decides.
    """
    try:
        with transaction.atomic():
            taken = take(release.bulletin, [State.RELEASED])
            row = taken.releases.select_related("dispatch", "approver_post__body", "approver").latest("at")
            if row.pk != release.pk or row.due_at > clock.now():
                return False
            if row.dispatch:
                return _end_hold(taken, row, row.dispatch)
            return _send_now(taken, row)
    except Moved:
        return False


@transaction.atomic
def expire(*, bulletin: Bulletin) -> Bulletin:
    """Say publicly that a bulletin is no longer valid.

    Raises:
        Moved: when it was replaced, or was never sent.

    """
    taken = take(bulletin, [State.SENT, State.CORRECTED])
    return move(actor=SYSTEM, bulletin=taken, to=State.EXPIRED, verb="bulletins.expired")


def run_expiry() -> int:
    """Expire every sent bulletin whose end has come; return how many."""
    due = Bulletin.objects.filter(state__in=[State.SENT, State.CORRECTED], valid_until__lte=clock.now())
    return _each(due.order_by("pk"), _expire_quietly)


def _each(rows: Iterable[M], act: Callable[[M], bool]) -> int:
    """Act on every row and return how many changed; one that fails is logged and skipped, the rest must not wait.

    Where the database itself is away there is nothing to go on with.
    """
    changed = 0
    for row in rows:
        try:
            changed += act(row)
        except OperationalError:
            raise
        except Exception:
            log.exception("bulletins: %s %s could not be carried on", type(row).__name__, row.pk)
    return changed


def _expire_quietly(bulletin: Bulletin) -> bool:
    try:
        expire(bulletin=bulletin)
    except Moved:
        return False
    return True


def _end_hold(bulletin: Bulletin, row: Release, dispatch: Dispatch) -> bool:
    began = dispatch.started_at
    outcome = rules.after_hold(dispatch.state, began=began is not None)
    if outcome == AfterHold.SENT and began:
        mark_sent(actor=SYSTEM, bulletin=bulletin, at=began, facts={"dispatch": dispatch.pk})
    elif outcome == AfterHold.MISSED:
        _miss(bulletin, row, Missed.LATE if dispatch.state == DispatchState.MISSED else Missed.CANCELLED)
    return outcome != AfterHold.WAITS


def _send_now(bulletin: Bulletin, row: Release) -> bool:
    if rules.is_too_late(row.due_at, clock.now()):
        _miss(bulletin, row, Missed.LATE)
    elif holds_still(bulletin, row):
        _miss(bulletin, row, Missed.RIGHT_LOST)
    else:
        _hand_over_or_miss(bulletin, row)
    return True


def _hand_over_or_miss(bulletin: Bulletin, row: Release) -> None:
    actor = Actor(row.approver, row.approver_post, row.on_behalf_of)
    try:
        with transaction.atomic():
            stop_replaced(actor=actor, bulletin=bulletin)
            found = as_submitted(bulletin, row.submission, signature(row.approver_post))
            send(actor=actor, found=found, release=row, at=clock.now())
    except DomainError as error:
        bulletin.refresh_from_db()
        row.dispatch = None
        _miss(bulletin, row, _why(error))


def _why(error: DomainError) -> Missed:
    if isinstance(error, Stopped) and any(stop.code == StopCode.ORIGINAL_GONE for stop in error.stops):
        return Missed.REPLACED
    return Missed.CHANGED if error.status == Stale.status else Missed.STOPPED


def _miss(bulletin: Bulletin, row: Release, because: Missed) -> None:
    """Leave it to a person, and close its dispatch, so that nothing of it can be sent behind a new check."""
    if row.dispatch:
        stop_dispatch(actor=SYSTEM, dispatch=row.dispatch, ending=Delivered.EXPIRED, reason=because.value)
    Release.objects.filter(pk=row.pk).update(missed_because=because)
    facts = {"release": row.pk, "because": because}
    move(actor=SYSTEM, bulletin=bulletin, to=State.MISSED, verb="bulletins.missed", facts=facts)
    tell_missed(bulletin, row)
