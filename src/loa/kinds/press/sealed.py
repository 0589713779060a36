"""Look-ups of newsrooms as a place of values under keys: each is made anew from the address itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from loa.journal.sealed import Batch, count_keys, exchange, locked, not_under
from loa.kinds.press import vault
from loa.kinds.press.models import Newsroom
from loa.lib.crypt import LOOKUP, KeyMissing, Keyring, Tampered


class Lookups:
    """The look-ups by which a newsroom's address is found again."""

    name = "pressroom.newsroom.lookup"
    purpose = LOOKUP
    columns = (("pressroom_newsroom", "lookup"),)

    def count(self) -> Mapping[str, int]:
        """Return how many look-ups lie under each key."""
        return count_keys(Newsroom.objects.all(), "lookup")

    def stays(self) -> Mapping[str, int]:
        """Return no value: all can be renewed."""
        return {}

    @transaction.atomic
    def renew(self, ring: Keyring, after: object | None, size: int) -> Batch:
        """Make up to `size` look-ups behind `after` anew, in one transaction."""
        rows = list(
            locked(Newsroom.objects.filter(not_under("lookup", ring.writes_with(LOOKUP))), after, size)
        )
        changes, unreadable = [], []
        for row in rows:
            try:
                new = vault.lookup(vault.unseal(row.pk, row.address, ring), ring)
                changes.append((row.pk, row.lookup, new))
            except (KeyMissing, Tampered):
                unreadable.append(f"{self.name}:{row.pk}")
        return Batch(rows[-1].pk if rows else None, exchange(Newsroom, "lookup", changes), tuple(unreadable))
