"""Brings every value under the newest key of its purpose while the site runs; killed, it goes on where it was.

A chunk is one short transaction that takes only rows nobody holds and changes only values that still stand as read.
Nothing is kept about how far it came: a value says by itself under which key it lies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from loa.journal import actions as journal
from loa.journal import sealed
from loa.journal.actions import SYSTEM
from loa.journal.keyring import keyring
from loa.journal.sealed import Place
from loa.lib.progress import Work

CHUNK = 500
MOST_ROUNDS = 20  # over one place; a round that renews nothing ends it earlier


@dataclass
class Rotated:
    """What a rotation did: values renewed and, by place, left under an older key; rows that could not be read."""

    renewed: int = 0
    left: Counter[str] = field(default_factory=Counter)
    unreadable: set[str] = field(default_factory=set)

    @property
    def ok(self) -> bool:
        """Say whether every value lies under the newest key."""
        return not self.left


def due(purposes: Sequence[str] = sealed.PURPOSES) -> Counter[str]:
    """Return how many values lie under older keys and can be brought under the newest, by place."""
    ring = keyring()
    older: Counter[str] = Counter()
    for place in sealed.places():
        if place.purpose in purposes:
            newest = ring.writes_with(place.purpose)
            lying = Counter(place.count()) - Counter(place.stays())
            older[place.name] = sum(count for key_id, count in lying.items() if key_id != newest)
    return +older


def rotate(purposes: Sequence[str], size: int, work: Work) -> Rotated:
    """Bring every value of the purposes under the newest key, in chunks of `size` rows."""
    _note("ops.rotation_begun", values=sum(due(purposes).values()))
    done = Rotated()
    for place in sealed.places():
        if place.purpose in purposes:
            _renew_all(place, size, work, done)
    done.left = due(purposes)
    _note(
        "ops.rotation_ended",
        renewed=done.renewed,
        left=sum(done.left.values()),
        unreadable=len(done.unreadable),
    )
    return done


def _renew_all(place: Place, size: int, work: Work, done: Rotated) -> None:
    """Go over a place until nothing is left, or a whole round changed nothing."""
    for _round in range(MOST_ROUNDS):
        before = done.renewed
        _renew_once(place, size, work, done)
        newest = keyring().writes_with(place.purpose)
        if done.renewed == before or set(place.count()) <= {newest}:
            return


def _renew_once(place: Place, size: int, work: Work, done: Rotated) -> None:
    after: object | None = None
    while True:
        batch = place.renew(keyring(), after, size)
        done.renewed += batch.renewed
        done.unreadable.update(batch.unreadable)
        work.step(batch.renewed)
        if batch.last is None:
            return
        after = batch.last


@transaction.atomic
def _note(verb: str, **counts: int) -> None:
    ids = [keyring().writes_with(purpose) for purpose in sealed.PURPOSES]
    journal.write(actor=SYSTEM, verb=verb, thing=f"ops.key:{ids[0]}", facts={"keys": ids, **counts})
