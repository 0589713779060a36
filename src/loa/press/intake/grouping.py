"""The one process that puts items into reprint groups and stories: it keeps the engine's state, saves it, makes it anew.

Ids are those of the founding items, so that a group has one name here, in the engine and after a rebuild. Only the holder
of one lock in the database groups; others wait for it to go. It must not decide anything: persons do, through `StoryEdit`.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from loa.lib import clock
from loa.press.intake import placing
from loa.press.intake.heirs import keep_rows
from loa.press.models import Item, Page, StoryEdit
from loa.stories.errors import BadState
from loa.stories.facts import Item as Given
from loa.stories.grouper import Grouper
from loa.stories.hands import Act, Decision
from loa.stories.keeping import load, save
from loa.stories.reasons import reason

log = logging.getLogger(__name__)

BATCH: Final = 500
REBUILD_BATCH: Final = 2_000
TEXT_WAIT: Final = timedelta(hours=1)
RENEWED: Final = timedelta(days=2)
"""How long after it was grouped an item that is alone may be grouped anew by other words."""
_SAVE_EACH: Final = 25
_LOCK: Final = 0x70726573  # "pres"
_FIELDS: Final = ("pk", "title", "summary", "text", "digest", "published_at", "sure", "publisher_id")


def state_file() -> Path:
    """Return where the engine's state lies."""
    return Path(settings.HOME) / "press" / "groups.npz"


def take_lock() -> bool:
    """Take the lock of grouping for this connection; False where another process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def give_lock() -> None:
    """Let another process group."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


class Grouping:
    """The engine beside the database."""

    def __init__(self, grouper: Grouper | None = None) -> None:
        self.grouper = grouper or Grouper()
        self.dirty = False

    @classmethod
    def open(cls, step: Callable[[int], None] = lambda _count: None) -> Grouping:
        """Return the grouping as it was saved, else made anew from the database; either way up to the newest item."""
        kept = _saved()
        if kept is None:
            return cls.rebuild(step)
        grouping = cls(kept)
        grouping.catch_up(step)
        for edit in StoryEdit.objects.order_by("pk")[len(kept.decisions) :]:
            grouping._decide(edit)  # applied after the state was saved, or not yet
        return grouping

    @classmethod
    def rebuild(
        cls, step: Callable[[int], None] = lambda _count: None, grouper: Grouper | None = None
    ) -> Grouping:
        """Make all groups anew from the database, decisions of persons included, and write them.

        Where items are in groups already, every item is read before any is moved: groups keep their rows.
        """
        grouping = cls(grouper)
        edits = list(StoryEdit.objects.order_by("pk"))
        for edit in edits:
            grouping.grouper.remember(_decision(edit))
        if Item.objects.filter(story__isnull=False).exists():
            state_file().unlink(missing_ok=True)  # of no use from here on: whoever comes next starts anew
            contents = grouping._read_all(step)
            keep_rows(grouping.grouper)
            grouping._write_all(contents)
        else:
            grouping.catch_up(step)
        taken_in = StoryEdit.objects.filter(pk__in=[edit.pk for edit in edits], applied_at__isnull=True)
        taken_in.update(applied_at=clock.now())
        grouping.save()
        return grouping

    def _read_all(self, step: Callable[[int], None]) -> dict[str, tuple[str, ...]]:
        """Give every item to the engine and write why it goes where it goes; return what the digests contain."""
        contents: dict[str, tuple[str, ...]] = {}
        for batch in self._unknown():
            placing.tell(self._read(batch))
            ids = self.grouper.ids
            contents |= {
                ids[at]: tuple(ids[piece] for piece in pieces) for at, pieces in self.grouper.contains.items()
            }
            step(len(batch))
        return contents

    def _write_all(self, contents: Mapping[str, tuple[str, ...]]) -> None:
        """Write where every item is, many at a time."""
        self.dirty = True
        Item.objects.exclude(contains=[]).update(contains=[])
        for start in range(0, len(self.grouper.ids), REBUILD_BATCH):
            some = [self.grouper.placed(one) for one in self.grouper.ids[start : start + REBUILD_BATCH]]
            placing.write([one._replace(contains=contents.get(one.id, ())) for one in some])

    def catch_up(self, step: Callable[[int], None]) -> None:
        """Take in every item that is not known, in the order in which they came."""
        for number, batch in enumerate(self._unknown(), 1):
            self._take(batch)
            step(len(batch))
            if number % _SAVE_EACH == 0:
                self.save()

    def _unknown(self) -> Iterator[list[Item]]:
        """Yield the items that are not known, some at a time; one may be kept later than its number."""
        keys = _ready().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=REBUILD_BATCH)
        unknown = (pk for pk in keys if str(pk) not in self.grouper.number)
        while batch := list(islice(unknown, REBUILD_BATCH)):
            yield list(Item.objects.filter(pk__in=batch).order_by("pk").only(*_FIELDS))

    def round(self) -> int:
        """Take in what came and what persons decided since; return how much there was."""
        edits = list(StoryEdit.objects.filter(applied_at__isnull=True).order_by("pk")[:BATCH])
        for edit in edits:
            self._decide(edit)
        fresh = list(_ready().filter(story__isnull=True).order_by("pk").only(*_FIELDS)[:BATCH])
        if fresh:
            self._take(fresh)
        return len(edits) + len(fresh)

    def renew(self) -> int:
        """Group anew what was alone when its text came too late, or changed; return how many were looked at."""
        since = clock.now() - RENEWED
        young = Item.objects.filter(Q(taken_at__gt=since) | Q(changed_at__gt=since))
        rows = young.filter(story__items=1, reprints__items=1)
        changed = rows.exclude(reason__wording="").exclude(reason__wording=F("digest"))
        items = list(changed.order_by("pk").only(*_FIELDS)[:BATCH])
        if items:
            found = self._found(items, lambda: [self.grouper.replace(_given(item)) for item in items])
            placing.forget_contents([item.pk for item in items])
            self._write({str(item.pk) for item in items}, found)
            self.save()  # what was saved before knows the old words and would not look again
        return len(items)

    def save(self) -> None:
        """Write the state, where anything changed."""
        if self.dirty:
            state_file().parent.mkdir(parents=True, exist_ok=True)
            save(self.grouper, state_file())
            self.dirty = False

    def _take(self, items: Sequence[Item]) -> None:
        found, arrived = self._read(items), {str(item.pk) for item in items}
        told = [d for d in self.grouper.decisions if arrived.intersection((*d.items, *d.others))]
        self._write(arrived.union(*({*d.items, *d.others} for d in told)), found)

    def _read(self, items: Sequence[Item]) -> list[placing.Found]:
        return self._found(items, lambda: self.grouper.put_many([_given(item) for item in items]))

    def _found(self, items: Sequence[Item], give: Callable[[], object]) -> list[placing.Found]:
        """Give items to the engine; say why they are where they are, and what led a group until now and leads it no more."""
        grouper, since, until = self.grouper, self.grouper.oldest, len(self.grouper.ids)
        both = (grouper.reprints, grouper.stories)
        led = [bundles.founders(since, until) for bundles in both]
        give()
        follow = [was & ~bundles.founders(since, until) for was, bundles in zip(led, both, strict=True)]
        now_led = (np.nonzero(follow[0] | follow[1])[0] + since).tolist()
        wordings = {grouper.ids[at]: "" for at in now_led} | {str(item.pk): item.digest for item in items}
        return [(why, words) for one, words in wordings.items() if (why := reason(grouper, one))]

    @transaction.atomic
    def _decide(self, edit: StoryEdit) -> None:
        decision = _decision(edit)
        before = self._mates({*decision.items, *decision.others})
        self.grouper.decide(decision)
        self._write(before | {*decision.items, *decision.others})
        StoryEdit.objects.filter(pk=edit.pk).update(applied_at=clock.now())

    def _write(self, items: Iterable[str], found: Sequence[placing.Found] = ()) -> None:
        """Write where items and all beside them are now, and why."""
        self.dirty = True
        written = self._mates(items) | self._digests_of(items)
        placing.write([self.grouper.placed(item) for item in sorted(written, key=int)], found)

    def _digests_of(self, items: Iterable[str]) -> set[str]:
        """Return the digests that hold one of the items: one may come before what it holds."""
        grouper = self.grouper
        numbers = {grouper.number[item] for item in items if item in grouper.number}
        return {
            grouper.ids[digest]
            for digest, pieces in grouper.contains.items()
            if not numbers.isdisjoint(pieces)
        }

    def _mates(self, items: Iterable[str]) -> set[str]:
        """Return the items and all that share a group or a story with one of them."""
        grouper = self.grouper
        numbers = {grouper.number[item] for item in items if item in grouper.number}
        mates = set(numbers)
        for bundles in (grouper.reprints, grouper.stories):
            for group in {bundles.group(number) for number in numbers}:
                mates.update(bundles.members(group))
        return {grouper.ids[number] for number in mates}


def _saved() -> Grouper | None:
    """Return the saved state; None where there is none, it cannot be read, or the database is another one."""
    with contextlib.suppress(OSError, BadState):
        kept = load(state_file())
        if not kept.ids or Item.objects.filter(pk=int(kept.ids[-1])).exists():
            return kept
        log.warning("press: the saved groups are of another database; making them anew")
    return None


def _given(item: Item) -> Given:
    text = (
        f"{item.summary}\n{item.text}"
        if item.text and item.summary not in item.text
        else item.text or item.summary
    )
    return Given(
        str(item.pk), item.title, text, item.published_at if item.sure else None, str(item.publisher_id)
    )


def _decision(edit: StoryEdit) -> Decision:
    return Decision(
        Act(edit.kind), tuple(map(str, edit.items)), tuple(map(str, edit.others)), edit.of_reprints
    )


def _ready() -> QuerySet[Item]:
    """Return the items to be grouped: one whose page is still to be read waits for its text, an hour at most."""
    waiting = Exists(Page.objects.filter(key=OuterRef("key"), given_up_at=None))
    return Item.objects.exclude(waiting, taken_at__gt=clock.now() - TEXT_WAIT)
