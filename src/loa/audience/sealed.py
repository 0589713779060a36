"""Look-ups of contacts as a place of values under keys: each is made anew from the contact itself.

A contact and what keeps it from being written to change their look-up together, so that a stop is never lost.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from loa.audience import rules, vault
from loa.audience.models import Contact, Suppression
from loa.journal.sealed import Batch, count_keys, exchange, locked, not_under
from loa.lib.crypt import LOOKUP, KeyMissing, Keyring, Tampered

# What is stopped under both look-ups is stopped once.
_MERGE = """
DELETE FROM audience_suppression held USING unnest(%s::text[], %s::text[], %s::text[]) AS new (kind, old, value)
 WHERE held.kind = new.kind AND held.lookup = new.old
   AND EXISTS (SELECT FROM audience_suppression s WHERE s.kind = new.kind AND s.lookup = new.value)
"""
_FOLLOW = """
UPDATE audience_suppression held SET lookup = new.value
  FROM unnest(%s::text[], %s::text[], %s::text[]) AS new (kind, old, value)
 WHERE held.kind = new.kind AND held.lookup = new.old
"""


class Lookups:
    """The look-ups of contacts and of suppressions.

    Of a suppression whose contact is gone nobody can make the look-up anew: it stays under its key, and the key must
    stay with it.
    """

    name = "audience.contact.lookup"
    purpose = LOOKUP
    columns = (("audience_contact", "lookup"), ("audience_suppression", "lookup"))

    def count(self) -> Mapping[str, int]:
        """Return how many look-ups lie under each key."""
        return count_keys(Contact.objects.all(), "lookup") + count_keys(Suppression.objects.all(), "lookup")

    def stays(self) -> Mapping[str, int]:
        """Return how many suppressions under each key have no contact any more."""
        contact = Contact.objects.filter(kind=OuterRef("kind"), lookup=OuterRef("lookup"))
        return count_keys(Suppression.objects.filter(~Exists(contact)), "lookup")

    @transaction.atomic
    def renew(self, ring: Keyring, after: object | None, size: int) -> Batch:
        """Make up to `size` look-ups behind `after` anew, in one transaction."""
        due = Contact.objects.filter(not_under("lookup", ring.writes_with(LOOKUP))).select_related(
            "subscriber"
        )
        rows = list(locked(due, after, size))
        changes, unreadable = [], []
        for row in rows:
            try:
                value = vault.unseal(row.subscriber.key, row.subscriber_id, row.value)
                changes.append((row, ring.lookup(rules.found_by(row.kind, value), field=row.kind)))
            except (KeyMissing, Tampered):
                unreadable.append(f"audience.contact:{row.pk}")
        taken = set(
            Contact.objects.filter(lookup__in=[new for _, new in changes]).values_list("kind", "lookup")
        )
        unreadable += [
            f"audience.contact:{row.pk} (doubled)" for row, new in changes if (row.kind, new) in taken
        ]
        free = [(row, new) for row, new in changes if (row.kind, new) not in taken]
        renewed = exchange(Contact, "lookup", ((row.pk, row.lookup, new) for row, new in free))
        renewed += _follow([(row.kind, row.lookup, new) for row, new in free])
        return Batch(rows[-1].pk if rows else None, renewed, tuple(unreadable))


def _follow(changes: list[tuple[str, str, str]]) -> int:
    """Let suppressions follow their contacts; return how many look-ups went or changed."""
    if not changes:
        return 0
    parts = [list(part) for part in zip(*changes, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_MERGE, parts)
        merged = cursor.rowcount
        cursor.execute(_FOLLOW, parts)
        return int(merged + cursor.rowcount)
