"""Items, groups and stories made for tests and for samples, as the intake and the grouping leave them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from loa.lib import clock
from loa.lib.text import fold
from loa.press.models import Item, Publisher, Reason, ReprintGroup, Source, Story
from loa.press.rules.words import PublisherKind, SourceKind
from loa.units.models import Body, Person


def make_source(person: Person, body: Body, name: str, at: datetime, *, sample: bool = False) -> Source:
    """Make a publisher with one source that is read by hand."""
    made = {"created_by": person, "created_at": at, "is_sample": sample}
    publisher, _new = Publisher.objects.get_or_create(
        name=name, defaults={"folded": fold(name), "kind": PublisherKind.LOCAL} | made
    )
    source, _new = Source.objects.get_or_create(
        publisher=publisher, body=body, kind=SourceKind.CLIP, name=name, defaults=made
    )
    return source


def make_item(
    source: Source,
    title: str,
    at: datetime,
    *,
    text: str = "",
    url: str = "",
    topics: Sequence[str] = (),
    areas: Sequence[str] = (),
    contains: Sequence[int] = (),
) -> Item:
    """Make an item that nothing has grouped yet."""
    key = hashlib.sha256(f"{source.pk}\n{title}\n{at.isoformat()}".encode()).hexdigest()
    return Item.objects.create(
        source=source,
        publisher=source.publisher,
        key=key,
        url=url or f"https://bao.example.vn/{key[:12]}.html",
        title=title,
        text=text,
        digest=key,
        language="vi",
        topics=list(topics),
        areas=list(areas),
        contains=list(contains),
        published_at=at,
        sure=1,
        taken_at=at,
        is_sample=source.is_sample,
    )


def make_story(*groups: Sequence[Item]) -> Story:
    """Make a story of reprint groups; the first item of each stands for its group, the very first for the story."""
    items = [item for group in groups for item in group]
    for group in groups:
        publishers = len({item.publisher_id for item in group})
        made = ReprintGroup.objects.create(founder=group[0], items=len(group), publishers=publishers)
        Item.objects.filter(pk__in=[item.pk for item in group]).update(reprints=made)
    moments = [item.published_at for item in items]
    story = Story.objects.create(
        founder=items[0],
        title=items[0].title,
        items=len(items),
        articles=len(groups),
        publishers=len({item.publisher_id for item in items}),
        first_at=min(moments),
        last_at=max(moments),
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).update(story=story)
    return story


def give_reason(item: Item, beside: Item | None, *, why: str = "same_words", **found: float) -> Reason:
    """Say why an item is where it is, as the grouping process writes it."""
    return Reason.objects.create(
        item=item, beside=beside, why=why, wording=item.digest, at=clock.now(), **found
    )
