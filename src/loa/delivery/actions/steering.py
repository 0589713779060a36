"""Steering a dispatch that is under way: undo, pause, resume, cancel."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from loa.delivery import health, rules
from loa.delivery.errors import DispatchMoved, HoldOver
from loa.delivery.models import Chunk, Dispatch
from loa.delivery.moving import move
from loa.delivery.states import ENDINGS, ChunkState, DispatchState, State
from loa.delivery.turns import line_up
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.units.access import require
from loa.units.permissions import Permission

_WORK = (ChunkState.WAITING, ChunkState.READY, ChunkState.RUNNING, ChunkState.PAUSED, ChunkState.QUARANTINED)


@transaction.atomic
def undo_dispatch(*, actor: Author, dispatch: Dispatch) -> Dispatch:
    """Undo a release within its hold: nothing has left and nothing will. The caller checked the releaser's right.

    Raises: HoldOver, DispatchMoved.
    """
    if clock.now() >= dispatch.hold_until:
        raise HoldOver
    dispatch = move(actor=actor, dispatch=dispatch, to=DispatchState.UNDONE, finished_at=clock.now())
    _end_chunks(dispatch, State.WITHDRAWN)
    return dispatch


@transaction.atomic
def pause_dispatch(
    *, actor: Author, dispatch: Dispatch, reason: str = "", account_id: int | None = None
) -> Dispatch:
    """Stop beginning new calls within a second; calls already begun are settled. One account alone where given.

    Raises: RightMissing, DispatchMoved.
    """
    require(actor, Permission.DELIVERY_MANAGE, body=dispatch.body)
    if account_id is not None:
        _moving(dispatch)
        _move_chunks(
            dispatch,
            (ChunkState.WAITING, ChunkState.READY, ChunkState.RUNNING),
            ChunkState.PAUSED,
            account_id,
        )
        _journal(actor, dispatch, "account_paused", account=account_id, reason=journal.masked(reason))
        return dispatch
    dispatch = move(actor=actor, dispatch=dispatch, to=DispatchState.PAUSED, reason=reason)
    _move_chunks(dispatch, (ChunkState.WAITING, ChunkState.READY, ChunkState.RUNNING), ChunkState.PAUSED)
    return dispatch


@transaction.atomic
def resume_dispatch(
    *, actor: Author, dispatch: Dispatch, account_id: int | None = None, accept_count: bool = False
) -> Dispatch:
    """Go on where it stopped. `accept_count` accepts an audience that came out other than approved.

    A chunk whose holder is still settling its last calls waits for it (or for the end of its lease).

    Raises: RightMissing, DispatchMoved.
    """
    require(actor, Permission.DELIVERY_MANAGE, body=dispatch.body)
    if account_id is not None:
        dispatch = _moving(dispatch)
        _move_chunks(dispatch, (ChunkState.PAUSED,), _ready(dispatch), account_id)
        line_up(dispatch)
        _journal(actor, dispatch, "account_resumed", account=account_id)
        return dispatch
    differing = Chunk.objects.filter(dispatch=dispatch, expanded__isnull=True, found__isnull=False)
    if accept_count:
        differing.update(expected=F("found"), found=None)
    elif differing.exists():
        raise DispatchMoved(state=dispatch.state, reason="count")
    to = DispatchState.SENDING if dispatch.started_at else DispatchState.PLANNED
    dispatch = move(actor=actor, dispatch=dispatch, to=to)
    _move_chunks(dispatch, (ChunkState.PAUSED,), _ready(dispatch))
    line_up(dispatch)
    return dispatch


def cancel_dispatch(*, actor: Author, dispatch: Dispatch, reason: str = "") -> Dispatch:
    """Send nothing more, by decision of an officer who manages sending; what is pending ends as withdrawn.

    Raises: RightMissing, DispatchMoved.
    """
    require(actor, Permission.DELIVERY_MANAGE, body=dispatch.body)
    return stop_dispatch(actor=actor, dispatch=dispatch, ending=State.WITHDRAWN, reason=reason)


@transaction.atomic
def stop_dispatch(*, actor: Author, dispatch: Dispatch, ending: State, reason: str = "") -> Dispatch:
    """Send nothing more because the message was withdrawn or another takes its place; the caller checked the right.

    A dispatch that has ended is left as it is, so that a correction may always ask for this. From here on no further
    call begins, so `{"same_as": …}` then means everybody who may have been reached.
    """
    if ending not in ENDINGS:
        raise ValueError(ending)
    dispatch = _locked(dispatch)
    if dispatch.state in rules.FINAL_DISPATCH:
        return dispatch
    dispatch = move(
        actor=actor,
        dispatch=dispatch,
        to=DispatchState.CANCELLED,
        reason=reason or ending.value,
        finished_at=clock.now(),
    )
    _end_chunks(dispatch, ending)
    return dispatch


@transaction.atomic
def requeue_chunk(*, actor: Author, chunk: Chunk) -> None:
    """Let workers try a quarantined chunk again, after its cause was mended; of a paused dispatch, once that goes on.

    Raises: RightMissing, DispatchMoved.
    """
    require(actor, Permission.DELIVERY_MANAGE, body=chunk.dispatch.body)
    dispatch = _locked(chunk.dispatch)
    state = ChunkState.PAUSED if dispatch.state == DispatchState.PAUSED else ChunkState.READY
    rows = Chunk.objects.filter(pk=chunk.pk, state=ChunkState.QUARANTINED)
    if rows.update(state=state, crashes=0) != 1:
        raise DispatchMoved(state=chunk.state)
    _journal(actor, chunk.dispatch, "chunk_requeued", chunk=chunk.pk)


@transaction.atomic
def recount_dispatch(*, actor: Author, dispatch: Dispatch) -> None:
    """Write the figures of a dispatch anew from its rows, after the doctor found that they differ."""
    health.recount(dispatch.pk)
    _journal(actor, dispatch, "recounted")


@transaction.atomic
def note_queue_paused(*, actor: Author, reason: str) -> None:
    """Write down that all sending was paused by `loa queue pause`; who looks after channels hears of it."""
    journal.write(
        actor=actor,
        verb="delivery.queue_paused",
        thing="delivery.queue:1",
        facts={"reason": journal.masked(reason)},
    )


@transaction.atomic
def note_queue_resumed(*, actor: Author) -> None:
    """Write down that the workers may send again."""
    journal.write(actor=actor, verb="delivery.queue_resumed", thing="delivery.queue:1")


def _locked(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.select_for_update(no_key=True).get(pk=dispatch.pk)


def _moving(dispatch: Dispatch) -> Dispatch:
    """Return the dispatch under a lock, or refuse: of one that is paused or over, no channel can be steered alone."""
    fresh = _locked(dispatch)
    if fresh.state not in rules.STEERABLE:
        raise DispatchMoved(state=fresh.state)
    return fresh


def _ready(dispatch: Dispatch) -> ChunkState:
    return ChunkState.READY if dispatch.started_at else ChunkState.WAITING


def _move_chunks(
    dispatch: Dispatch, old: tuple[ChunkState, ...], new: ChunkState, account_id: int | None = None
) -> None:
    """Change the state of chunks; `due_at` stays, so that a holder at work is never robbed."""
    rows = Chunk.objects.filter(dispatch=dispatch, state__in=old)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    rows.update(state=new)


def _end_chunks(dispatch: Dispatch, ending: State) -> None:
    """Tell the workers how to end what is still pending; a holder at work stops beginning and gives its chunk back."""
    Chunk.objects.filter(dispatch=dispatch, state__in=_WORK).update(
        state=ChunkState.READY, ending=ending, crashes=0
    )


def _journal(actor: Author, dispatch: Dispatch, verb: str, **facts: object) -> None:
    journal.write(actor=actor, verb=f"delivery.{verb}", thing=f"delivery.dispatch:{dispatch.pk}", facts=facts)
