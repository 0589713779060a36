"""Items that a person enters by hand: what stood in print, was broadcast, or has no feed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.press.intake.drafts import made
from loa.press.intake.names import Names
from loa.press.intake.storing import Door
from loa.press.models import Item, Publisher, Source
from loa.press.source_errors import ItemKnown
from loa.units.access import require
from loa.units.permissions import Permission


@transaction.atomic
def clip(
    *,
    actor: Author,
    source: Source,
    publisher: Publisher,
    title: str,
    published_at: datetime,
    url: str = "",
    text: str = "",
    language: str = "vi",
) -> Item:
    """Enter one item under a source that is kept by hand; its time is as sure as the person who typed it.

    Raises: RightMissing, ItemKnown.
    """
    require(actor, Permission.PRESS_SOURCES, body=source.body)
    entry = "" if url else f"{publisher.pk} {published_at.date()} {title}"
    draft = made(
        url,
        entry,
        title,
        "",
        text,
        published=published_at,
        published_sure=0.9,
        language=language,
        publisher=publisher.name,
    )
    if Item.objects.filter(key=draft.key(source.pk)).exists():
        raise ItemKnown
    Door(source, Names(), lambda _title, _text: language).store([draft])
    item = Item.objects.get(key=draft.key(source.pk))
    journal.write(actor=actor, verb="press.item_clipped", thing=item.thing)
    return item
