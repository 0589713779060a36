"""Asks a channel, once the time of a dispatch is over, what became of what nobody ever reported.

Only kinds that can be asked, and only deliveries still *accepted* or *unknown* at their deadline. An answer, also "I do not
know", is an event like any other and is asked for once; a channel that is away is asked again at the next turn. Nothing is sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef

from loa.channels import reach, registry
from loa.channels.base import Kind, Message, Outlet, Result
from loa.channels.models import Account, AccountState
from loa.channels.queries import outlet
from loa.delivery import booking, outcomes, rules
from loa.delivery.models import Attempt, Content, Delivery, Dispatch, Event, Tally
from loa.delivery.states import Origin, State
from loa.delivery.store import Note
from loa.lib import clock
from loa.lib.border import BorderError
from loa.lib.errors import DomainError

log = logging.getLogger(__name__)

UNREPORTED = (State.ACCEPTED, State.UNKNOWN)
ASKED_FOR = timedelta(days=30)
"""What is older than this after its deadline is left to a person."""
MOST = 500
AT_ONCE = 16


def run_due() -> int:
    """Ask about every dispatch whose time is over; return how many answers came."""
    now = clock.now()
    able = [kind.key for kind in registry.all_kinds() if kind.can_be_asked]
    cells = Tally.objects.filter(
        state__in=UNREPORTED,
        count__gt=0,
        account__kind__in=able,
        account__state=AccountState.ACTIVE,
        dispatch__state__in=rules.FINAL_DISPATCH,
        dispatch__expires_at__range=(now - ASKED_FOR, now),
    )
    pairs = cells.order_by("dispatch", "account").values_list("dispatch", "account").distinct()
    return sum(_ask_about(*pair) for pair in pairs)


def _ask_about(dispatch_id: int, account_id: int) -> int:
    dispatch, account = Dispatch.objects.get(pk=dispatch_id), Account.objects.get(pk=account_id)
    rows = list(_unreported(dispatch, account))
    if not rows:
        return 0
    try:
        spoken = outlet(account)
    except DomainError as refusal:
        log.warning("account %s cannot be asked (%s)", account_id, refusal.code)
        return 0
    messages = list(_messages(dispatch, spoken, rows))
    answers = asyncio.run(_answers(registry.get(account.kind), spoken, messages))
    states = {row.pk: State(row.state) for row in rows}
    attempts = {message.delivery_id: message.attempt for message in messages}
    notes = [_note(states[each.delivery_id], attempts[each.delivery_id], each) for each in answers]
    booking.write_notes(dispatch.month, notes)
    return len(notes)


def _unreported(dispatch: Dispatch, account: Account) -> Iterator[Delivery]:
    """Yield what nobody reported and nobody was asked about since the deadline."""
    asked = Event.objects.filter(
        month=dispatch.month, delivery_id=OuterRef("pk"), origin=Origin.ASK, at__gte=dispatch.expires_at
    )
    rows = Delivery.objects.filter(
        ~Exists(asked),
        month=dispatch.month,
        dispatch_id=dispatch.pk,
        account_id=account.pk,
        state__in=UNREPORTED,
    )
    yield from rows.order_by("pk")[:MOST]


def _messages(dispatch: Dispatch, spoken: Outlet[Any], rows: Sequence[Delivery]) -> Iterator[Message]:
    """Yield what the channel is asked about; it knows each by its key and needs no address."""
    ids = [row.pk for row in rows]
    begun = Attempt.objects.filter(month=dispatch.month, delivery_id__in=ids).values("delivery_id")
    attempts = dict(begun.annotate(number=Count("*")).values_list("delivery_id", "number"))
    contents = Content.objects.in_bulk({row.content_id for row in rows})
    for row in rows:
        content = contents[row.content_id]
        yield Message(
            delivery_id=row.pk,
            account_id=spoken.id,
            mode=spoken.mode,
            address="",
            content=content.payload,
            language=content.language,
            attempt=attempts.get(row.pk, 0),
            receiver=row.receiver,
            area_id=row.area_id,
            dispatch_id=dispatch.pk,
            thing=dispatch.thing,
        )


async def _answers(kind: Kind[Any], spoken: Outlet[Any], messages: Sequence[Message]) -> list[Result]:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(message: Message) -> Result | None:
        try:
            async with free, asyncio.timeout(kind.patience):
                return await kind.ask(spoken, message)
        except (BorderError, TimeoutError):
            return None
        except Exception:
            log.exception("kind %s broke while asking", kind.key)
            return None

    try:
        with reach.sending(spoken.mode):
            found = await asyncio.gather(*map(one, messages))
    finally:
        await kind.close()
    return [result for result in found if result is not None]


def _note(known: State, attempt: int, result: Result) -> Note:
    """Return the event for an answer.

    What never arrived and is not sent any more is expired; what the channel had taken in and has no more is failed.
    """
    if known == State.ACCEPTED:
        result = replace(result, temporary=False)
    note = outcomes.judge_asked(attempt, result, State.EXPIRED.value).note
    assert note is not None, "an answer is never asked for again"
    return note
