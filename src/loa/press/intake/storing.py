"""Store drafts as items, each once: known ones are left, filled or changed, the rest are new.

It must not write to the journal: machines take in thousands of items an hour; acts of persons are written by their actions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from loa.lib import clock
from loa.press.intake.drafts import Draft, entry_key, key_of, words_digest
from loa.press.intake.names import Names
from loa.press.intake.writing import insert
from loa.press.models import Item, Source
from loa.press.rules import naming
from loa.press.rules.moments import published


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of drafts; `items` are the new ones."""

    fresh: int = 0
    changed: int = 0
    known: int = 0
    items: tuple[Item, ...] = ()

    def __add__(self, other: Stored) -> Stored:
        return Stored(self.fresh + other.fresh, self.changed + other.changed, self.known + other.known)


@dataclass(frozen=True, slots=True)
class Door:
    """Through which source drafts come in, and what is needed to name what they hold."""

    source: Source
    names: Names
    language: Callable[[str, str], str]

    @transaction.atomic
    def store(self, drafts: Sequence[Draft], *, key: str = "") -> Stored:
        """Store drafts that have a title and an address or id; `key` says under which one page was waiting.

        A wording counts as changed only where it comes from the source that brought the item: two feeds of one paper
        cut a summary differently.
        """
        by_key = {key or self._key(draft): draft for draft in drafts}
        by_key.pop("", None)
        known = self._known(by_key)
        now, changed = clock.now(), 0
        for at, item in known.items():
            changed += self._again(item, by_key[at], now)
        fresh = [self._item(at, draft, now) for at, draft in by_key.items() if at not in known]
        made = insert(fresh)
        return Stored(len(made), changed, len(known) - changed, tuple(made))

    def _known(self, by_key: Mapping[str, Draft]) -> dict[str, Item]:
        """Return the known items by the key of what comes; a second key counts only where it means one item."""
        others = {at: self._other(at, draft) for at, draft in by_key.items()}
        times = Counter(others.values())
        entries = {other: at for at, other in others.items() if other and times[other] == 1}
        entries |= {at: at for at in by_key}
        items = Item.objects.select_related("source").select_for_update(of=("self",))
        rows = list(items.filter(Q(key__in=by_key) | Q(entry__in=entries)))
        times = Counter(row.entry for row in rows)
        known = {row.key: row for row in rows if row.key in by_key}
        for row in rows:
            if row.key not in by_key and times[row.entry] == 1:
                known.setdefault(entries[row.entry], row)
        return known

    def _key(self, draft: Draft) -> str:
        return key_of(draft.link, self.source.pk, draft.entry)

    def _other(self, key: str, draft: Draft) -> str:
        """Return the second key: of the source's own id, else of the address that a page calls its own."""
        own = key_of(draft.link, self.source.pk, "")
        return entry_key(self.source.pk, draft.entry) or ("" if own == key else own)

    def _item(self, key: str, draft: Draft, now: datetime) -> Item:
        publisher = self._publisher(draft)
        moment, sure = self._moment(draft, now)
        item = Item(
            source=self.source, publisher_id=publisher, key=key, entry=self._other(key, draft), url=draft.link,
            title=draft.title, summary=draft.summary, text=draft.text, digest=draft.digest(),
            published_at=moment, sure=sure, taken_at=now, is_sample=self.source.is_sample,
        )  # fmt: skip
        item.language = self.language(draft.title, draft.text or draft.summary) or draft.language
        self._name(item)
        return item

    def _publisher(self, draft: Draft) -> int:
        named = self.names.publisher_named(draft.publisher) if draft.publisher else None
        return named or self.names.publisher_of(draft.link) or self.source.publisher_id

    def _moment(self, draft: Draft, now: datetime) -> tuple[datetime, float]:
        return published(draft.published, draft.published_sure, draft.updated, draft.updated_sure, now)

    def _name(self, item: Item) -> None:
        body = f"{item.summary}\n{item.text}"
        told = naming.Told.of(item.title, body)
        item.topics = sorted({*self.source.topics, *self.names.topics.named(told)})
        item.areas = self.names.areas_of(told, f"{item.title}\n{body}", item.publisher_id)

    def _again(self, item: Item, draft: Draft, now: datetime) -> bool:
        """Take what a known item brings: a text where there was none, topics of another list; tell whether it changed."""
        mine = item.source_id == self.source.pk
        own = mine or self._comes_home(item)
        fills = bool(draft.text) and not item.text
        title = item.title if draft.from_page else draft.title
        summary, text = draft.summary or item.summary, draft.text or item.text
        digest = words_digest(title, summary, text)
        more = set(self.source.topics) - set(item.topics)
        if not own and not fills and not more:
            return False
        if mine and not fills and digest == item.digest and not more:
            return False
        changes = mine and digest != item.digest and not (fills and title == item.title)
        if own:
            item.source = self.source
        if own or fills:
            if changes:
                item.digest_before, item.changed_at = item.digest, now
            item.title, item.summary, item.text, item.digest = title, summary, text, digest
            self._surer(item, draft, now)
        before = set(item.topics)
        self._name(item)
        item.topics = sorted(before | set(item.topics))
        item.save()
        return changes

    def _comes_home(self, item: Item) -> bool:
        """Tell whether an item that others brought is of this source's publisher: its own words take the place of theirs."""
        own = item.publisher_id
        return self.source.publisher_id == own != item.source.publisher_id

    def _surer(self, item: Item, draft: Draft, now: datetime) -> None:
        moment, sure = self._moment(draft, now)
        if sure > item.sure:
            item.published_at, item.sure = moment, sure


def wanting(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts whose page has to be read before they are items: they have no title."""
    return [draft for draft in drafts if not draft.title and draft.canonical]
