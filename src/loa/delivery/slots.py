"""Where a kind says why a person's word about one of its deliveries is no longer taken; it fills the slot in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from loa.channels.models import Account
from loa.delivery.models import Delivery
from loa.lib.errors import Invalid

Objection = Callable[[Delivery, datetime | None], Invalid | None]
_objections: dict[str, Objection] = {}


def register_objection(kind: str, objection: Objection) -> None:
    """Have a kind asked before a word is taken; it answers with the refusal, or None.

    It is given the delivery and the moment at which the work is said to have been done, None for now.
    """
    _objections[kind] = objection


def objection_to(delivery: Delivery, account: Account, happened_at: datetime | None = None) -> Invalid | None:
    """Return why the kind takes no word about a delivery any more, None where it takes one."""
    objection = _objections.get(account.kind)
    return objection(delivery, happened_at) if objection else None
