"""Taking in one message that came back: the ledger learns of it, an address that is gone is left alone."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction

from loa.audience import actions as audience
from loa.audience.models import Suppression
from loa.channels.base import Outcome, Result
from loa.channels.models import Account, Mode
from loa.delivery.actions import record_receipts
from loa.delivery.models import Delivery
from loa.kinds.email import queries, rules, standing
from loa.kinds.email.models import Bounce, Came
from loa.kinds.email.names import read_names
from loa.kinds.email.returned import MOST, Returned, read_returned
from loa.lib import clock

REPEATED = "repeated"
NOT_OURS = "not_ours"


@transaction.atomic
def take_in(raw: bytes, *, account: Account | None = None) -> str:
    """Take in one message and return what it was: a value of `Came`, REPEATED, or NOT_OURS when no account is meant.

    `account` is whose mailbox it was found in. Taking the same news in again changes nothing. The ledger and the
    suppression are the record; the journal gets the row of an address that is written to no more.
    """
    raw = raw[:MOST]
    named, told = read_names(raw), read_returned(raw)
    delivery = queries.letter(named.delivery_id)
    owner = queries.account_of(delivery) if delivery else account
    if owner is None:
        return NOT_OURS
    kind = told.kind
    if delivery is None and kind != Came.REPLY:
        kind = Came.FORGED if named.is_claimed else Came.UNCLEAR
    mark = f"{delivery.pk}:{kind}:{told.status}" if delivery else f"raw:{sha256(raw).hexdigest()}"
    _row, is_new = Bounce.objects.get_or_create(
        account=owner,
        mark=sha256(mark.encode()).hexdigest(),
        defaults={
            "delivery_id": delivery.pk if delivery else None,
            "kind": kind,
            "status": told.status if delivery else "",
            "at": clock.now(),
        },
    )
    if not is_new:
        return REPEATED
    if delivery:
        _follow(delivery, owner, told)
    return str(kind)


@transaction.atomic
def run_purge() -> int:
    """Remove what came back long ago; the ledger keeps what it meant. Return how many rows went."""
    gone, _by_model = Bounce.objects.filter(at__lt=clock.now() - rules.KEPT).delete()
    return gone


def _follow(delivery: Delivery, owner: Account, told: Returned) -> None:
    """Let the news have its effects.

    A complaint writes nothing to the ledger: that somebody opened a letter is nobody's business (charter 7). What
    comes back from an exercise stops nobody (charter 9).
    """
    if told.is_final:
        reason = rules.reason_of(told.status)
        record_receipts(
            account=owner,
            results=[Result(delivery.pk, Outcome.FAILED, f"bounce_{told.status}", reason)],
        )
    contact = queries.contact_of(delivery) if owner.mode == Mode.LIVE else None
    if told.kind == Came.COMPLAINT:
        if contact:
            audience.suppress(contact_id=contact, reason=Suppression.Reason.COMPLAINED)
        standing.watch_complaints(owner)
    elif contact and told.kind == Came.HARD and is_enough(delivery, told.status):
        audience.suppress(contact_id=contact, reason=Suppression.Reason.BOUNCED)


def is_enough(delivery: Delivery, status: str) -> bool:
    """Say whether this bounce ends the writing to its address."""
    if rules.is_gone(status):
        return True
    since = clock.now() - rules.STRIKES_WITHIN
    return rules.is_against(status) and queries.count_against(delivery, since) >= rules.STRIKES
