"""A check of the whole chain from a screen, remembered as an entry of its own; the command line has its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from loa.journal import queries
from loa.journal.actions import Author, write
from loa.journal.models import Entry
from loa.journal.queries import Verification
from loa.journal.rules import Head

VERIFIED = "journal.verified"


@dataclass(frozen=True)
class ChainState:
    """How the chain stands: its end, what waits for a seal, and what the last check said."""

    head: Head
    unsealed: int
    oldest_unsealed: datetime | None
    last_check: Entry | None


def chain_state() -> ChainState:
    """Return how the chain stands, without walking along it."""
    last = Entry.objects.filter(verb=VERIFIED).order_by("-id").first()
    return ChainState(queries.head(), queries.count_unsealed(), queries.oldest_unsealed(), last)


def check_chain(*, actor: Author) -> Verification:
    """Walk along the chain and write down who did so and what was found."""
    found = queries.verify()
    facts = {"ok": found.ok, "rows": found.rows, "unsealed": found.unsealed_tail, "head": found.head.hash}
    if found.first_bad:
        facts |= {"bad": found.first_bad.number, "damage": found.first_bad.damage}
    with transaction.atomic():
        write(actor=actor, verb=VERIFIED, thing=f"journal.seal:{found.head.number}", facts=facts)
    return found
