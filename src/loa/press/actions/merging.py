"""Two publishers that are one: all that the one holds goes to the other, and its name leads there for ever."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.press.intake import placing
from loa.press.models import Item, Publisher, PublisherName, SavedCount
from loa.press.source_errors import SamePublisher
from loa.units.access import require
from loa.units.permissions import Permission

BATCH: Final = 5_000


@transaction.atomic
def merge_publishers(*, actor: Author, kept: Publisher, gone: Publisher, reason: str) -> Publisher:
    """Give names, domains, sources and items of one publisher to another; return that one.

    What is on its way in for the emptied one comes to the other too (`intake.writing`).

    Raises: RightMissing, SamePublisher where they are one already.
    """
    require(actor, Permission.PRESS_SOURCES)
    rows = Publisher.objects.select_for_update().filter(pk__in={kept.pk, gone.pk}, merged_into=None)
    if len(rows.order_by("pk")) < 2:
        raise SamePublisher
    stays, leaves = rows.get(pk=kept.pk), rows.get(pk=gone.pk)
    _names(stays, leaves)
    sources = leaves.sources.update(publisher=stays)
    _counts(stays, leaves)
    items = _items(stays, leaves)
    leaves.merged.update(merged_into=stays)
    leaves.merged_into, leaves.folded = stays, ""
    leaves.save(update_fields=["merged_into", "folded"])
    facts = {"gone": leaves.pk, "sources": sources, "items": items, "reason": journal.masked(reason)}
    journal.write(actor=actor, verb="press.publishers_merged", thing=stays.thing, facts=facts)
    return stays


def _names(kept: Publisher, gone: Publisher) -> None:
    gone.names.update(publisher=kept)
    PublisherName.objects.get_or_create(
        is_domain=False, folded=gone.folded, defaults={"publisher": kept, "value": gone.name}
    )


def _counts(kept: Publisher, gone: Publisher) -> None:
    """Let saved counts ask for the one where they asked for the other."""
    for saved in SavedCount.objects.filter(publishers__contains=[gone.pk]):
        saved.publishers = sorted({*saved.publishers, kept.pk} - {gone.pk})
        saved.save(update_fields=["publishers"])


def _items(kept: Publisher, gone: Publisher) -> int:
    """Move the items batch by batch, and count the publishers of the groups and stories they are in again."""
    moved = 0
    newest = gone.items.order_by("-published_at").values_list("pk", "reprints", "story")
    while batch := list(newest[:BATCH]):
        moved += Item.objects.filter(pk__in=[pk for pk, _group, _story in batch]).update(publisher=kept)
        groups = {group for _pk, group, _story in batch if group}
        placing.recount(groups, {story for _pk, _group, story in batch if story})
    return moved
