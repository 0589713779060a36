"""What time does to dispatches: start, miss, expire, finish, and end the wait for confirmations. Run every second.

Any number of processes may run it at once; each row is moved by one of them.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from loa.channels.models import Account
from loa.delivery import booking, rules, selfreported, store
from loa.delivery.models import Chunk, DatabaseNow, Delivery, Dispatch, Target
from loa.delivery.moving import move
from loa.delivery.rules import reason_text
from loa.delivery.states import ChunkState, DispatchState, Origin, State
from loa.delivery.turns import line_up
from loa.journal.actions import SYSTEM
from loa.lib import clock

_UNDER_WAY = (DispatchState.PLANNED, DispatchState.SENDING, DispatchState.PAUSED, DispatchState.MISSED)
_BATCH = 50


def tick() -> int:
    """Move every dispatch whose time has come; return how many moved."""
    return start_due() + expire_due() + finish_sent() + settle_unconfirmed()


@transaction.atomic
def start_due() -> int:
    """Start planned dispatches whose time has come; one that is more than ten minutes late is missed."""
    moment = clock.now()
    due = _lock(Dispatch.objects.filter(state=DispatchState.PLANNED, starts_at__lte=moment))
    for dispatch in due:
        if rules.is_missed(dispatch.starts_at, moment):
            move(actor=SYSTEM, dispatch=dispatch, to=DispatchState.MISSED, reason="late")
            continue
        move(actor=SYSTEM, dispatch=dispatch, to=DispatchState.SENDING, started_at=moment)
        accounts = dispatch.targets.values("account")
        Account.objects.filter(pk__in=accounts).update(last_sent_at=moment)
        waiting = Chunk.objects.filter(dispatch=dispatch, state=ChunkState.WAITING)
        waiting.update(state=ChunkState.READY, due_at=DatabaseNow())
        line_up(dispatch)
    return len(due)


@transaction.atomic
def expire_due() -> int:
    """End what is still pending in dispatches whose time is over; workers write the ends, row by row."""
    moment = clock.now()
    open_chunks = Chunk.objects.filter(dispatch=OuterRef("pk"), ending="").exclude(state=ChunkState.DONE)
    due = _lock(Dispatch.objects.filter(Exists(open_chunks), state__in=_UNDER_WAY, expires_at__lte=moment))
    for dispatch in due:
        if dispatch.state != DispatchState.SENDING:
            move(
                actor=SYSTEM,
                dispatch=dispatch,
                to=DispatchState.CANCELLED,
                reason=State.EXPIRED.value,
                finished_at=moment,
            )
        left = Chunk.objects.filter(dispatch=dispatch).exclude(state=ChunkState.DONE)
        left.update(state=ChunkState.READY, ending=State.EXPIRED.value, crashes=0)
    return len(due)


@transaction.atomic
def finish_sent() -> int:
    """Call a dispatch done when none of its chunks is left."""
    left = Chunk.objects.filter(dispatch=OuterRef("pk")).exclude(state=ChunkState.DONE)
    done = _lock(Dispatch.objects.filter(~Exists(left), state=DispatchState.SENDING))
    for dispatch in done:
        move(actor=SYSTEM, dispatch=dispatch, to=DispatchState.DONE, finished_at=clock.now())
    return len(done)


@transaction.atomic
def settle_unconfirmed() -> int:
    """End the wait of self-reported channels: what nobody confirmed in time is expired; then nothing is pending."""
    moment = clock.now()
    left = Chunk.objects.filter(dispatch=OuterRef("pk")).exclude(state=ChunkState.DONE)
    spoken = Target.objects.filter(dispatch=OuterRef("pk"), account__kind__in=selfreported.kinds())
    over = Q(confirm_by__lte=moment) | ~Exists(spoken)
    ended = Dispatch.objects.filter(
        over, ~Exists(left), settled_at__isnull=True, state__in=rules.FINAL_DISPATCH
    )
    rows = _lock(ended)
    for dispatch in rows:
        _expire_unconfirmed(dispatch)
        Dispatch.objects.filter(pk=dispatch.pk).update(settled_at=moment)
    return len(rows)


def _expire_unconfirmed(dispatch: Dispatch) -> None:
    accounts = Account.objects.filter(
        pk__in=dispatch.targets.values("account"), kind__in=selfreported.kinds()
    )
    waiting = Delivery.objects.filter(
        month=dispatch.month, dispatch_id=dispatch.pk, account_id__in=accounts, state=State.ACCEPTED
    )
    notes = [
        store.Note(pk, 0, State.EXPIRED, Origin.RULE, "unconfirmed", reason_text("unconfirmed"))
        for pk in waiting.values_list("pk", flat=True)
    ]
    booking.write_notes(dispatch.month, notes)


def _lock(rows: QuerySet[Dispatch]) -> list[Dispatch]:
    return list(rows.select_for_update(skip_locked=True, no_key=True).order_by("pk")[:_BATCH])
