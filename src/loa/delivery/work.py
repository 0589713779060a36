"""The database side of one claimed chunk: expand it, say what is left, settle and begin. It calls no channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from loa.channels import registry
from loa.channels.base import Kind, Message, Outlet, ReceiverSource
from loa.channels.queries import outlet
from loa.delivery import booking, expand, pace, store
from loa.delivery.booking import Booking, Verdict
from loa.delivery.expand import CountDiffers, Frame, Part
from loa.delivery.models import Chunk, Dispatch, Target
from loa.delivery.moving import move
from loa.delivery.rules import reason_text
from loa.delivery.states import ChunkState, DispatchState, Lane, Origin, State, Why
from loa.delivery.store import Claim, Item, Note
from loa.journal.actions import SYSTEM
from loa.lib.errors import DomainError


@dataclass(frozen=True, slots=True)
class Work:
    """All that is needed to send one chunk, read once per claim.

    `closings` above 0 says that the account's provider took nothing in lately.
    """

    claim: Claim
    kind: Kind[Any]
    outlet: Outlet[Any]
    source: ReceiverSource
    payload: Mapping[str, Any]
    language: str
    thing: str
    mode: str
    rate_per_minute: int | None
    closings: int
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
class Ask:
    """What a chunk brings to a round: what became known, and which deliveries it wants to call at which attempt."""

    work: Work
    notes: Sequence[Note]
    batch: Sequence[tuple[Item, int]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a round came to for a chunk: messages whose attempts are committed and may be sent now.

    `stop` says why nothing more may begin, if so, and `wait` in how many seconds it may again.
    """

    messages: list[Message]
    stop: str = ""
    wait: float = 0.0


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
    if claim.expanded is None and not _expand(claim, target, source):
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
        rate_per_minute=target.account.rate_per_minute,
        closings=pace.closings(claim.account_id),
        items=store.items(claim),
    )


def expand_chunk(claim: Claim) -> bool:
    """Insert the deliveries of a claimed chunk; False when the dispatch was paused because they are not as approved."""
    target = Target.objects.select_related("dispatch", "content").get(pk=claim.target_id)
    return _expand(claim, target, registry.get_source(target.source))


def _expand(claim: Claim, target: Target, source: ReceiverSource) -> bool:
    """Expand the chunk, with those behind it where nobody is in a hurry; pause the dispatch when it cannot be right."""
    own = Part(claim.chunk_id, claim.low, claim.high, claim.expected)
    if (
        claim.lane > Lane.EMERGENCY
        and not claim.ending
        and _fill(claim, target, source, own, more=expand.GROUP - 1) is None
    ):
        return True
    problem = _fill(claim, target, source, own)
    if problem is None:
        return True
    if isinstance(problem, CountDiffers):
        Chunk.objects.filter(pk=claim.chunk_id, fence=claim.fence).update(found=problem.found)
    _pause(claim, target.dispatch, "count" if isinstance(problem, CountDiffers) else "overlap")
    return False


def _fill(
    claim: Claim, target: Target, source: ReceiverSource, own: Part, *, more: int = 0
) -> CountDiffers | IntegrityError | None:
    """Expand a chunk and up to `more` that follow it, or nothing; return what was wrong, if anything."""
    dispatch = target.dispatch
    frame = Frame(
        dispatch.month, dispatch.pk, target.account_id, target.content_id, dispatch.mode, State.QUEUED
    )
    try:
        with transaction.atomic():
            store.hold(claim)
            parts = [own, *(store.following(claim, more) if more else [])]
            rows = source.expand_sql(target.rule, dispatch.as_of, own.low, max(part.high for part in parts))
            expand.fill(frame, parts, rows)
            done = Chunk.objects.filter(pk__in=[part.chunk_id for part in parts])
            done.update(expanded=F("expected"), found=None)
    except (CountDiffers, IntegrityError) as problem:
        return problem
    return None


@transaction.atomic
def _pause(claim: Claim, dispatch: Dispatch, reason: str) -> None:
    """Stop the dispatch and ask a person; the chunk is given back."""
    dispatch.refresh_from_db()
    if dispatch.state == DispatchState.SENDING:
        move(actor=SYSTEM, dispatch=dispatch, to=DispatchState.PAUSED, reason=reason)
        busy = Chunk.objects.filter(dispatch=dispatch, state__in=[ChunkState.READY, ChunkState.RUNNING])
        busy.exclude(pk=claim.chunk_id).update(state=ChunkState.PAUSED)
    store.release(claim, state=ChunkState.PAUSED)


def turns(asks: Sequence[Ask]) -> list[Turn | None]:
    """Settle what is known and begin the next calls of some chunks, together; None for a chunk that others hold now.

    Addresses are opened now, who stopped meanwhile is left out, and no account calls faster than its rate.
    """
    addresses = _Addresses(asks)
    drafts = [addresses.draft(ask) for ask in asks]
    if not any(draft.ask.work.rate_per_minute for draft in drafts):
        return _book(drafts)
    with transaction.atomic():
        for draft in drafts:
            draft.keep_to_the_rate()
        return _book(drafts)


@dataclass(slots=True)
class _Draft:
    """A chunk's part of a round on its way into the ledger."""

    ask: Ask
    notes: list[Note]
    messages: list[Message]
    wait: float = 0.0
    stop: str = ""

    def keep_to_the_rate(self) -> None:
        """Drop the messages that the account's rate does not allow now; they stay where they are in the ledger."""
        work = self.ask.work
        if not (work.rate_per_minute and self.messages):
            return
        grant = pace.take(
            work.claim.account_id, work.rate_per_minute, work.claim.lane, wanted=len(self.messages)
        )
        if grant.number < len(self.messages):
            self.messages = self.messages[: grant.number]
            self.stop, self.wait = "pace", grant.wait

    def turn(self, verdict: Verdict | None) -> Turn | None:
        """Return what the ledger's verdict means for the chunk."""
        if verdict is None:
            return None
        return Turn(self.messages if verdict.begun else [], verdict.stop or self.stop, self.wait)


class _Addresses:
    """The addresses of all receivers of a round, read once for each source."""

    def __init__(self, asks: Sequence[Ask]) -> None:
        receivers: dict[str, list[int]] = {}
        sources: dict[str, ReceiverSource] = {}
        for ask in asks:
            if ask.batch:
                sources[ask.work.source.key] = ask.work.source
                receivers.setdefault(ask.work.source.key, []).extend(item.receiver for item, _ in ask.batch)
        self._stopped = {key: sources[key].suppressed(ids) for key, ids in receivers.items()}
        self._open = {
            key: sources[key].addresses([r for r in ids if r not in self._stopped[key]])
            for key, ids in receivers.items()
        }

    def draft(self, ask: Ask) -> _Draft:
        """Return the chunk's messages, and the ends of those who stopped or are gone."""
        draft = _Draft(ask, list(ask.notes), [])
        if not ask.batch:
            return draft
        stopped, addresses = self._stopped[ask.work.source.key], self._open[ask.work.source.key]
        for item, attempt in ask.batch:
            if item.receiver in stopped or item.receiver not in addresses:
                draft.notes.append(_suppress(item, erased=item.receiver not in stopped))
            else:
                draft.messages.append(ask.work.message(item, attempt, addresses[item.receiver]))
        return draft


def _book(drafts: Sequence[_Draft]) -> list[Turn | None]:
    bookings = [
        Booking(draft.ask.work.claim, draft.notes, [(m.delivery_id, m.attempt) for m in draft.messages])
        for draft in drafts
    ]
    verdicts = booking.book(bookings)
    return [draft.turn(verdict) for draft, verdict in zip(drafts, verdicts, strict=True)]


def _suppress(item: Item, *, erased: bool) -> Note:
    """Say that nothing is sent; where an earlier call may have arrived, that stays unknown."""
    code = Why.ERASED if erased else Why.STOPPED
    state = State.UNKNOWN if item.progress.doubt else State.SUPPRESSED
    return Note(item.delivery_id, item.progress.attempts, state, Origin.RULE, code, reason_text(code))
