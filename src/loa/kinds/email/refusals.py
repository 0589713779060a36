"""A receiver that the server refuses as a letter is handed over: the same strike as a letter that came back."""

from __future__ import annotations

import logging
from hashlib import sha256

from django.db import transaction

from loa.audience import actions as audience
from loa.audience.models import Suppression
from loa.channels.base import Message
from loa.channels.models import Mode
from loa.channels.threads import in_thread
from loa.kinds.email import queries
from loa.kinds.email.intake import is_enough
from loa.kinds.email.models import Bounce, Came
from loa.lib import clock

log = logging.getLogger(__name__)


async def note(message: Message, status: str) -> None:
    """Count a refusal while the letters are sent; a test of the account itself counts nothing.

    Where that goes wrong (the database is away) nothing is counted: the letter's own outcome is what must not be lost.
    """
    if not message.delivery_id:
        return
    try:
        await in_thread(take_in, delivery_id=message.delivery_id, status=status)
    except Exception:
        log.warning("a refused receiver of account %s was not counted", message.account_id, exc_info=True)


@transaction.atomic
def take_in(*, delivery_id: int, status: str) -> None:
    """Keep the strike, and write to the address no more where it is enough; the ledger learns of it by the attempt."""
    if (delivery := queries.letter(delivery_id)) is None:
        return
    owner = queries.account_of(delivery)
    mark = sha256(f"{delivery.pk}:{Came.HARD}:{status}".encode()).hexdigest()
    values = {"delivery_id": delivery.pk, "kind": Came.HARD, "status": status, "at": clock.now()}
    _row, is_new = Bounce.objects.get_or_create(account=owner, mark=mark, defaults=values)
    contact = queries.contact_of(delivery) if owner.mode == Mode.LIVE else None
    if is_new and contact and is_enough(delivery, status):
        audience.suppress(contact_id=contact, reason=Suppression.Reason.BOUNCED)
