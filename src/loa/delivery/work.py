"""The database side of one claimed chunk: expand it, say what is left, settle and begin. It calls no channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from loa.channels import registry
from loa.channels.base import Kind, Message, Outlet, ReceiverSource
from loa.channels.queries import outlet
from loa.delivery import expand, store
from loa.delivery.models import Chunk, Dispatch, Target
from loa.delivery.moving import move
from loa.delivery.rules import reason_text
from loa.delivery.states import ChunkState, DispatchState, Origin, State, Why
from loa.delivery.store import Claim, Item, Note
from loa.journal.actions import SYSTEM
from loa.lib.errors import DomainError


@dataclass(frozen=True, slots=True)
class Work:
    """All that is needed to send one chunk, read once per claim."""

    claim: Claim
    kind: Kind[Any]
    outlet: Outlet[Any]
    source: ReceiverSource
    payload: Mapping[str, Any]
    language: str
    thing: str
    mode: str
    items: list[Item]

    def message(self, item: Item, attempt: int, address: str) -> Message:
        """Return what the kind is given for one delivery."""
        return Message(
            delivery_id=item.delivery_id,
            account_id=self.outlet.id,
            mode=self.mode,
            address=address,
            content=self.payload,
            language=self.language,
            attempt=attempt,
            receiver=item.receiver,
            area_id=item.area_id,
            dispatch_id=self.claim.dispatch_id,
            thing=self.thing,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn came to: messages whose attempts are committed and may be sent now, and why to stop, if so."""

    messages: list[Message]
    stop: str = ""


def prepare(claim: Claim) -> Work | None:
    """Expand the chunk if nobody did and return its work; None when a person must look first (the dispatch is paused).

    Raises: LostChunk.
    """
    target = Target.objects.select_related("dispatch", "content", "account__body").get(pk=claim.target_id)
    dispatch, content = target.dispatch, target.content
    try:
        source = registry.get_source(target.source)
        kind, account = registry.get(target.account.kind), outlet(target.account)
    except DomainError as error:
        _pause(claim, dispatch, error.code)
        return None
    if claim.expanded is None and not _expand(claim, dispatch, target, source):
        return None
    return Work(
        claim=claim,
        kind=kind,
        outlet=account,
        source=source,
        payload=content.payload,
        language=content.language,
        thing=dispatch.thing,
        mode=dispatch.mode,
        items=store.items(claim),
    )


def _expand(claim: Claim, dispatch: Dispatch, target: Target, source: ReceiverSource) -> bool:
    """Insert the chunk's deliveries; pause the dispatch when they are not as many as approved, or somebody is twice."""
    try:
        with transaction.atomic():
            store.hold(claim)
            expand.insert_deliveries(
                chunk_id=claim.chunk_id,
                month=dispatch.month,
                dispatch_id=dispatch.pk,
                account_id=target.account_id,
                content_id=target.content_id,
                mode=dispatch.mode,
                state=State.QUEUED,
                audience=source.expand_sql(target.rule, dispatch.as_of, claim.low, claim.high),
                expected=claim.expected,
            )
            Chunk.objects.filter(pk=claim.chunk_id).update(expanded=claim.expected, found=None)
    except expand.CountDiffers as error:
        Chunk.objects.filter(pk=claim.chunk_id, fence=claim.fence).update(found=error.found)
        _pause(claim, dispatch, "count")
        return False
    except IntegrityError:
        _pause(claim, dispatch, "overlap")
        return False
    return True


@transaction.atomic
def _pause(claim: Claim, dispatch: Dispatch, reason: str) -> None:
    """Stop the dispatch and ask a person; the chunk is given back."""
    dispatch.refresh_from_db()
    if dispatch.state == DispatchState.SENDING:
        move(actor=SYSTEM, dispatch=dispatch, to=DispatchState.PAUSED, reason=reason)
        busy = Chunk.objects.filter(dispatch=dispatch, state__in=[ChunkState.READY, ChunkState.RUNNING])
        busy.exclude(pk=claim.chunk_id).update(state=ChunkState.PAUSED)
    store.release(claim, state=ChunkState.PAUSED)


def turn(work: Work, notes: Sequence[Note], batch: Sequence[tuple[Item, int]]) -> Turn:
    """Settle what is known and begin the next calls: addresses are opened now, who stopped meanwhile is left out.

    Raises: LostChunk.
    """
    receivers = [item.receiver for item, _ in batch]
    stopped = work.source.suppressed(receivers) if receivers else set()
    addresses = work.source.addresses([r for r in receivers if r not in stopped]) if receivers else {}
    left_out: list[Note] = []
    messages: list[Message] = []
    for item, attempt in batch:
        if item.receiver in stopped or item.receiver not in addresses:
            left_out.append(_suppress(item, erased=item.receiver not in stopped))
        else:
            messages.append(work.message(item, attempt, addresses[item.receiver]))
    begin = [(message.delivery_id, message.attempt) for message in messages]
    verdict = store.turn(work.claim, [*notes, *left_out], begin)
    return Turn(messages if verdict.begun else [], verdict.stop)


def _suppress(item: Item, *, erased: bool) -> Note:
    """Say that nothing is sent; where an earlier call may have arrived, that stays unknown."""
    code = Why.ERASED if erased else Why.STOPPED
    state = State.UNKNOWN if item.progress.doubt else State.SUPPRESSED
    return Note(item.delivery_id, item.progress.attempts, state, Origin.RULE, code, reason_text(code))
