"""Writing to the journal, always inside the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.db import connection, transaction

from loa.journal import slots
from loa.journal.models import Entry
from loa.journal.rules import LONGEST_TEXT, check_words, clean_facts, has_contact
from loa.language.masking import mask
from loa.lib import clock
from loa.lib.text import nfc


class Author(Protocol):
    """Who acts: text ids only, so that the journal points at nothing."""

    @property
    def person_key(self) -> str: ...
    @property
    def post_key(self) -> str: ...
    @property
    def body_key(self) -> str: ...
    @property
    def on_behalf_key(self) -> str: ...


class _System:
    """The software itself, for acts that no person does (expiry, sealing, folding)."""

    person_key = post_key = body_key = on_behalf_key = ""


SYSTEM: Author = _System()


def write(*, actor: Author, verb: str, thing: str, facts: Mapping[str, object] | None = None) -> Entry:
    """Write one entry for an act: `verb` as "room.done", `thing` as "room.model:id".

    Facts hold ids, counts, digests and masked reasons only (charter 12): scalars and flat lists of them.

    Raises:
        TransactionManagementError: when no transaction is open; act and entry must commit together.
        NotForTheJournal: when a fact holds a private name, an address, a number of a person, or long text.
        ValueError, TypeError: when verb, thing or a fact has another form.

    """
    check_words(verb, thing)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the journal is written inside the action's transaction")
    xid = _transaction_id()  # taken before the row gets its id: the sealer's floor rests on this order
    entry = Entry.objects.create(
        at=clock.now(),
        verb=verb,
        thing=thing,
        person=actor.person_key,
        post=actor.post_key,
        body=actor.body_key,
        on_behalf_of=actor.on_behalf_key,
        facts=clean_facts(facts or {}, is_private=_names_somebody),
        xid=xid,
    )
    slots.tell(entry)
    return entry


def _transaction_id() -> int:
    """Return the id of the running transaction, its epoch included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def masked(reason: str) -> str:
    """Return a typed reason as the journal may keep it: names, numbers and addresses of people replaced.

    Longer than an entry may hold, it is cut; of one that cannot be masked nothing is kept but that there was one.
    """
    text = mask(nfc(reason)).text.replace("\0", "")[:LONGEST_TEXT]
    return "[…]" if has_contact(text) or _names_somebody(text) else text


def _names_somebody(text: str) -> bool:
    """Say whether a text of several words names or locates a private person."""
    return " " in text and bool(mask(text).spans)
