"""Items of the press as search takes them in: what of each is read, for those who may listen and nobody else.

Every question over them is journalled (charter 2). Migration 0030 says which columns are followed: what is read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.figures.scope import true_rows
from loa.press.models import Item, Publisher
from loa.press.queries.visible import LISTEN, items_visible_to
from loa.search.slots import Paper, Searchable
from loa.units.access import Who, can

_PUBLISHER: Final = "publisher:"
_READ: Final = (
    "title", "summary", "text", "publisher", "published_at", "topics", "areas", "figures_differ", "contains",
)  # fmt: skip


def _rows() -> QuerySet[Item]:
    return Item.objects.filter(true_rows())


def _visible_to(actor: Who) -> QuerySet[Item]:
    """Return the items that the list of items shows to a reader."""
    return items_visible_to(actor).filter(true_rows())


def _papers(rows: QuerySet[Item]) -> Iterator[Paper]:
    """Yield what is searched of each item: its words as published."""
    for item in rows.only(*_READ):
        parts = [item.text] if item.summary in item.text else [item.summary, item.text]
        yield Paper(
            id=item.pk,
            title=item.title,
            text="\n".join(filter(None, parts)),
            access=[LISTEN],
            at=item.published_at,
            source=f"{_PUBLISHER}{item.publisher_id}",
            areas=item.areas,
            topics=item.topics,
            note=_note(item),
        )


def _note(item: Item) -> str | Promise:
    if item.figures_differ:
        return _("số liệu khác")
    return _("điểm tin") if item.contains else ""


def _tokens(actor: Who) -> Collection[str]:
    """Return the one token of those who may listen; nothing of the press for others."""
    return {LISTEN} if can(actor, LISTEN) else frozenset()


def _publishers(keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of publishers by their keys, "publisher:12"; keys come from an address, too."""
    ids = [key.removeprefix(_PUBLISHER) for key in keys if key.startswith(_PUBLISHER)]
    wanted = [int(one) for one in ids if one.isascii() and one.isdecimal() and len(one) < 18]
    names = Publisher.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {f"{_PUBLISHER}{pk}": name for pk, name in names} if wanted else {}


ITEMS = Searchable(
    kind="press.item",
    label=_("Tin báo chí"),
    symbol="rss",
    rows=_rows,
    papers=_papers,
    visible_to=_visible_to,
    tokens=_tokens,
    url=lambda pk: f"/desk/newsroom/items/{pk}/story/",
    source_names=_publishers,
    is_journalled=True,
)
