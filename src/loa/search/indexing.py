"""Keeps the index of this host with the database: follows the outbox, and makes the index anew where it cannot.

It must not trust what lies on the disk: the word that the last writing left in the index says which place of the log it
stands for. A kill at any moment leaves the index before or after one batch; both words are known, and a batch may be
written twice without harm.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import Error, connection

from loa.finding.index import Doc, Index, Writer
from loa.lib import clock
from loa.search import outbox, places, slots
from loa.search.models import HostState, IndexState
from loa.search.outbox import Change, Place
from loa.search.rules import doc_of, key_of
from loa.search.slots import Searchable

log = logging.getLogger(__name__)

EVERY: Final = 0.3  # seconds between looks at the outbox
_SEEN_EVERY: Final = timedelta(seconds=5)
_FORGET_EVERY: Final = timedelta(minutes=1)
_CHUNK: Final = 500

Say = Callable[[str], None]


@dataclass
class Follower:
    """The one writer of this host's index."""

    say: Say = lambda _text: None
    index: Index | None = None
    row: IndexState = field(init=False)

    def start(self) -> None:
        """Open the index where it is the one that was written last from this database, else make it anew."""
        self.row = _row()
        reason = self._why_not()
        if reason:
            self.rebuild(reason)
        else:
            self._save(state=HostState.FOLLOWING, documents=len(self._opened()), alive_at=clock.now())
            places.remove_all_but(self.row.folder)

    def _why_not(self) -> str:
        """Return why the index that lies here cannot be followed on; empty where it can."""
        row, name = self.row, places.current()
        if not name or name != row.folder or row.state != HostState.FOLLOWING:
            return "no whole index lay here"
        if row.asked_at is not None:
            return "somebody asked for it"
        if row.alive_at is None or clock.now() - row.alive_at > outbox.FORGOTTEN_AFTER:
            return "it was not followed for too long"
        self.index = Index(places.root() / name)
        mark = self.index.mark
        if mark and mark == row.next_mark:
            self._save(xid=row.next_xid, row=row.next_row, mark=mark)
        if not mark or mark != row.mark:
            return "it was not written from this database"
        return "the database is another server's" if outbox.is_ahead(self._place()) else ""

    def turn(self) -> int:
        """Write what was changed into the index; return how many rows of the outbox that were."""
        total = 0
        while changes := outbox.changes_after(self._place()):
            self._write(changes)
            total += len(changes)
        return total

    def _write(self, changes: Sequence[Change]) -> None:
        """Write a batch: the word it will leave is known before, and taken for done after."""
        last, mark = changes[-1].place, secrets.token_hex(8)
        self._save(next_xid=last.xid, next_row=last.row, next_mark=mark)
        with self._opened().writing() as writer:
            apply(writer, changes)
            writer.mark(mark)
        count = len(self._opened())
        self._save(xid=last.xid, row=last.row, mark=mark, documents=count, alive_at=clock.now())

    def rebuild(self, reason: str) -> None:
        """Make the index anew beside the old one, which answers until the new one is whole; then follow from its beginning."""
        mark, place = secrets.token_hex(8), outbox.here()
        name = places.new_name(mark)
        total = sum(kind.rows().count() for kind in slots.kinds())
        now = clock.now()
        self._save(
            state=HostState.REBUILDING, done=0, total=total, started_at=now, asked_at=None, reason=reason
        )
        self.say(f"index: rebuilding {total:,} documents: {reason}")
        index = Index(places.root() / name)
        with index.writing() as writer:
            for done in _all_of(writer):
                self._save(done=done, alive_at=clock.now())
                self.say(_progress(done, total, (clock.now() - now).total_seconds()))
            writer.mark(mark)
        places.use(name)
        self.index = index
        at = {"xid": place.xid, "row": place.row, "mark": mark, "next_mark": ""}
        self._save(folder=name, state=HostState.FOLLOWING, documents=len(index), alive_at=clock.now(), **at)
        places.remove_all_but(name)
        self.say(f"index: {len(index):,} documents, following")

    def look(self) -> None:
        """See whether somebody asked for a rebuild; say that this process lives."""
        self.row.refresh_from_db(fields=["asked_at"])
        if self.row.asked_at is not None:
            self.rebuild("somebody asked for it")
        self._save(alive_at=clock.now())

    def _opened(self) -> Index:
        assert self.index is not None, "started"
        return self.index

    def _place(self) -> Place:
        return Place(self.row.xid, self.row.row)

    def _save(self, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self.row, name, value)
        self.row.save(update_fields=list(changes))


def apply(writer: Writer, changes: Iterable[Change]) -> None:
    """Write each changed thing as it stands now; what is gone, or no longer to be found, is removed."""
    by_kind: dict[str, dict[str, None]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, {})[change.thing] = None
    for name, things in by_kind.items():
        ids = list(things)
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            docs = {doc.key: doc for doc in _docs(slots.find(name), part)}
            for thing in part:
                writer.remove(key_of(name, thing))
            for doc in docs.values():
                writer.append(doc)


def _docs(kind: Searchable | None, ids: Sequence[object]) -> list[Doc]:
    """Return what is taken in of some things; one that cannot be read is left out and told of, the others are not."""
    if kind is None:
        return []
    try:
        return [doc_of(kind.kind, paper) for paper in kind.papers(kind.rows().filter(pk__in=ids))]
    except Error:
        raise  # the database: tried again from the same place
    except Exception:
        if len(ids) == 1:
            log.exception("index: %s %s cannot be read and will not be found", kind.kind, ids[0])
            return []
    return [doc for one in ids for doc in _docs(kind, [one])]


def _all_of(writer: Writer) -> Iterable[int]:
    """Write everything that rooms offer; yield after each part how many that were so far."""
    done = 0
    for kind in slots.kinds():
        last = 0
        while ids := list(
            kind.rows().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_CHUNK]
        ):
            for doc in _docs(kind, ids):
                writer.append(doc)
            last, done = ids[-1], done + len(ids)
            yield done


def _progress(done: int, total: int, seconds: float) -> str:
    rate = done / seconds if seconds else 0.0
    left = max(0, total - done) / rate if rate else 0.0
    return f"index: {done:,} of {total:,}, {rate:,.0f} a second, {left:,.0f} s left"


def _row() -> IndexState:
    return IndexState.objects.get_or_create(host=places.host())[0]


def run(stop: threading.Event, say: Say = lambda _text: None) -> None:
    """Follow until told to stop."""
    follower = Follower(say)
    try:
        follower.start()
        seen = forgot = clock.now()
        while not stop.is_set():
            follower.turn()
            now = clock.now()
            if now - seen > _SEEN_EVERY:
                follower.look()
                seen = now
            if now - forgot > _FORGET_EVERY:
                outbox.forget_followed(now)
                forgot = now
            stop.wait(EVERY)
    finally:
        connection.close()
