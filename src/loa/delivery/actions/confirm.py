"""Words that come after the call: a person's confirmation, a provider's receipts. They are events like any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from loa.channels import registry
from loa.channels.base import Result
from loa.channels.models import Account
from loa.delivery import booking, rules, slots, store
from loa.delivery.errors import NotConfirmable
from loa.delivery.models import Attempt, Delivery, Dispatch, Receipt
from loa.delivery.states import PROVEN, SAME_AS, Origin, State, Why
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission

CONFIRMABLE = PROVEN | {State.FAILED}
_OPEN_TO_A_WORD = SAME_AS | {State.SENDING, State.EXPIRED, State.FAILED, State.SUPERSEDED, State.WITHDRAWN}


@transaction.atomic
def confirm_delivery(
    *,
    actor: Author,
    delivery: Delivery,
    state: State,
    happened_at: datetime | None = None,
    body: Body | None = None,
    reporter: str = "",
    photo: str = "",
    note: str = "",
) -> Receipt:
    """Record that a person says what became of a delivery: delivered, played, played in part, or not done.

    For channels that report themselves, and for deliveries whose outcome is unknown. A second tap returns the first
    receipt. `body` is whose work it was where that is not the account's body. `reporter` is the text id of a listed
    person without an account, whose link the caller has checked; without it the actor is the officer who reports. `happened_at`
    is moved to between the start of the dispatch and now.

    Raises: NotConfirmable, RightMissing; what the kind has against it (`delivery.slots`).
    """
    dispatch = Dispatch.objects.select_related("body").get(pk=delivery.dispatch_id)
    account = Account.objects.get(pk=delivery.account_id)
    if not reporter:
        require(actor, Permission.DELIVERY_CONFIRM, body=body or account.body)
    fresh = _check(delivery, account, State(state), happened_at)
    moment = clock.now()
    happened_at = min(max(happened_at or moment, dispatch.started_at or dispatch.created_at), moment)
    said = {"happened_at": happened_at, "recorded_at": moment, "photo": photo, "note": note[:300]}
    receipt, created = Receipt.objects.get_or_create(
        delivery_id=delivery.pk,
        state=state,
        defaults={"dispatch": dispatch, "is_self_reported": True} | said | _who(actor, reporter),
    )
    if created:
        attempt = Attempt.objects.filter(delivery_id=delivery.pk, month=delivery.month).count()
        event = store.Note(delivery.pk, attempt, State(state), Origin.PERSON.value)
        booking.write_notes(fresh.month, [event])
        _journal(actor, receipt)
    return receipt


def _who(actor: Author, reporter: str) -> dict[str, object]:
    """Return who reports: the officer, or the listed person whose link was used."""
    if isinstance(actor, Actor) and not reporter:
        return {"person": actor.person, "reporter": ""}
    return {"person": None, "reporter": reporter or "journal.system"}


def _check(delivery: Delivery, account: Account, state: State, happened_at: datetime | None) -> Delivery:
    kind = registry.get(account.kind)
    fresh = Delivery.objects.get(pk=delivery.pk, month=delivery.month)
    if state not in CONFIRMABLE or (State(fresh.state) not in _OPEN_TO_A_WORD):
        raise NotConfirmable(state=fresh.state)
    if not kind.self_reported and fresh.state != State.UNKNOWN:
        raise NotConfirmable(state=fresh.state)
    if refusal := slots.objection_to(delivery, account, happened_at):
        raise refusal
    return fresh


def _journal(actor: Author, receipt: Receipt) -> None:
    facts = {"state": receipt.state, "receipt": receipt.pk, "reporter": receipt.reporter}
    thing = f"delivery.delivery:{receipt.delivery_id}"
    journal.write(actor=actor, verb="delivery.confirmed", thing=thing, facts=facts)


@transaction.atomic
def record_receipts(*, account: Account, results: Sequence[Result]) -> int:
    """Append what a provider's callback proved, and return how many results belonged to the account.

    Unknown ids are ignored, repeats change nothing: the heaviest state wins, whatever comes first.
    """
    known = dict(
        Delivery.objects.filter(pk__in=[r.delivery_id for r in results], account_id=account.pk).values_list(
            "pk", "month"
        )
    )
    for month in set(known.values()):
        booking.write_notes(month, [_receipt(r) for r in results if known.get(r.delivery_id) == month])
    return len(known)


def _receipt(result: Result) -> store.Note:
    state = State(result.state.value)
    reason = result.reason or rules.reason_text(result.code)
    return store.Note(
        result.delivery_id, 0, state, Origin.RECEIPT.value, result.code, reason, result.provider_id
    )


@transaction.atomic
def note_called_off(delivery_ids: Collection[int]) -> int:
    """Note that what a channel had taken was called off before it reached anybody; return how many deliveries that are.

    It weighs more than the channel's word and less than any proof, and a correction still reaches them.
    """
    rows = Delivery.objects.filter(pk__in=delivery_ids).values_list("pk", "month")
    months: dict[date, list[store.Note]] = defaultdict(list)
    for pk, month in rows:
        reason = rules.reason_text(Why.CALLED_OFF)
        months[month].append(store.Note(pk, 0, State.WITHDRAWN, Origin.RULE.value, Why.CALLED_OFF, reason))
    for month, notes in months.items():
        booking.write_notes(month, notes)
    return sum(map(len, months.values()))
