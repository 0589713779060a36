"""Store drafts as items, each once: known ones are left, filled or changed, the rest are new.

It must not write to the journal: machines take in thousands of items an hour; acts of persons are written by their actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from loa.lib import clock
from loa.press.intake.drafts import Draft, entry_key, words_digest
from loa.press.intake.knowing import Seen, locked, seen
from loa.press.intake.names import Names
from loa.press.intake.writing import Fresh, insert
from loa.press.models import Item, Source
from loa.press.rules.moments import published


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of drafts; `items` are the new ones."""

    fresh: int = 0
    changed: int = 0
    known: int = 0
    items: tuple[Fresh, ...] = ()


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
        by_key = {key or draft.key(self.source.pk): draft for draft in drafts}
        by_key.pop("", None)
        others = {at: self._other(at, draft) for at, draft in by_key.items()}
        known = seen(others)
        now, changed = clock.now(), 0
        items = locked([row.id for at, row in known.items() if self._may_change(row, by_key[at])])
        for at, row in known.items():
            if row.id in items:
                changed += self._again(items[row.id], by_key[at], now)
        fresh = [self._fresh(at, others[at], draft, now) for at, draft in by_key.items() if at not in known]
        made = insert(fresh)
        return Stored(len(made), changed, len(known) - changed, tuple(made))

    def _other(self, key: str, draft: Draft) -> str:
        """Return the second key: of the source's own id, else of the address that a page calls its own."""
        own = draft.page_key()
        return entry_key(self.source.pk, draft.entry) or ("" if own == key else own)

    def _may_change(self, row: Seen, draft: Draft) -> bool:
        """Tell whether a known item has to be looked at: not where its own source says the same again."""
        same = row.source_id == self.source.pk and row.digest == draft.digest()
        return not same or not set(self.source.topics) <= set(row.topics)

    def _fresh(self, key: str, other: str, draft: Draft, now: datetime) -> Fresh:
        publisher = self._publisher(draft)
        moment, sure = self._moment(draft, now)
        topics, areas = self._named(draft.title, draft.summary, draft.text, publisher, moment)
        language = self.language(draft.title, draft.text or draft.summary) or draft.language
        return Fresh(
            self.source.pk, publisher, key, other, draft.link, draft.title, draft.summary, draft.text, draft.digest(),
            language, topics, areas, moment, sure, now, self.source.is_sample,
        )  # fmt: skip

    def _publisher(self, draft: Draft) -> int:
        named = self.names.publisher_named(draft.publisher) if draft.publisher else None
        return named or self.names.publisher_of(draft.address) or self.source.publisher_id

    def _moment(self, draft: Draft, now: datetime) -> tuple[datetime, float]:
        return published(draft.published, draft.published_sure, draft.updated, draft.updated_sure, now)

    def _named(
        self, title: str, summary: str, text: str, publisher: int, moment: datetime
    ) -> tuple[list[str], list[str]]:
        """Return the topics and areas that the words name."""
        topics, areas = self.names.named(title, f"{summary}\n{text}", publisher, moment)
        return sorted({*self.source.topics, *topics}), areas

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
        topics, item.areas = self._named(
            item.title, item.summary, item.text, item.publisher_id, item.published_at
        )
        item.topics = sorted({*item.topics, *topics})
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
    return [draft for draft in drafts if not draft.title and draft.address]
