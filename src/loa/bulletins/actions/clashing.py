"""Keeping which bulletins contradict each other, telling the other desk once, and asking that both were seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from loa.bulletins.actions.telling import tell_clash
from loa.bulletins.errors import ClashesNotSeen
from loa.bulletins.models import Bulletin, Clash
from loa.bulletins.queries.clashes import Clashing, clashing
from loa.lib import clock


def note_clashes(bulletin: Bulletin) -> Sequence[Clashing]:
    """Write down what contradicts a bulletin now and tell the other desks, inside the caller's transaction."""
    found = clashing(bulletin)
    pairs = {_pair(bulletin, item.other): item for item in found}
    for row in Clash.objects.filter(Q(first=bulletin) | Q(second=bulletin)):
        if (row.first_id, row.second_id) not in pairs:
            row.delete()
    for (first, second), item in pairs.items():
        Clash.objects.update_or_create(
            first_id=first,
            second_id=second,
            defaults={"kinds": item.kinds},
            create_defaults={"kinds": item.kinds, "at": clock.now()},
        )
        tell_clash(bulletin, item.other)
    return found


def require_clashes_seen(bulletin: Bulletin, seen: Collection[int]) -> None:
    """Refuse while some bulletin contradicts this one that the approver has not confirmed to have read beside it.

    Raises:
        ClashesNotSeen: with the codes of those bulletins.

    """
    unseen = [item.other.code for item in clashing(bulletin) if item.other.pk not in seen]
    if unseen:
        raise ClashesNotSeen(codes=unseen)


def _pair(one: Bulletin, other: Bulletin) -> tuple[int, int]:
    return (min(one.pk, other.pk), max(one.pk, other.pk))
